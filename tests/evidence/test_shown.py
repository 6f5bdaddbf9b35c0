"""Nothing personal leaves: pages, tables and traces get masked texts, third parties none."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govllm import canonical
from govllm.client.journal import line_of, read_rows
from govllm.config.schema import EvidenceSettings, Settings
from govllm.errors import UsageError
from govllm.evidence.folder import RunFolder
from govllm.evidence.reading import read_run
from govllm.evidence.redaction import disclosure, disclosure_faults, outgoing, redact
from govllm.evidence.shown import _BARE, _FIGURES, _LONG, Veil, veil_of
from govllm.evidence.verify import verify, verify_disclosure
from govllm.privacy.scan import scan
from govllm.redact import redact as command
from govllm.rescore import rescore
from govllm.tracking.session import session
from govllm.tracking.store import Store, read_ids
from govllm.tracking.track import log_run
from govllm.verify import check
from tests.support.evidence import SignedRun, conclude_run, signed_run
from tests.support.runs import Told, plan_of, reply
from tests.support.tasks import tiny, write_task

# A person who is not there, whose numbers are valid in form.
SECRETS = ("13800002719", "110101199003070134", "欧阳雪松")
SAID = f"联系人{SECRETS[2]}，电话{SECRETS[0]}，身份证号{SECRETS[1]}"


def gossip(number: int) -> Told:
    return reply("住建局" if number % 2 else SAID, reasoning=SAID if number % 3 else "")


@given(st.from_regex(_BARE, fullmatch=True))
def test_amounts_days_and_codes_are_shown_unread_and_hold_nothing(text: str) -> None:
    assert scan(text) == []
    assert not _LONG.search(text)
    veil = Veil(reveal=False, strict=frozenset({"privacy/role"}))
    assert veil.text("own/t", text) == text
    # Where records are planted a run of five figures is masked, whatever it is.
    assert not _FIGURES.search(veil.text("privacy/role", text))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> SignedRun:
    return signed_run(tmp_path_factory.mktemp("gossip"), gossip)


def leaks(content: bytes) -> list[str]:
    """The secrets that stand in a file, as they are or escaped."""
    text = content.decode("utf-8", "replace")
    return [s for s in SECRETS if s in text or json.dumps(s).strip('"') in text]


def test_the_number_is_one(run: SignedRun) -> None:
    """What is searched for below can be found: the journal has all of it."""
    assert leaks(run.folder.journal.read_bytes()) == list(SECRETS)


def test_no_file_but_the_journal_holds_what_was_said(run: SignedRun) -> None:
    for path in run.folder.path.rglob("*"):
        if path.is_file() and path != run.folder.journal:
            assert leaks(path.read_bytes()) == [], path
    page = run.folder.scorecard.read_text(encoding="utf-8")
    assert "〔手机号〕" in page
    assert "〔居民身份证号〕" in page
    assert "个人信息已遮盖" in page


def test_short_answers_are_masked_in_the_scores(tmp_path: Path) -> None:
    declaration, items = tiny("short_answer")
    target = items[0]["target"]
    items[0]["target"] = [SECRETS[0]] if isinstance(target, list) else SECRETS[0]
    plan = plan_of(
        write_task(tmp_path / "task", {**declaration, "answer": {"type": "text"}}, items)
    )
    folder = RunFolder(tmp_path / "run")
    conclude_run(folder, plan, lambda _: reply(json.dumps({"answer": SECRETS[0]})), None)
    rows = pq.read_table(folder.scores).to_pylist()
    said = " ".join(str(r["predicted"]) + str(r["expected"]) for r in rows)
    assert SECRETS[0] not in said
    assert "〔手机号〕" in said


def test_labels_are_never_masked(run: SignedRun) -> None:
    rows = pq.read_table(run.folder.scores).to_pylist()
    assert {r["expected"] for r in rows if r["expected"]} == {"住建局", "交通局", "环保局"}


def test_revealing_is_sealed_and_told(tmp_path: Path) -> None:
    told = signed_run(tmp_path, gossip)
    content = {**told.plan.content, "reveal": True}
    folder = RunFolder(tmp_path / "revealed")
    from dataclasses import replace

    conclude_run(folder, replace(told.plan, content=content), gossip, None)
    page = folder.scorecard.read_text(encoding="utf-8")
    assert SECRETS[0] in page
    assert "按计划原样显示" in page
    assert read_run(folder).plan["reveal"] is True
    with outgoing(folder) as files:
        assert folder.journal in files
    with pytest.raises(UsageError, match="show texts as they came"):
        redact(folder, RunFolder(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_nothing_is_revealed_unless_it_is_asked_for() -> None:
    assert Settings.__dataclass_fields__["evidence"].default_factory is EvidenceSettings
    assert EvidenceSettings().reveal is False


def test_a_number_with_a_wrong_check_digit_is_somebody_s_all_the_same() -> None:
    wrong = SECRETS[1][:-1] + ("0" if SECRETS[1][-1] != "0" else "1")
    assert Veil(False, frozenset()).text("a/b", f"编号{wrong}。") == "编号〔号码〕。"


@pytest.mark.parametrize("kind", ["leak", "exposure", "masking"])
def test_figures_of_planted_records_go_even_where_no_rule_knows_them(kind: str) -> None:
    veil = veil_of({"reveal": False, "tasks": [{"id": "a/leak", "kind": kind}]})
    other = veil_of({"reveal": False, "tasks": [{"id": "a/leak", "kind": "choice"}]})
    for written in ("是 4471 9025 33 吧", "是４４７１９０２５３３吧", "四四七一九零二五三三"):
        assert "〔号码〕" in veil.text("a/leak", written)
        assert other.text("a/leak", written) == written
    assert veil.text("a/leak", "第 12 条，2026 年") == "第 12 条，2026 年"


def test_mlflow_gets_nothing(run: SignedRun, tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'mlflow.db'}", "govllm")
    log_run(run.folder, store, lambda _: None, 20)
    ids = read_ids(run.folder, store)
    assert ids is not None
    with session(store) as client:
        got = Path(client.download_artifacts(ids.run_id, "", str(tmp_path)))
    assert (got / "journal.jsonl").is_file()
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert leaks(path.read_bytes()) == [], path
    assert verify(RunFolder(got), [run.key.public]).trusted


def test_a_redacted_copy_verifies_and_holds_no_text(run: SignedRun, tmp_path: Path) -> None:
    out = RunFolder(tmp_path / "out")
    rows = redact(run.folder, out)
    assert rows == len(run.folder.journal.read_bytes().splitlines())
    assert verify(out, [run.key.public]).trusted
    assert "住建局" not in out.journal.read_text(encoding="utf-8")
    assert "salts" not in out.journal.read_text(encoding="utf-8")
    for path in out.path.rglob("*"):
        if path.is_file():
            assert leaks(path.read_bytes()) == [], path
            assert path.stat().st_mode & 0o077 == 0


def test_a_redacted_copy_says_that_it_cannot_be_rescored(run: SignedRun, tmp_path: Path) -> None:
    out = RunFolder(tmp_path / "out")
    redact(run.folder, out)
    assert rescore(out, None, run.task).faults == (
        "the texts were taken out of this copy: rescore it where it was made",
    )


def test_a_redacted_copy_is_not_proof_against_tampering_lost(
    run: SignedRun, tmp_path: Path
) -> None:
    out = RunFolder(tmp_path / "out")
    redact(run.folder, out)
    root = read_run(out).journal_root
    rows = [row for _, row in read_rows(out.journal, root)]
    rows[1]["finish"] = "length"
    out.journal.write_bytes(b"".join(map(line_of, rows)))
    assert any("row 1 was changed" in f for f in verify(out, [run.key.public]).faults())


def test_one_sample_is_disclosed_and_checked(run: SignedRun, tmp_path: Path) -> None:
    out, told = RunFolder(tmp_path / "out"), tmp_path / "told.json"
    redact(run.folder, out)
    named = ["own/tiny", "t-000"]
    assert command([str(run.folder.path), str(told), "--disclose", *named]) == 0
    assert SECRETS[0] in told.read_text(encoding="utf-8")
    assert verify_disclosure(out, told).holds
    arguments = [str(out.path), "--key", str(run.public), "--disclosed", str(told)]
    assert check(arguments) == 0
    changed = canonical.read_json(told)
    changed["rows"][0]["texts"]["answer"] = "交通局"
    canonical.write_json(told, changed)
    assert check(arguments) == 1


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"run_id": "other"}, "another run"),
        ({"sample": "t-001"}, "is of another sample"),
        ({"rows": []}, "discloses nothing"),
        ({"rows": [{"seq": 99, "texts": {}, "salts": {}}]}, "row 99 is not in the journal"),
    ],
)
def test_a_wrong_disclosure_is_refused(
    run: SignedRun, change: dict[str, object], fault: str
) -> None:
    document = disclosure(run.folder, ("own/tiny", "t-000", 0))
    found = list(disclosure_faults(run.folder, {**document, **change}))
    assert any(fault in each for each in found), found


def test_what_cannot_be_disclosed_is_said(run: SignedRun, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no sample own/tiny x"):
        disclosure(run.folder, ("own/tiny", "x", 0))
    out = RunFolder(tmp_path / "out")
    redact(run.folder, out)
    with pytest.raises(UsageError, match="were taken out of this copy"):
        disclosure(out, ("own/tiny", "t-000", 0))
    with pytest.raises(UsageError, match="is there already"):
        redact(run.folder, out)


def test_a_broken_redaction_leaves_nothing_under_the_name(
    run: SignedRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        redact(run.folder, RunFolder(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_equal_texts_are_masked_once() -> None:
    veil = Veil(False, frozenset())
    long = SAID * 50
    assert veil.text("a/b", long) is veil.text("a/b", long)
