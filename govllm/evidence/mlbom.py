"""The candidate's bill of materials: CycloneDX 1.6, made from the sealed plan alone.

Nothing in it comes from a clock or a random number, so the same plan gives the same document.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.dependency import Dependency
from cyclonedx.output.json import JsonV1Dot6

from govllm.evidence.reading import Document

_DIGESTS = ("weights_sha256", "tokenizer_sha256", "chat_template_sha256", "config_sha256")
_DECLARED = (
    "attested", "architecture", "dtype", "quantization", "context_length", "weights_bytes",
    "revision",
)  # fmt: skip


def mlbom(sealed: Document, plan_sha256: str) -> str:
    """The bill as JSON text.

    Args:
        sealed: `plan.json`; plan_sha256: of the file.
    """
    content = sealed["content"]
    model = _model(content["candidate"])
    parts = [_engine(content["engine"]), *_packages(sealed), *map(_eval_set, content["tasks"])]
    bom = Bom(
        components=parts,
        serial_number=uuid.UUID(plan_sha256[:32]),
        metadata=BomMetaData(
            component=model, timestamp=datetime.fromisoformat(sealed["sealed_at"])
        ),
        dependencies=[
            Dependency(model.bom_ref, [Dependency(part.bom_ref) for part in parts]),
            *(Dependency(part.bom_ref) for part in parts),
        ],
    )
    bom.metadata.tools.components.add(
        Component(
            name="govllm",
            version=content["code_version"],
            type=ComponentType.APPLICATION,
            hashes=[_sha256(content["code_sha256"])],
        )
    )
    return JsonV1Dot6(bom).output_as_string(indent=1) + "\n"


def _model(candidate: Mapping[str, Any]) -> Component:
    files = [
        Component(
            name=name, type=ComponentType.FILE, bom_ref=f"candidate/{name}",
            hashes=[_sha256(digest)],
        )
        for name, digest in sorted((candidate["files"] or {}).items())
    ]  # fmt: skip
    properties = {k: candidate[k] for k in (*_DIGESTS, *_DECLARED) if candidate[k] is not None}
    weights = candidate["weights_sha256"]
    return Component(
        name=candidate["name"],
        type=ComponentType.MACHINE_LEARNING_MODEL,
        bom_ref="candidate",
        hashes=[_sha256(weights)] if weights else [],
        components=files,
        properties=_properties(properties),
    )


def _engine(engine: Mapping[str, Any]) -> Component:
    return Component(
        name=engine["name"],
        version=engine["version"],
        type=ComponentType.PLATFORM,
        bom_ref="engine",
        properties=_properties({f"flag.{k}": v for k, v in engine["answer_flags"].items()}),
    )


def _packages(sealed: Document) -> Iterator[Component]:
    for name, version in sorted(sealed["environment"]["packages"].items()):
        yield Component(name=name, version=version, bom_ref=f"package/{name}")


def _eval_set(task: Mapping[str, Any]) -> Component:
    return Component(
        name=task["id"],
        version=task["version"],
        type=ComponentType.DATA,
        bom_ref=f"evalset/{task['id']}",
        hashes=[_sha256(task["items_sha256"])],
        properties=_properties({"task_sha256": task["sha256"], "n_items": task["n_items"]}),
    )


def _properties(values: Mapping[str, Any]) -> list[Property]:
    return [Property(name=f"govllm:{k}", value=str(v)) for k, v in values.items()]


def _sha256(digest: str) -> HashType:
    return HashType(alg=HashAlgorithm.SHA_256, content=digest)
