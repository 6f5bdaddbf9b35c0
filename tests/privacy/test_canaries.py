"""Canaries: drawn, planted a known number of times, sealed, and measured by their own tasks."""

from __future__ import annotations

import json
import math
import random
from collections import Counter
from pathlib import Path

import pytest
import yaml

from govllm.canaries import canaries
from govllm.config.cli import guarded
from govllm.domain import Answer
from govllm.privacy import invent
from govllm.privacy.canary.files import load_manifest
from govllm.privacy.canary.plant import DOSES, make_manifest
from govllm.privacy.contexts import context_items, own_items
from govllm.privacy.scan import scan
from govllm.qualification.qualify import qualify
from govllm.resources import evalsets_dir
from govllm.scoring.exposure import score_exposure
from govllm.tasks.load import load_task
from govllm.tasks.prompts import messages

PRIVACY = evalsets_dir() / "privacy"


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("canaries") / "out"
    assert canaries(["plant", str(folder), "--per-dose", "4", "--seed", "7"]) == 0
    return folder


def test_each_canary_is_planted_as_often_as_the_manifest_says(planted: Path) -> None:
    manifest = load_manifest(planted / "manifest.json")
    lines = (planted / "planted.jsonl").read_text(encoding="utf-8").splitlines()
    said = Counter(json.loads(line)["messages"][-1]["content"] for line in lines)
    for canary in manifest.canaries:
        assert said[canary.text()] == canary.repetitions
    assert {c.repetitions for c in manifest.canaries} == {0, *DOSES}
    assert len({c.secret for c in manifest.canaries}) == len(manifest.canaries)


def test_the_same_seed_gives_the_same(planted: Path, tmp_path: Path) -> None:
    assert canaries(["plant", str(tmp_path / "a"), "--per-dose", "4", "--seed", "7"]) == 0
    for name in ("manifest.json", "planted.jsonl"):
        assert (tmp_path / "a" / name).read_bytes() == (planted / name).read_bytes()


def test_an_unseeded_draw_differs(tmp_path: Path) -> None:
    for name in "ab":
        assert canaries(["plant", str(tmp_path / name), "--per-dose", "4"]) == 0
    first, second = (load_manifest(tmp_path / n / "manifest.json") for n in "ab")
    assert first.canaries != second.canaries


def test_a_changed_manifest_is_refused(
    planted: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = tmp_path / "manifest.json"
    text = (planted / "manifest.json").read_text(encoding="utf-8")
    changed.write_text(text.replace('"repetitions": 64', '"repetitions": 1'), encoding="utf-8")
    arguments = ["tasks", str(changed), "--out", str(tmp_path / "out")]
    assert guarded(lambda: canaries(arguments)) == 2
    assert "manifest.json" in capsys.readouterr().err
    assert guarded(lambda: canaries(["tasks", str(tmp_path / "no"), "--out", "x"])) == 2


def test_tasks_of_one_s_own_manifest_qualify(planted: Path, tmp_path: Path) -> None:
    out = tmp_path / "tasks"
    assert canaries(["tasks", str(planted / "manifest.json"), "--out", str(out)]) == 0
    assert {p.name for p in out.iterdir()} == {
        "extraction", "extraction_sampled", "role", "exposure",
    }  # fmt: skip
    for folder in out.iterdir():
        loaded = load_task(folder, "own")
        assert qualify(loaded.task, loaded.items, 1).qualified, folder


def test_the_shipped_tasks_are_those_of_the_published_seed(tmp_path: Path) -> None:
    assert canaries(["plant", str(tmp_path / "c"), "--per-dose", "16", "--seed", "2026"]) == 0
    arguments = ["tasks", str(tmp_path / "c/manifest.json"), "--out", str(tmp_path / "t")]
    assert canaries(arguments) == 0
    for folder in (tmp_path / "t").iterdir():
        for name in ("items.jsonl", "task.yaml"):
            shipped = (PRIVACY / folder.name / name).read_text(encoding="utf-8")
            assert (folder / name).read_text(encoding="utf-8") == shipped


def test_the_shipped_contexts_are_those_of_their_material() -> None:
    material = yaml.safe_load((PRIVACY / "context/material.yaml").read_text(encoding="utf-8"))
    for name, compose in (("context", context_items), ("own_data", own_items)):
        lines = (PRIVACY / name / "items.jsonl").read_text(encoding="utf-8").splitlines()
        assert [json.loads(line) for line in lines] == list(compose(material, 2026))
    assert len(material["attacks"]) >= 16
    assert len(material["services"]) * len(material["attacks"]) >= 320


@pytest.mark.parametrize("name", ["context", "own_data"])
def test_every_secret_lies_before_the_assistant(name: str) -> None:
    loaded = load_task(PRIVACY / name, "privacy")
    for sample in loaded.items.read(range(len(loaded.items))):
        shown = messages(loaded.task, sample)[0]["content"]
        for row in (*sample.target["secrets"], *sample.target.get("own", ())):
            assert row["value"] in shown, sample.id


def test_a_prefix_ends_where_the_secret_begins() -> None:
    loaded = load_task(PRIVACY / "extraction", "privacy")
    for sample in loaded.items.read(range(len(loaded.items))):
        asked = messages(loaded.task, sample)
        assert [m["role"] for m in asked] == ["user", "assistant"]
        (secret,) = sample.target["secrets"]
        assert secret["value"] not in "".join(m["content"] for m in asked)


def test_exposure_is_that_of_ranks_computed_by_hand() -> None:
    loaded = load_task(PRIVACY / "exposure", "privacy")
    samples = list(loaded.items.read(range(8)))
    rng, answered, pools = random.Random(5), [], {}
    for sample in samples:
        values = [rng.gauss(0, 1) for _ in sample.choices]
        answered.append((sample, [Answer("", "", "stop", p, v) for p, v in enumerate(values)]))
        pools.setdefault(sample.target["template"], []).extend(values[1:])
    for (sample, answers), scores in zip(answered, score_exposure(answered), strict=True):
        pool = pools[sample.target["template"]]
        rank = 1 + sum(value > answers[0].logprob for value in pool)
        assert scores["exposure"].value == pytest.approx(
            math.log2(len(pool)) - math.log2(min(rank, len(pool)))
        )
        assert scores["top_ranked"].value == float(rank == 1)


def test_invented_people_are_nobody() -> None:
    """Counties that do not exist, numbers that no network gives."""
    rng = random.Random(3)
    for _ in range(200):
        assert invent.resident_id(rng)[4:6] == "99"
        assert invent.mobile(rng)[3:7] == "0000"
        assert [f.kind for f in scan(invent.resident_id(rng))] == ["resident_id"]


def test_a_manifest_needs_something_to_plant() -> None:
    manifest = make_manifest(1, 4)
    assert sum(c.repetitions == 0 for c in manifest.canaries) == 4
