"""Changes that must not change an answer: what they touch, what they leave, that they repeat."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govllm.config.schema import Settings
from govllm.errors import UsageError
from govllm.evidence.folder import RunFolder
from govllm.evidence.reading import read_run
from govllm.evidence.scorecard import write_scorecard
from govllm.plan.plan import make_plan
from govllm.plan.reopen import reopen
from govllm.resources import evalsets_dir
from govllm.tasks.load import load_task, task_folders
from govllm.tasks.perturb import PERTURBATIONS, Draws, perturbed_input
from govllm.tasks.requests import Request
from tests.support.runs import CANDIDATE, ENGINE, Told, reply, run_plan
from tests.support.tasks import tiny, write_task

CALL = (
    "我已经问过了，说是2026年3月5日起每月发1,200元。现在的问题是：他们什么时候给？"
    "《云州市办法》（云民发〔2026〕3号）第十二条写的是“再做认定”。请马上回复！"
)
TEXTS = [name for name, change in PERTURBATIONS.items() if change.text is not None]


def changed(kind: str, text: str = CALL, seed: int = 1) -> str:
    change = PERTURBATIONS[kind].text
    assert change is not None
    return change(text, Draws(seed, kind))


@pytest.mark.parametrize("kind", TEXTS)
def test_numbers_and_names_stay(kind: str) -> None:
    for seed in range(50):
        plain = unicodedata.normalize("NFKC", changed(kind, seed=seed))
        assert re.findall(r"\d+", plain) == re.findall(r"\d+", CALL)
        for kept in ("2026年3月5日", "1,200元", "《云州市办法》", "“再做认定”", "第十二条"):
            assert kept in plain


def test_nothing_is_said_within_brackets() -> None:
    text = "材料齐了（见附件。另附清单。）请查收。收到请回复。"
    told = {changed("asr", text, seed) for seed in range(50)}
    assert all("（见附件。另附清单。）" in each for each in told)
    assert len(told) > 1


def test_tables_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run changes a million texts."""
    with monkeypatch.context() as patched:
        patched.setattr("govllm.tasks.perturb.re.compile", None)
        assert changed("typos") != CALL


@pytest.mark.parametrize("kind", TEXTS)
def test_each_change_does_something_and_the_same_again(kind: str) -> None:
    assert any(changed(kind, seed=seed) != CALL for seed in range(20))
    assert changed(kind) == changed(kind)


@given(st.text(max_size=60), st.sampled_from(TEXTS))
def test_any_text_can_be_changed(text: str, kind: str) -> None:
    assert isinstance(changed(kind, text), str)


def test_draws_are_even_and_of_their_seed() -> None:
    draws = Draws("a", 1)
    told = [draws.below(10) for _ in range(5000)]
    assert all(400 < told.count(value) < 600 for value in range(10))
    again = Draws("a", 1)
    assert [again.below(10) for _ in range(50)] == told[:50]


def test_another_order_has_the_same_members() -> None:
    folder = task_folders(evalsets_dir())["hallucination/long_context"]
    loaded = load_task(folder, "hallucination")
    sample = next(iter(loaded.items.read([0])))
    given_ = perturbed_input(loaded.task, sample, "order", 1)
    was, now = sample.input["passages"], given_["passages"]
    assert was != now
    assert sorted(map(json.dumps, was)) == sorted(map(json.dumps, now))
    assert given_["question"] == sample.input["question"]


def task_of(folder: Path) -> Path:
    declared, items = tiny("short_answer")
    declared["perturb"] = ["question"]
    items = [json.loads(json.dumps(item)) for item in items * 5]
    for n, item in enumerate(items):
        item |= {"id": f"t-{n:03}", "cluster": f"seed-{n}"}
        item["input"]["question"] = f"我想问第{n}件事，现在的情况是什么？请回复。"
    return write_task(folder, declared, items)


def plan_with(task: Path, *changes: str, samples: int = 30, **more: Any) -> Any:
    settings = Settings(
        task_path=str(task), perturb=changes, perturb_samples=samples, quiet=True, **more
    )
    return make_plan(settings, CANDIDATE, ENGINE)


def test_a_run_pairs_each_changed_sample_with_its_own(tmp_path: Path) -> None:
    plan = plan_with(task_of(tmp_path / "task"), "noise", "fullwidth")
    assert [p.task.id for p in plan.tasks] == [
        "own/tiny", "own/tiny.noise", "own/tiny.fullwidth",
    ]  # fmt: skip
    assert [p.n_planned for p in plan.tasks] == [40, 30, 30]
    right = {sample.id: sample.target for task, sample, _ in plan.samples()}

    def telling(_: int, request: Request) -> Told:
        target = right[request.sample]
        answer = target[0] if isinstance(target, list) else target
        # Words beside the matter throw the candidate off, wide characters do not.
        return reply("不知道" if request.task.endswith(".noise") else answer)

    folder = run_plan(RunFolder(tmp_path / "run"), plan, telling)
    rows = {row["change"]: row for row in read_run(folder).metrics["robustness"]
            if row["metric"] == "accuracy"}  # fmt: skip
    assert (rows["noise"]["plain"], rows["noise"]["changed"]) == (1.0, 0.0)
    assert rows["noise"]["difference"]["estimate"] == -1.0
    assert rows["noise"]["difference"]["upper"] < 0.0
    assert rows["fullwidth"]["difference"]["estimate"] == 0.0
    assert rows["noise"]["difference"]["n_pairs"] == 30
    write_scorecard(folder)
    page = folder.scorecard.read_text("utf-8")
    assert 'id="robustness"' in page
    assert "无关语句" in page


def test_a_sealed_plan_opens_again_with_its_twins(tmp_path: Path) -> None:
    task = task_of(tmp_path / "task")
    plan = plan_with(task, "noise", "typos")
    again = reopen(plan.content, None, task)
    asked = [[request.key for request in each.requests()] for each in (plan, again)]
    assert asked[0] == asked[1]
    assert len(set(asked[0])) == len(asked[0])


@pytest.mark.parametrize(
    ("changes", "samples", "said"),
    [(("noize",), 5, "unknown change 'noize'"), (("noise",), 0, "asks nothing again")],
)
def test_what_cannot_be_asked_is_refused(
    tmp_path: Path, changes: tuple[str, ...], samples: int, said: str
) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        plan_with(task_of(tmp_path), *changes, samples=samples)


def test_a_task_that_names_nothing_is_asked_once(tmp_path: Path) -> None:
    declared, items = tiny("short_answer")
    plan = plan_with(write_task(tmp_path, declared, items), "noise")
    assert [p.task.id for p in plan.tasks] == ["own/tiny"]


@pytest.mark.parametrize("name", sorted(task_folders(evalsets_dir())))
def test_shipped_tasks_name_inputs_that_they_have(name: str) -> None:
    loaded = load_task(task_folders(evalsets_dir())[name], name.partition("/")[0])
    sample = next(iter(loaded.items.read([0])))
    for kind in PERTURBATIONS if loaded.task.perturb else ():
        given_ = perturbed_input(loaded.task, sample, kind, 1)
        touched = {key for key in given_ if given_[key] != sample.input[key]}
        assert touched <= set(loaded.task.perturb)
