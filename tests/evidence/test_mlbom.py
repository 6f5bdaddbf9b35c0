"""The bill of materials: valid by CycloneDX's own schema, and the same from the same plan."""

from __future__ import annotations

import json

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from govllm import canonical
from govllm.evidence.mlbom import mlbom
from tests.support.evidence import SignedRun, signed_run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> SignedRun:
    return signed_run(tmp_path_factory.mktemp("run"))


@pytest.mark.filterwarnings("default")
def test_it_is_valid_by_the_strict_schema(run: SignedRun) -> None:
    text = run.folder.mlbom.read_text(encoding="utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None


def test_it_names_candidate_engine_and_eval_sets(run: SignedRun) -> None:
    found = json.loads(run.folder.mlbom.read_text(encoding="utf-8"))
    model = found["metadata"]["component"]
    assert model["type"] == "machine-learning-model"
    assert model["hashes"] == [{"alg": "SHA-256", "content": "a" * 64}]
    assert {part["name"] for part in model["components"]} == {"model.safetensors", "config.json"}
    parts = {part["bom-ref"]: part for part in found["components"]}
    assert parts["engine"]["version"] == "0.32.0"
    task = canonical.read_json(run.folder.plan)["content"]["tasks"][0]
    assert parts["evalset/own/tiny"]["hashes"][0]["content"] == task["items_sha256"]


def test_the_same_plan_gives_the_same_document(run: SignedRun) -> None:
    sealed = canonical.read_json(run.folder.plan)
    again = mlbom(sealed, canonical.file_digest(run.folder.plan))
    assert again == run.folder.mlbom.read_text(encoding="utf-8")
