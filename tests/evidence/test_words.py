"""The last words of a journal: held where they are little, read again where they are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from govllm.errors import GovllmError
from govllm.evidence import words as module
from govllm.evidence.folder import RunFolder
from govllm.evidence.words import LastWords, Said, answer_of, last_words
from govllm.plan.plan import Plan
from govllm.plan.seal import read_seal
from tests.support.runs import Told, failure, plan_of, reply, run_plan
from tests.support.tasks import write_tiny


def telling(number: int) -> Told:
    return failure() if number % 3 == 1 else reply(f"答{number}", reasoning="想", logprob=-0.5)


def said_in(words: LastWords, plan: Plan) -> list[list[Said]]:
    with words.answers() as said_of:
        return [said_of((task.id, sample.id, epoch)) for task, sample, epoch in plan.samples()]


def test_they_say_the_same_whether_held_or_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = plan_of(write_tiny(tmp_path, "classification"))
    folder = run_plan(RunFolder(tmp_path / "run"), plan, lambda number, request: telling(number))
    root = read_seal(folder.plan).journal_root
    held = last_words(folder.journal, root)
    monkeypatch.setattr(module, "_LITTLE", 0)
    read = last_words(folder.journal, root)
    assert held.kept is not None
    assert read.kept is None
    assert said_in(held, plan) == said_in(read, plan)
    assert {said.error is None for (said,) in said_in(read, plan)} == {True, False}
    with read.answers() as said_of:
        assert said_of(("own/tiny", "nobody", 0)) == []


def test_a_text_that_was_taken_out_is_no_silence() -> None:
    with pytest.raises(GovllmError, match="taken out"):
        answer_of(Said(None, 0))
