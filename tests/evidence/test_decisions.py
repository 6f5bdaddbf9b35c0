"""Waivers: of one evaluation, in somebody's name, for a time; and what a verdict comes to."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from govllm import canonical
from govllm.config.cli import guarded
from govllm.evidence.decisions import append_decision, decide, read_decisions
from govllm.evidence.standing import Standing, standing_of
from govllm.evidence.verify import verify
from govllm.gate import gate as gate_command
from govllm.waive import waive
from tests.support.evidence import SignedRun, make_key, signed_run
from tests.support.runs import Told, failure, gate, reply

SOON = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()


@pytest.fixture(scope="module")
def failed(tmp_path_factory: pytest.TempPathFactory) -> SignedRun:
    """Answered in form every time, and wrong every time: one gate holds, one fails."""
    return signed_run(tmp_path_factory.mktemp("failed"), lambda n: reply("住建局"))


def code(command: Callable[[list[str]], Any], *words: object) -> int:
    return int(guarded(lambda: command([str(word) for word in words])))


def waiver(run: SignedRun, to: Path, **changed: Any) -> Path:
    """A file with one waiver that counts, but for what is changed."""
    given = {
        "by": "李敏",
        "reason": "前端会重排格式",
        "key": run.key,
        "gate": "gate-exact",
        "expires": SOON,
        **changed,
    }
    kind = given.pop("kind", "waiver")
    append_decision(to, decide(kind, run.folder, **given))
    return to


def stand(run: SignedRun, waivers: Path | None, **options: Any) -> Standing:
    return standing_of(run.folder, [run.key.public], waivers, **options)


def test_without_a_waiver_it_fails(failed: SignedRun) -> None:
    found = stand(failed, None)
    assert not found.passes
    assert code(gate_command, failed.folder.path, "--key", failed.public) == 1


def test_a_waiver_of_every_failed_gate_makes_it_pass(
    failed: SignedRun, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = waiver(failed, tmp_path / "waivers.json")
    found = stand(failed, path)
    assert found.passes
    assert found.waived == ("gate-exact",)
    words = ("--waivers", path, "--key", failed.public)
    assert code(gate_command, failed.folder.path, *words) == 0
    out = capsys.readouterr().out
    assert "waiver of gate-exact: counts" in out
    assert "PASS with waivers" in out
    page = (failed.folder.decisions / "scorecard.html").read_text(encoding="utf-8")
    assert "有豁免地通过" in page
    assert "李敏" in page
    assert "前端会重排格式" in page
    # The sealed evidence says what it said.
    assert verify(failed.folder, [failed.key.public]).trusted
    assert canonical.read_json(failed.folder.verdict)["verdict"] == "fail"


def faults(run: SignedRun, path: Path, **options: Any) -> list[str]:
    found = stand(run, path, **options)
    assert not found.passes
    return [check.fault for check in found.waivers]


def test_an_expired_waiver_does_not_count(failed: SignedRun, tmp_path: Path) -> None:
    path = waiver(failed, tmp_path / "w.json", expires="2026-01-31")
    assert faults(failed, path) == ["it expired on 2026-01-31"]
    path = waiver(failed, tmp_path / "v.json")
    later = datetime.now(UTC) + timedelta(days=60)
    assert "it expired on" in faults(failed, path, now=later)[0]


def test_the_last_day_itself_still_counts(failed: SignedRun, tmp_path: Path) -> None:
    path = waiver(failed, tmp_path / "w.json", expires="2030-06-30")
    evening = datetime(2030, 6, 30, 23, tzinfo=UTC)
    assert stand(failed, path, now=evening).passes
    assert not stand(failed, path, now=evening + timedelta(hours=1)).passes


def test_unsigned_or_signed_by_a_stranger_it_does_not_count(
    failed: SignedRun, tmp_path: Path
) -> None:
    assert "is not signed" in faults(failed, waiver(failed, tmp_path / "w.json", key=None))[0]
    stranger = make_key(tmp_path / "stranger")
    found = faults(failed, waiver(failed, tmp_path / "v.json", key=stranger))
    assert "none of the 1 trusted keys" in found[0]


def test_a_changed_waiver_does_not_count(failed: SignedRun, tmp_path: Path) -> None:
    path = waiver(failed, tmp_path / "w.json", gate="gate-answered")
    (envelope,) = json.loads(path.read_text())
    good = waiver(failed, tmp_path / "good.json")
    envelope["payload"] = json.loads(good.read_text())[0]["payload"]
    path.write_text(json.dumps([envelope]))
    assert "does not hold" in faults(failed, path)[0]


def test_one_for_another_candidate_or_another_evaluation_does_not_count(
    failed: SignedRun, tmp_path: Path
) -> None:
    other = signed_run(tmp_path / "other", lambda n: reply("交通局"))
    path = tmp_path / "w.json"
    record = decide(
        "waiver", other.folder, "李敏", "理由", failed.key, gate="gate-exact", expires=SOON
    )
    append_decision(path, record)
    assert faults(failed, path) == ["it is for another evaluation of the candidate"]
    path = waiver(failed, tmp_path / "v.json", weights_sha256="f" * 64)
    assert faults(failed, path) == ["it is for another candidate"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"gate": "gate-none"}, "the run has no gate 'gate-none'"),
        ({"gate": "gate-answered"}, "only a failed gate can be waived"),
        ({"kind": "approval"}, "it is no waiver but a approval"),
        ({"expires": "soon"}, "it has no date of expiry"),
        ({"expires": None}, "it has no date of expiry"),
    ],
)
def test_what_is_no_waiver_of_a_failed_gate_does_not_count(
    failed: SignedRun, tmp_path: Path, changed: dict[str, Any], said: str
) -> None:
    assert said in faults(failed, waiver(failed, tmp_path / "w.json", **changed))[0]


def test_one_waiver_of_two_failed_gates_is_not_enough(tmp_path: Path) -> None:
    gates = [gate("exact", 0.99), gate("exact", 0.98, id="second"), gate("answered", 0.2)]
    run = signed_run(tmp_path, lambda n: reply("住建局"), gates)
    path = waiver(run, tmp_path / "w.json")
    assert not stand(run, path).passes
    waiver(run, path, gate="second")
    assert stand(run, path).passes


def test_what_was_not_shown_cannot_be_waived(tmp_path: Path) -> None:
    """Errors above the tolerance, and a gate without enough samples."""

    def broken(number: int) -> Told:
        return failure() if number < 8 else reply("住建局")

    run = signed_run(tmp_path / "errors", broken, max_error_share=0.1)
    found = stand(run, waiver(run, tmp_path / "w.json"))
    assert found.verdict is not None
    assert found.verdict.verdict != "pass"
    few = signed_run(tmp_path / "few", lambda n: reply("住建局"), [gate("answered", 0.9)])
    assert (
        "is insufficient" in faults(few, waiver(few, tmp_path / "v.json", gate="gate-answered"))[0]
    )


def test_evidence_that_is_not_intact_decides_nothing(
    failed: SignedRun, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = failed.copy(tmp_path / "copy")
    path = waiver(failed, tmp_path / "w.json")
    folder.metrics.write_text("{}")
    assert code(gate_command, folder.path, "--waivers", path, "--key", failed.public) == 4
    out = capsys.readouterr().out
    assert "metrics.json was changed" in out
    assert "PASS" not in out


def test_the_command_writes_a_waiver(
    failed: SignedRun, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "w.json"
    words = ["--gate", "gate-exact", "--by", "李敏", "--reason", "理由", "--expires", SOON]
    signing = ["--sign", failed.public.with_name("signing.key"), "--out", out]
    assert code(waive, failed.folder.path, *words, *signing) == 0
    assert stand(failed, out).passes
    assert code(waive, failed.folder.path, *words, *signing) == 0
    assert len(read_decisions(out, ())) == 2


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (("--gate", "gate-exat"), "did you mean 'gate-exact'?"),
        (("--gate", "gate-answered"), "is no failed gate of this run"),
        (("--by", " "), "--by is empty"),
        (("--reason", ""), "--reason is empty"),
        (("--expires", "31.3.2027"), "write it as 2027-03-31"),
    ],
)
def test_wrong_use_of_the_command(
    failed: SignedRun,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    changed: tuple[str, str],
    said: str,
) -> None:
    given = {"--gate": "gate-exact", "--by": "a", "--reason": "b", "--expires": SOON}
    given[changed[0]] = changed[1]
    words = [word for pair in given.items() for word in pair]
    assert code(waive, failed.folder.path, *words, "--out", tmp_path / "w.json") == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("content", ["", "[", "7", "[7]", '{"a": 1}', '[{"payload": 3}]'])
def test_a_file_that_holds_no_decisions_is_wrong_use(
    failed: SignedRun, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    (tmp_path / "w.json").write_text(content)
    words = ("--waivers", tmp_path / "w.json", "--key", failed.public)
    assert code(gate_command, failed.folder.path, *words) == 2
    assert "cannot be read as decisions" in capsys.readouterr().err


def test_wrong_use_of_the_gate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert code(gate_command) == 2
    assert code(gate_command, tmp_path) == 2
    assert "holds no evidence" in capsys.readouterr().err
    assert code(gate_command, "--registered", "a@approved") == 2
    assert "add --weights DIR" in capsys.readouterr().err
