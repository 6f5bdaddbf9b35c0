"""Conversations through the whole recipe: stopped in the middle, failing, endless, and scored."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from govllm.client import progress as progress_module
from govllm.client.ask import Tally
from govllm.config.cli import run_command
from govllm.eval import evaluate_one
from govllm.evidence.card.answers import blocks_of
from govllm.evidence.examples import read_scored, transcripts
from govllm.evidence.folder import RunFolder
from govllm.evidence.reading import read_run
from govllm.evidence.redaction import redact
from govllm.evidence.shown import veil_of
from govllm.evidence.verify import verify
from govllm.evidence.words import error_of, last_words
from govllm.plan.plan import Plan
from govllm.plan.seal import read_seal
from govllm.rescore import rescore
from govllm.tasks.load import load_task
from govllm.tasks.requests import Request
from tests.support.colours import document, rows, started, wait_until
from tests.support.evidence import finish_run
from tests.support.mock_server import Behaviour, right_answers, serving
from tests.support.runs import Told, failure, gate, plan_of, reply, run_plan
from tests.support.tasks import write_tiny

GATE = (
    "profile.gates=[{id:success,task:own/tiny,metric:success_rate,threshold:0.5,source:test,"
    "reason:{zh:test,en:test}}]"
)
# Of twelve callers a third lacks nothing.
CALLS, TURNS = 12, 20


def command(url: str, task: Path, run: Path, *more: str) -> list[str]:
    where = [f"task_path={task}", "serving=endpoint", f"serving.base_url={url}"]
    quick = ["tracking=none", "quiet=true", "client.backoff_s=0.01", "client.concurrency=4"]
    return [*where, *quick, GATE, f"paths.run={run}", *more]


@pytest.fixture
def task(tmp_path: Path) -> Path:
    return write_tiny(tmp_path, "dialogue")


@pytest.fixture
def right(task: Path) -> dict[str, str]:
    return right_answers(load_task(task, "own"))


def replied(n: int) -> str:
    """What the caller of that number says to the right question."""
    return f"{80 + n}。" + (f"第{n}区。" if n % 3 == 2 else "")


def estimates(run: Path) -> dict[str, float]:
    return {m["name"]: m["estimate"] for m in document(run, "metrics.json")["metrics"]}


PERFECT = {"success_rate": 1, "answers": 1, "slots": 1, "needless": 0, "answered": 1}


def test_turns_follow_each_other_and_conversations_run_beside_each_other(
    tmp_path: Path, task: Path, right: dict[str, str]
) -> None:
    behaviour, run = Behaviour(right, latency_s=0.02), tmp_path / "run"
    with serving(behaviour) as url:
        assert run_command(evaluate_one, command(url, task, run)) == 0
    assert behaviour.at_once == 4
    assert behaviour.hits.total() == TURNS
    told = rows(run)
    assert Counter(row["part"] for row in told) == {0: CALLS, 1: TURNS - CALLS}
    assert len({row["key"] for row in told}) == TURNS
    for n in (1, 2):
        (first, second) = [row for row in told if row["sample"] == f"t-00{n}"]
        said = {"role": "assistant", "content": first["answer"]}
        asked = {"role": "user", "content": replied(n)}
        assert second["messages"] == [*first["messages"], said, asked]
    assert estimates(run) == {**PERFECT, "turns": pytest.approx((4 * 1 + 8 * 2) / 12)}
    missing = {m["slice"] for m in document(run, "metrics.json")["slices"]}
    # Four of each are too few for a slice of their own.
    assert missing == set()


def test_killed_in_the_middle_of_conversations_it_goes_on_with_them(
    tmp_path: Path, task: Path, right: dict[str, str]
) -> None:
    behaviour, run = Behaviour(right, latency_s=0.25), tmp_path / "run"
    second = {replied(n) for n in range(CALLS) if n % 3}
    with serving(behaviour) as url:
        told = command(url, task, run)
        with started(told) as first:
            wait_until(lambda: second & behaviour.hits.keys(), first)
            first.kill()
        before, hits = rows(run), Counter(behaviour.hits)
        # A first turn that is answered, whose second one was on its way.
        begun = {row["sample"] for row in before if row["part"] == 0 and "追问" in row["answer"]}
        assert begun - {row["sample"] for row in before if row["part"] == 1}
        behaviour.latency_s = 0.0
        assert run_command(evaluate_one, told) == 0
        settled = {row["messages"][-1]["content"] for row in before}
        assert not settled & (behaviour.hits - hits).keys()
        undisturbed = tmp_path / "undisturbed"
        assert run_command(evaluate_one, command(url, task, undisturbed)) == 0
    assert estimates(run) == estimates(undisturbed)
    assert {(r["sample"], r["part"], r["key"]) for r in rows(run)} == {
        (r["sample"], r["part"], r["key"]) for r in rows(undisturbed)
    }
    assert len(rows(run)) == TURNS
    assert verify(RunFolder(run), ()).intact


class Broken(Behaviour):
    """Answers some messages with an error."""

    broken: frozenset[str] = frozenset()

    def is_bad(self, prompt: str) -> bool:
        return prompt in self.broken


def test_an_error_in_the_second_turn_ends_a_conversation(
    tmp_path: Path, task: Path, right: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    behaviour, run = Broken(right, bad="http_400"), tmp_path / "run"
    behaviour.broken = frozenset([replied(1)])
    with serving(behaviour) as url:
        assert run_command(evaluate_one, command(url, task, run)) == 4
        assert run_command(evaluate_one, command(url, task, run)) == 4
    assert behaviour.hits.total() == TURNS
    success = document(run, "metrics.json")["metrics"][0]
    assert (success["n_scored"], success["n_errored"]) == (CALLS - 1, 1)
    assert "failed: http_400 1 times" in capsys.readouterr().err


def test_a_second_turn_that_may_yet_succeed_is_asked_again_alone(
    tmp_path: Path, task: Path, right: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    behaviour, run = Broken(right, bad="http_500"), tmp_path / "run"
    behaviour.broken = frozenset([replied(1), replied(2)])
    with serving(behaviour) as url:
        once = command(url, task, run, "client.max_attempts=1")
        assert run_command(evaluate_one, once) == 4
        behaviour.broken, hits = frozenset(), Counter(behaviour.hits)
        assert run_command(evaluate_one, once) == 0
    assert behaviour.hits - hits == Counter([replied(1), replied(2)])
    assert "10 of 12 requests are settled already" in capsys.readouterr().err
    assert estimates(run)["success_rate"] == 1


def test_one_who_never_answers_is_heard_for_as_long_as_it_may_speak(
    tmp_path: Path, task: Path
) -> None:
    with serving(Behaviour()) as url:
        assert run_command(evaluate_one, command(url, task, tmp_path / "run")) == 1
    told = rows(tmp_path / "run")
    assert Counter(row["part"] for row in told) == dict.fromkeys(range(4), CALLS)
    worst = {"success_rate": 0, "answers": 0, "slots": 0, "answered": 0, "needless": 0, "turns": 4}
    assert estimates(tmp_path / "run") == worst
    assert document(tmp_path / "run", "metrics.json")["metrics"][0]["n_errored"] == 0


@pytest.mark.parametrize("limit", [None, 5])
def test_limit_and_epochs(tmp_path: Path, limit: int | None) -> None:
    task = write_tiny(tmp_path, "dialogue")
    text = (task / "task.yaml").read_text(encoding="utf-8")
    (task / "task.yaml").write_text(text + "epochs: 2\n", encoding="utf-8")
    plan = plan_of(task, limit=limit)
    first = list(plan.requests())
    assert plan.n_requests == len(first) == 2 * (limit or CALLS)
    assert {request.part for request in first} == {0}
    assert len({request.key for request in first}) == len(first)


def telling(right: dict[str, str]) -> Any:
    def told(_: int, request: Request) -> Told:
        return reply(right["\n".join(m["content"] for m in request.messages)])

    return told


@pytest.fixture
def finished(tmp_path: Path, task: Path, right: dict[str, str]) -> tuple[RunFolder, Plan]:
    plan = plan_of(task, [gate("success_rate", 0.3)])
    folder = run_plan(RunFolder(tmp_path / "run"), plan, telling(right))
    finish_run(folder, plan, None)
    return folder, plan


def test_evidence_of_conversations_holds(
    finished: tuple[RunFolder, Plan], task: Path, tmp_path: Path
) -> None:
    folder, _ = finished
    assert verify(folder, ()).intact
    assert rescore(folder, None, task).holds
    copy = RunFolder(tmp_path / "copy")
    assert redact(folder, copy) == TURNS
    assert verify(copy, ()).intact
    assert "追问" not in copy.journal.read_text(encoding="utf-8")


def test_the_last_turn_is_shown_for_the_whole_conversation(
    finished: tuple[RunFolder, Plan],
) -> None:
    folder, plan = finished
    sealed = read_seal(folder.plan)
    place = ("own/tiny", "t-002", 0)
    shown = transcripts(folder.journal, sealed.journal_root, {place}, veil_of(plan.content))
    (row,) = shown[place]
    assert [m["content"] for m in row["messages"][1:]] == [
        "我想问高龄津贴，这是第2个电话。",
        "追问：多大年纪？户口在哪个区？",
        "82。第2区。",
    ]
    assert row["answer"] == "答复：102"
    page = folder.scorecard.read_text(encoding="utf-8")
    assert "82。第2区。" in page


def test_a_conversation_that_is_not_over_was_not_asked(
    finished: tuple[RunFolder, Plan],
) -> None:
    folder, plan = finished
    words = last_words(folder.journal, read_seal(folder.plan).journal_root)
    with words.answers() as said_of:
        for asked, sample, epoch in plan.samples():
            said = said_of((asked.id, sample.id, epoch))
            assert error_of(asked, sample, said) is None
            assert error_of(asked, sample, said[:-1]) == "not_asked"
            broken = [*said[:-1], replace(said[-1], error=failure("timeout")["error"])]
            assert error_of(asked, sample, broken) == "timeout"


def test_the_bar_is_full_at_the_end_and_not_before(
    task: Path, right: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress_module, "watched", lambda quiet: True)
    monkeypatch.setattr(progress_module, "_EVERY_S", 0.0)
    seen: list[tuple[int, int | None]] = []
    plan, tally = plan_of(task), Tally()
    with progress_module.Progress(plan.n_requests, 0, False) as progress:
        for first in plan.requests():
            request: Request | None = first
            while request is not None:
                request = request.after(right["\n".join(m["content"] for m in request.messages)])
                tally.answered += 1
                tally.settled += request is None
                progress(tally)
                seen.append((progress._bar.n, progress._bar.total))
    assert len(seen) == TURNS
    assert seen[-1] == (CALLS, CALLS)
    assert all(done < CALLS for done, _ in seen[:-1])


def test_keys_of_turns_hang_on_all_that_was_said(task: Path) -> None:
    (_, sample, *_) = load_task(task, "own").items.read([0, 1, 2])
    plan = plan_of(task)
    first = next(r for r in plan.requests() if r.sample == sample.id)
    one, other = first.after("追问：多大年纪？"), first.after("追问：几岁了？")
    assert one is not None
    assert other is not None
    assert len({first.key, one.key, other.key}) == 3
    assert one == first.after("追问：多大年纪？")
    assert one.sampling["seed"] != first.sampling["seed"]
    assert (one.part, one.epoch, one.task) == (1, 0, "own/tiny")
    assert first.after(None) is None
    assert first.after("答复：101") is None


def test_a_good_conversation_of_two_turns_is_no_failing_example(
    finished: tuple[RunFolder, Plan],
) -> None:
    (block,) = [b for b in blocks_of(read_run(finished[0])) if b.key == "t0"]
    assert "turns" not in block.meets
    outcomes = {block.outcome(scored) for scored in read_scored(finished[0].scores)}
    assert outcomes == {"passing"}
