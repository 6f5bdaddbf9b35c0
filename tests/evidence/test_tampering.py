"""Every single change to a signed bundle is found, and what is found is named."""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from govllm import canonical
from govllm.client.journal import chained, line_of
from govllm.evidence import dsse
from govllm.evidence.bundle import write_bundle
from govllm.evidence.folder import SEALED, RunFolder
from govllm.evidence.verify import Verification, verify
from govllm.plan.seal import read_seal
from govllm.rescore import rescore
from tests.support.evidence import SignedRun, conclude_run, finish_run, make_key, signed_run, told
from tests.support.runs import plan_of, reply

EVIDENCE = ("digests.json", "mlbom.cdx.json", "statement.json", "statement.dsse.json")
ALWAYS = tuple(name for name in SEALED if name != "incumbent.parquet")
FILES = (*ALWAYS, *(f"evidence/{name}" for name in EVIDENCE))
FLIPS = 45
ANOTHER = "signature: statement.dsse.json: what was signed is not statement.json"

Change = Callable[[RunFolder], None]
Rows = list[dict[str, object]]


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> SignedRun:
    return signed_run(tmp_path_factory.mktemp("signed"))


def test_the_untouched_bundle_is_whole(signed: SignedRun) -> None:
    found = verify(signed.folder, [signed.key.public])
    assert found.faults() == []
    assert found.trusted
    assert found.signed_by == signed.key.public.key_id
    assert (found.verdict, found.scope) == ("fail", "complete")


def tampered(signed: SignedRun, to: Path, change: Change) -> Verification:
    """What verification says of a changed copy."""
    folder = signed.copy(to)
    change(folder)
    found = verify(folder, [signed.key.public])
    shutil.rmtree(to)
    return found


def byte_changes(name: str, size: int) -> Iterator[tuple[str, Callable[[bytes], bytes]]]:
    rng = random.Random(name)
    for position in sorted(rng.sample(range(size), min(FLIPS, size))):
        bit = 1 << rng.randrange(8)
        yield (
            f"bit of byte {position}",
            lambda b, p=position, m=bit: b[:p] + bytes([b[p] ^ m]) + b[p + 1 :],
        )
    yield "emptied", lambda b: b""
    yield "cut by a byte", lambda b: b[:-1]
    yield "cut in half", lambda b: b[: len(b) // 2]
    yield "a line more", lambda b: b + b"\n"


@pytest.mark.parametrize("name", FILES)
def test_a_changed_byte_anywhere_is_found_and_its_file_named(
    signed: SignedRun, tmp_path: Path, name: str
) -> None:
    content = (signed.folder.path / name).read_bytes()
    tried = 0
    for what, change in byte_changes(name, len(content)):
        found = tampered(
            signed, tmp_path / "copy", lambda f, c=change: (f.path / name).write_bytes(c(content))
        )
        assert not found.trusted, f"{name}: {what}"
        assert any(Path(name).name in fault for fault in found.faults()), (what, found.faults())
        tried += 1
    # Eleven files of so many changes are more than five hundred.
    assert tried * len(FILES) > 500


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_gone_is_found(signed: SignedRun, tmp_path: Path, name: str) -> None:
    found = tampered(signed, tmp_path / "copy", lambda f: (f.path / name).unlink())
    assert not found.trusted
    wanted = "nobody has signed" if name.endswith("dsse.json") else Path(name).name
    assert any(wanted in fault for fault in found.faults()), found.faults()


ROWS: dict[str, Callable[[list[bytes], int], list[bytes]]] = {
    "dropped": lambda rows, n: rows[:n] + rows[n + 1 :],
    "doubled": lambda rows, n: [*rows[: n + 1], *rows[n:]],
    "moved": lambda rows, n: (
        [*rows[:n], *rows[n + 1 :], rows[n]] if n + 1 < len(rows) else rows[::-1]
    ),
    "edited": lambda rows, n: [*rows[:n], rows[n].replace(b'"task"', b'"Task"'), *rows[n + 1 :]],
    "cut off from here": lambda rows, n: rows[:n],
}


@pytest.mark.parametrize("how", ROWS)
def test_a_changed_row_is_found_and_named(signed: SignedRun, tmp_path: Path, how: str) -> None:
    rows = signed.folder.journal.read_bytes().splitlines(keepends=True)
    for n in range(len(rows)):
        changed = b"".join(ROWS[how](rows, n))
        found = tampered(signed, tmp_path / "copy", lambda f, c=changed: f.journal.write_bytes(c))
        assert not found.trusted
        faults = found.faults()
        last_dropped = how == "dropped" and n + 1 == len(rows)
        if how != "cut off from here" and not last_dropped:
            assert any(re.match("journal: .*: row ", fault) for fault in faults), faults
        else:
            # Where rows are gone from the end the chain holds; the statement's count does not.
            assert any(f"does not speak of these {n} rows" in fault for fault in faults), faults


def rechain(folder: RunFolder, plan: str, change: Callable[[Rows], None]) -> None:
    """What a forger would do who knows how the chain is made."""
    rows = [json.loads(line) for line in folder.journal.read_bytes().splitlines()]
    change(rows)
    lines, previous = [], plan
    for seq, row in enumerate(rows):
        made = ("seq", "salts", "digests", "previous", "hash")
        again = chained({k: v for k, v in row.items() if k not in made}, seq, previous)
        previous = again["hash"]
        lines.append(line_of(again))
    folder.journal.write_bytes(b"".join(lines))


def better(rows: Rows) -> None:
    for row in rows:
        if row["error"] is None:
            row["answer"] = "城管局"


def test_a_forger_without_the_key_is_found_by_the_signature(
    signed: SignedRun, tmp_path: Path
) -> None:
    """He changes the answers, chains them anew, and makes everything else from them."""

    def forge(folder: RunFolder) -> None:
        rechain(folder, canonical.file_digest(folder.plan), better)
        finish_run(folder, signed.plan, None)

    folder = signed.copy(tmp_path / "copy")
    envelope = folder.envelope.read_bytes()
    forge(folder)
    assert not folder.envelope.exists(), "an old signature must not stand beside new evidence"
    assert verify(folder, [signed.key.public]).intact
    assert not verify(folder, [signed.key.public]).trusted
    folder.envelope.write_bytes(envelope)
    found = verify(folder, [signed.key.public])
    assert found.faults() == [
        "signature: statement.dsse.json: what was signed is not statement.json"
    ]


def test_a_forger_with_a_key_of_his_own_is_not_trusted(signed: SignedRun, tmp_path: Path) -> None:
    folder, own = signed.copy(tmp_path / "copy"), make_key(tmp_path / "own")
    rechain(folder, canonical.file_digest(folder.plan), better)
    finish_run(folder, signed.plan, own)
    found = verify(folder, [signed.key.public])
    assert found.intact
    assert found.signed
    assert not found.trusted
    assert "none of the 1 trusted keys" in found.faults()[0]


def test_rows_chained_anew_and_nothing_else_is_found(signed: SignedRun, tmp_path: Path) -> None:
    plan = canonical.file_digest(signed.folder.plan)
    found = tampered(signed, tmp_path / "copy", lambda f: rechain(f, plan, better))
    faults = " ".join(found.faults())
    assert "journal: journal.jsonl: the statement does not speak of these" in faults
    assert "statement: statement.json says something else of predicate.journal.last_hash" in faults


def test_scores_that_the_answers_do_not_have_are_found_by_rescoring(
    signed: SignedRun, tmp_path: Path
) -> None:
    """The holder of the key himself writes a verdict that the answers do not bear out."""
    folder = signed.copy(tmp_path / "copy")
    metrics = canonical.read_json(folder.metrics)
    metrics["metrics"][0]["estimate"] = 0.999
    canonical.write_json(folder.metrics, metrics)
    write_bundle(folder, signed.key)
    assert verify(folder, [signed.key.public]).trusted
    assert (
        "metrics.json is not what the answers come to" in rescore(folder, None, signed.task).faults
    )


def test_rescoring_the_untouched_run_gives_the_same(signed: SignedRun) -> None:
    assert rescore(signed.folder, None, signed.task).faults == ()


def test_rescoring_needs_the_items_that_were_asked(signed: SignedRun, tmp_path: Path) -> None:
    shutil.copytree(signed.task, tmp_path / "tiny")
    items = tmp_path / "tiny/items.jsonl"
    items.write_text(items.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    (fault,) = rescore(signed.folder, None, tmp_path / "tiny").faults
    assert "own/tiny here is not the task that was asked" in fault
    (fault,) = rescore(signed.folder, None, None).faults
    assert "name its folder with --task-path" in fault


def test_another_runs_files_are_found(signed: SignedRun, tmp_path: Path) -> None:
    """Each file of a run of another plan, in this one's place."""
    other = RunFolder(tmp_path / "other")
    plan = plan_of(signed.task, max_error_share=0.25)
    conclude_run(other, plan, lambda n: reply("城管局"), signed.key)
    for name in FILES:
        if (other.path / name).read_bytes() == (signed.folder.path / name).read_bytes():
            continue
        found = tampered(
            signed, tmp_path / "copy", lambda f, n=name: shutil.copy(other.path / n, f.path / n)
        )
        assert not found.trusted, name
        assert any(Path(name).name in fault for fault in found.faults()), found.faults()


def test_a_signature_of_another_run_is_found(signed: SignedRun, tmp_path: Path) -> None:
    statement = {**canonical.read_json(signed.folder.statement), "predicateType": "urn:other"}
    found = tampered(
        signed,
        tmp_path / "copy",
        lambda f: canonical.write_json(f.envelope, dsse.sign(statement, signed.key)),
    )
    assert found.faults() == [
        "signature: statement.dsse.json: what was signed is not statement.json"
    ]


def sealed_with(signed: SignedRun, folder: RunFolder, **changed: object) -> None:
    """A run of a plan whose content was changed before it was sealed, signed by the right key."""
    plan = replace(signed.plan, content={**signed.plan.content, **changed})
    conclude_run(folder, plan, told, signed.key)


@pytest.mark.parametrize("lacking", ["no record", "another task's", "not qualified", "no samples"])
def test_a_task_that_did_not_qualify_is_found(
    signed: SignedRun, tmp_path: Path, lacking: str
) -> None:
    (record,) = signed.plan.content["qualification"]
    records = {
        "no record": [],
        "another task's": [{**record, "task_sha256": "0" * 64}],
        "not qualified": [{**record, "qualified": False}],
        "no samples": [{**record, "n_samples": 0}],
    }[lacking]
    folder = RunFolder(tmp_path / "run")
    sealed_with(signed, folder, qualification=records)
    found = verify(folder, [signed.key.public])
    assert not found.trusted
    assert any(f.startswith("verdict: plan.json: own/tiny") for f in found.faults())


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_is_not_a_number_is_found(signed: SignedRun, tmp_path: Path, number: str) -> None:
    folder = signed.copy(tmp_path / "copy")
    text = folder.metrics.read_text(encoding="utf-8")
    at = text.index('"estimate": ') + len('"estimate": ')
    end = text.index(",", at)
    folder.metrics.write_text(text[:at] + number + text[end:], encoding="utf-8")
    found = verify(folder, [signed.key.public])
    assert any(f"metrics.json: {number} is not a number" in f for f in found.faults())


def test_a_verdict_that_its_gates_do_not_bear_out_is_found(
    signed: SignedRun, tmp_path: Path
) -> None:
    folder = signed.copy(tmp_path / "copy")
    verdict = canonical.read_json(folder.verdict)
    canonical.write_json(folder.verdict, {**verdict, "verdict": "pass"})
    write_bundle(folder, signed.key)
    found = verify(folder, [signed.key.public])
    assert found.faults() == ["verdict: verdict.json says pass, but not all of its gates hold"]
    canonical.write_json(folder.verdict, {**verdict, "verdict": "pass", "gates": []})
    write_bundle(folder, signed.key)
    faults = verify(folder, [signed.key.public]).faults()
    assert "verdict: verdict.json does not decide the gates that the plan names" in faults


def test_answers_older_than_their_plan_are_found(signed: SignedRun, tmp_path: Path) -> None:
    folder = signed.copy(tmp_path / "copy")

    def backdate(rows: Rows) -> None:
        rows[0]["time"] = "2020-01-01T00:00:00.000+00:00"

    rechain(folder, read_seal(folder.plan).sha256, backdate)
    write_bundle(folder, signed.key)
    found = verify(folder, [signed.key.public])
    assert "journal: journal.jsonl: row 0 was asked before the plan was sealed" in found.faults()


def test_a_folder_that_holds_nothing_is_no_evidence(tmp_path: Path) -> None:
    found = verify(RunFolder(tmp_path), [])
    assert not found.intact
    assert found.verdict == "unknown"
    assert len(found.faults()) >= 5
