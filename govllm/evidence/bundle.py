"""The evidence bundle: digests of the sealed files, the bill of materials, and the statement.

The statement is a pure function of the sealed files. Whoever has them can make it again and
compare; a signature over it then vouches for all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from govllm import canonical
from govllm.client.journal import read_rows
from govllm.evidence import dsse
from govllm.evidence.folder import SEALED, RunFolder
from govllm.evidence.keys import SigningKey
from govllm.evidence.mlbom import mlbom
from govllm.evidence.reading import Document
from govllm.plan.roots import journal_root

PREDICATE = "urn:govllm:evaluation:v1"

_GATE = (
    "id", "kind", "task", "metric", "slice", "estimate", "lower", "upper", "confidence",
    "n_planned", "n_scored", "n_errored", "rule", "threshold", "verdict", "clauses",
)  # fmt: skip
_METRIC = (
    "task", "name", "estimate", "lower", "upper", "confidence", "n_planned", "n_scored",
    "n_errored",
)  # fmt: skip


def write_bundle(folder: RunFolder, key: SigningKey | None) -> None:
    """Write the evidence of a recorded run, signed where there is a key. Writing it again changes
    nothing, but that a bundle nobody signed yet is signed.

    Raises:
        JournalError: where the journal's chain does not hold.
    """
    sealed = canonical.read_json(folder.plan)
    plan_sha256 = canonical.file_digest(folder.plan)
    canonical.write_atomic(folder.mlbom, mlbom(sealed, plan_sha256))
    canonical.write_json(folder.digests, digests_of(folder))
    root = journal_root(sealed["content"], plan_sha256)
    last, rows = root, 0
    for _, row in read_rows(folder.journal, root) if folder.journal.exists() else ():
        last, rows = row["hash"], rows + 1
    content = statement_of(folder, rows, last)
    canonical.write_json(folder.statement, content)
    if key is not None:
        canonical.write_json(folder.envelope, dsse.sign(content, key))
    elif folder.envelope.exists() and not _still_holds(folder, content):
        # A run that was asked again after errors has new evidence: an old signature is not its.
        folder.envelope.unlink()


def _still_holds(folder: RunFolder, content: Document) -> bool:
    opened = dsse.open_envelope(canonical.read_json(folder.envelope), ())
    return canonical.dumps(opened.statement) == canonical.dumps(content)


def digests_of(folder: RunFolder) -> dict[str, Any]:
    """sha256 and size in bytes of every sealed file and of the bill of materials, by name.

    The journal is not among them: its chain's last hash, which the statement holds, vouches for
    it, and still does when texts were taken out.
    """
    return {
        name: {"sha256": canonical.file_digest(path), "bytes": path.stat().st_size}
        for name in (*SEALED, "evidence/mlbom.cdx.json")
        if name != folder.journal.name and (path := folder.path / name).is_file()
    }


def statement_of(folder: RunFolder, rows: int, last_hash: str) -> dict[str, Any]:
    """The in-toto statement about a recorded run.

    Its subject is the candidate by its weights' digest; where the weights were not at hand, the
    plan by its own, since nothing else would be true.

    Args:
        rows, last_hash: of the journal.
    """
    sealed, verdict = canonical.read_json(folder.plan), canonical.read_json(folder.verdict)
    metrics = canonical.read_json(folder.metrics)
    content, plan_sha256 = sealed["content"], canonical.file_digest(folder.plan)
    candidate = content["candidate"]
    predicate = {
        "run_id": sealed["run_id"],
        "plan": {
            "sha256": plan_sha256,
            "content_sha256": sealed["content_sha256"],
            "sealed_at": sealed["sealed_at"],
        },
        "candidate": candidate,
        "engine": content["engine"],
        "environment": sealed["environment"],
        "code": {"version": content["code_version"], "sha256": content["code_sha256"]},
        "profile": {
            "name": content["profile"]["policy"]["name"],
            "policy_sha256": content["profile"]["policy_sha256"],
            "written_policy_sha256": content["profile"]["written_policy_sha256"],
        },
        "eval_sets": {
            task["id"]: {"sha256": task["sha256"], "items_sha256": task["items_sha256"]}
            for task in content["tasks"]
        },
        "qualification": content["qualification"],
        "incumbent": content["incumbent"],
        "supersedes": content["supersedes"],
        "verdict": verdict["verdict"],
        "scope": verdict["scope"],
        "reasons": verdict["reasons"],
        "gates": list(_only(verdict["gates"], _GATE)),
        "controls": verdict["controls"],
        "catalogue_sha256": content["controls"]["catalogue_sha256"],
        "metrics": list(_only(metrics["metrics"], _METRIC)),
        "journal": {"rows": rows, "last_hash": last_hash},
        "last_answer_at": metrics["usage"]["last"],
        "files": canonical.read_json(folder.digests),
    }
    weights = candidate["weights_sha256"]
    name, digest = (candidate["name"], weights) if weights else ("plan.json", plan_sha256)
    return dsse.statement(name, digest, PREDICATE, predicate)


def _only(records: list[Mapping[str, Any]], names: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for record in records:
        yield {name: record[name] for name in names}
