"""Offline verification of a run's evidence, from its folder alone.

Six checks, each of which names what it found: the files against their digests, the plan against
itself, the journal's chain and times, the verdict against its gates and qualification, the
statement against the files it speaks of, and the signature over the statement. A check that
cannot be made, for whatever reason, is a fault.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

from govllm import canonical
from govllm.capability.names import KIND
from govllm.client.journal import read_rows
from govllm.domain import Bilingual
from govllm.errors import GovllmError
from govllm.evidence import dsse
from govllm.evidence.bundle import digests_of, statement_of
from govllm.evidence.folder import OPTIONAL, SEALED, RunFolder
from govllm.evidence.keys import PublicKey
from govllm.evidence.reading import Document
from govllm.evidence.redaction import disclosure_faults
from govllm.plan.roots import journal_root

# Rows are appended as answers come in; a clock that is set back by more than this is no jitter.
_CLOCK_S = 5.0
_MALFORMED = (ValueError, LookupError, TypeError, AttributeError, OSError, ArithmeticError)

CHECKS: Mapping[str, Bilingual] = {
    "files": Bilingual("文件与摘要一致", "files match their digests"),
    "plan": Bilingual("计划未被改动", "the plan is as it was sealed"),
    "journal": Bilingual("应答记录成链且晚于计划", "the journal is a chain that follows the plan"),
    "verdict": Bilingual("结论与门槛、资格记录相符", "the verdict fits gates and qualification"),
    "statement": Bilingual("声明与文件相符", "the statement says what the files say"),
    "signature": Bilingual("签名可信", "signed by a trusted key"),
    "rescore": Bilingual("重新评分结果相同", "rescoring gives the same"),
    "disclosed": Bilingual("披露的文本与记录相符", "the disclosed texts are those of the journal"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; `faults` is empty where it holds."""

    check: str
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.faults


@dataclass(frozen=True, slots=True)
class Verification:
    """What verification found, and apart from that what the evidence says.

    Attributes:
        findings: one a check, the signature's last.
        signed_by: id of the trusted key that signed, or None.
        signed: whether anybody signed at all.
        verdict, scope: as the evidence has them; "unknown" where they cannot be read.
        plan_sha256, statement_sha256: digests of the files, "" where they are not there.
    """

    findings: tuple[Finding, ...]
    signed_by: str | None
    signed: bool
    verdict: str
    scope: str
    plan_sha256: str
    statement_sha256: str

    @property
    def intact(self) -> bool:
        """Whether everything but the signature holds."""
        return all(f.holds for f in self.findings if f.check != "signature")

    @property
    def trusted(self) -> bool:
        """Whether it is intact and vouched for."""
        return self.intact and self.signed_by is not None

    def faults(self) -> list[str]:
        """Every fault, with the check it belongs to."""
        return [f"{f.check}: {fault}" for f in self.findings for fault in f.faults]


@dataclass(frozen=True, slots=True)
class Chain:
    """What reading a journal once tells: how many rows, and the last hash."""

    rows: int
    last_hash: str


def verify(folder: RunFolder, trusted: Sequence[PublicKey]) -> Verification:
    """Verify a recorded run.

    Args:
        trusted: keys from outside the bundle; nothing inside it can vouch for itself.
    """
    plan_sha256 = canonical.file_digest(folder.plan) if folder.plan.is_file() else ""
    chain: list[Chain] = []
    checks: dict[str, Callable[[], Iterator[str]]] = {
        "files": lambda: _files(folder),
        "plan": lambda: _plan(folder),
        "journal": lambda: _journal(folder, plan_sha256, chain),
        "verdict": lambda: _verdict(folder, plan_sha256),
        "statement": lambda: _statement(folder, chain),
    }
    findings = [Finding(name, _guarded(check)) for name, check in checks.items()]
    signed, signed_by, fault = _signature(folder, trusted)
    findings.append(Finding("signature", (fault,) if fault else ()))
    verdict = _said(folder)
    return Verification(
        tuple(findings),
        signed_by,
        signed,
        verdict.get("verdict", "unknown"),
        verdict.get("scope", "unknown"),
        plan_sha256,
        canonical.file_digest(folder.statement) if folder.statement.is_file() else "",
    )


def verify_disclosure(folder: RunFolder, path: Path) -> Finding:
    """Check texts that were disclosed against the digests in a run's journal."""
    return Finding("disclosed", _guarded(lambda: disclosure_faults(folder, strict_json(path))))


def _guarded(check: Callable[[], Iterator[str]]) -> tuple[str, ...]:
    found: list[str] = []
    try:
        found.extend(check())
    except GovllmError as error:
        found.append(error.what)
    except _MALFORMED as error:
        found.append(f"cannot be checked ({type(error).__name__}: {error})")
    return tuple(found)


def strict_json(path: Path) -> Any:
    """A document in which every number is one.

    Raises:
        ValueError: for what is no JSON, NaN and infinities included; names the file.
    """
    try:
        return json.loads(path.read_bytes(), parse_constant=_no_number)
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from None


def _canonical(document: Any) -> bytes:
    return (canonical.dumps(document, pretty=True) + "\n").encode()


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is not a number: nothing may be decided on it")


def _files(folder: RunFolder) -> Iterator[str]:
    listed = strict_json(folder.digests)
    if folder.digests.read_bytes() != _canonical(listed):
        yield "digests.json is not in the form in which it was written"
    found = digests_of(folder)
    for name in sorted(listed.keys() | found.keys()):
        if name not in found:
            yield f"{name} is gone, or digests.json was changed"
        elif name not in listed:
            yield f"{name} was added after the evidence was made, or digests.json was changed"
        elif listed[name] != found[name]:
            yield f"{name} was changed after the evidence was made, or digests.json was"
    for name in SEALED:
        if name not in listed and name not in found and name not in OPTIONAL:
            yield f"{name} is missing"


def _plan(folder: RunFolder) -> Iterator[str]:
    document = strict_json(folder.plan)
    if canonical.digest(document["content"]) != document["content_sha256"]:
        yield "plan.json: its content is not what was sealed"
    profile = document["content"]["profile"]
    if canonical.digest(profile["policy"]) != profile["policy_sha256"]:
        yield "plan.json: its policy is not what its digest says"
    same = profile["policy_sha256"] == profile["written_policy_sha256"]
    incumbent = document["content"]["incumbent"]
    there = canonical.file_digest(folder.incumbent) if folder.incumbent.is_file() else None
    if (incumbent["scores_sha256"] if incumbent else None) != there:
        yield "incumbent.parquet is not what the plan compares with"
    if document["content"]["supersedes"] and document["content"]["scope"] != "exploratory":
        yield "plan.json: it judges older answers, yet the run is not called exploratory"
    if document["content"].get("replaced_tasks") and document["content"]["scope"] != "exploratory":
        yield "plan.json: shipped tasks were replaced, yet the run is not called exploratory"
    if not same and document["content"]["scope"] != "exploratory":
        yield "plan.json: the policy was changed, yet the run is not called exploratory"


def _journal(folder: RunFolder, plan_sha256: str, chain: list[Chain]) -> Iterator[str]:
    document = canonical.read_json(folder.plan)
    root = journal_root(document["content"], plan_sha256)
    # A plan that judges older answers anew is sealed later than they are, and says so.
    superseding = document["content"]["supersedes"] is not None
    sealed_at = datetime.fromisoformat(document["sealed_at"])
    last, rows = root, 0
    previous = datetime.min.replace(tzinfo=UTC)
    for _, row in read_rows(folder.journal, root) if folder.journal.exists() else ():
        ended = datetime.fromisoformat(row["time"])
        if not superseding and ended - timedelta(seconds=row["latency_s"]) < sealed_at - timedelta(
            seconds=1
        ):
            yield f"journal.jsonl: row {rows} was asked before the plan was sealed"
            return
        if rows and ended < previous - timedelta(seconds=_CLOCK_S):
            yield f"journal.jsonl: row {rows} is dated before the row before it"
            return
        previous = max(previous, ended)
        last, rows = row["hash"], rows + 1
    if superseding and last != document["content"]["supersedes"]["journal_last_hash"]:
        yield "journal.jsonl is not that of the plan that this one supersedes"
    chain.append(Chain(rows, last))
    if strict_json(folder.statement)["predicate"]["journal"] != {"rows": rows, "last_hash": last}:
        yield f"journal.jsonl: the statement does not speak of these {rows} rows"


def _verdict(folder: RunFolder, plan_sha256: str) -> Iterator[str]:
    verdict = strict_json(folder.verdict)
    strict_json(folder.metrics)
    content = canonical.read_json(folder.plan)["content"]
    if verdict["plan_sha256"] != plan_sha256:
        yield "verdict.json was reached on another plan"
    if verdict["scope"] != content["scope"]:
        yield f"verdict.json calls the run {verdict['scope']}, its plan {content['scope']}"
    gates = [gate["verdict"] for gate in verdict["gates"]]
    holding = {"pass", "not_run"} if verdict["scope"] != "complete" else {"pass"}
    if verdict["verdict"] == "pass" and not ("pass" in gates and set(gates) <= holding):
        yield "verdict.json says pass, but not all of its gates hold"
    wanted = [gate["id"] for gate in content["profile"]["policy"]["gates"]]
    if [gate["id"] for gate in verdict["gates"]] != wanted:
        yield "verdict.json does not decide the gates that the plan names"
    yield from _qualification(content)


def _qualification(content: Document) -> Iterator[str]:
    records = {record["task"]: record for record in content["qualification"]}
    gated = {gate["task"] for gate in content["profile"]["policy"]["gates"]}
    for task in content["tasks"]:
        record = records.get(task["id"])
        if task["kind"] == KIND:
            # Not qualified here: it is reported and may gate nothing.
            if task["id"] in gated:
                yield f"plan.json: {task['id']} gates, yet lm-eval measures it"
            continue
        if record is None or record["task_sha256"] != task["sha256"]:
            yield f"plan.json: {task['id']} has no qualification record"
        elif not record["qualified"] or (task["n_items"] and not record["n_samples"]):
            yield f"plan.json: {task['id']} did not qualify"


def _statement(folder: RunFolder, chain: Sequence[Chain]) -> Iterator[str]:
    if not chain:
        yield "statement.json cannot be made again without a journal that holds"
        return
    again = statement_of(folder, chain[0].rows, chain[0].last_hash)
    if folder.statement.read_bytes() != _canonical(again):
        said = strict_json(folder.statement)
        yield f"statement.json says something else of {_difference(said, again)} than the files"


def _difference(one: Any, two: Any, at: str = "") -> str:
    if isinstance(one, dict) and isinstance(two, dict):
        for key in sorted(one.keys() | two.keys()):
            if one.get(key) != two.get(key):
                return _difference(one.get(key), two.get(key), f"{at}.{key}" if at else key)
    return at or "its form"


def _signature(folder: RunFolder, trusted: Sequence[PublicKey]) -> tuple[bool, str | None, str]:
    if not folder.envelope.is_file():
        return False, None, "nobody has signed the statement"
    try:
        document = strict_json(folder.envelope)
        as_written = folder.envelope.read_bytes() == _canonical(document)
    except _MALFORMED as error:
        return True, None, f"statement.dsse.json cannot be read ({error})"
    if not as_written:
        return True, None, "statement.dsse.json is not in the form in which it was written"
    opened = dsse.open_envelope(document, trusted)
    if opened.fault:
        return True, None, f"statement.dsse.json: {opened.fault}"
    signed = _canonical(opened.statement)
    if not folder.statement.is_file() or folder.statement.read_bytes() != signed:
        return True, None, "statement.dsse.json: what was signed is not statement.json"
    return True, opened.signed_by, ""


def _said(folder: RunFolder) -> Mapping[str, str]:
    try:
        verdict = strict_json(folder.verdict)
        return {k: str(verdict[k]) for k in ("verdict", "scope")}
    except _MALFORMED:
        return {}
