"""The numbers of a run are those of lm-eval run alone on the same server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from govllm.config.schema import Settings
from govllm.pipeline import evaluate
from govllm.resources import reference_checkpoint
from tests.capability.conftest import DRAWS
from tests.support.colours import document, rows
from tests.support.lm_eval_alone import alone, numbers
from tests.support.lm_eval_tasks import TASKS
from tests.support.mock_server import Behaviour, serving

Made = Callable[..., Settings]


def quiet(_: str) -> None:
    """Reports nothing."""


def ours(run: Path) -> dict[str, dict[str, float]]:
    """lm-eval's figures in a run, by lm-eval's names and keys."""
    found: dict[str, dict[str, float]] = {}
    for figure in document(run, "metrics.json")["lm_eval"]:
        keys = found.setdefault(figure["lm_eval"], {})
        keys[f"{figure['metric']},{figure['filter']}"] = figure["value"]
        if figure["stderr"] is not None:
            keys[f"{figure['metric']}_stderr,{figure['filter']}"] = figure["stderr"]
    return found


def close(expected: dict[str, float]) -> Any:
    """Equal to the twelve digits that evidence keeps."""
    return pytest.approx(expected, rel=1e-11, abs=1e-12)


@pytest.mark.parametrize("names", [list(TASKS), ["t_group"], ["t_even_group"]], ids=len)
def test_every_number_and_standard_error(
    names: list[str], tmp_path: Path, include: Path, behaviour: Behaviour, settings: Made
) -> None:
    with serving(behaviour) as url:
        evaluate(settings(url, *names), quiet)
        theirs = alone(url, "mock", reference_checkpoint(), names, include, bootstrap_iters=DRAWS)
    found, run = ours(tmp_path / "run"), tmp_path / "run"
    assert found.keys() == theirs["results"].keys()
    metrics = {(m["task"], m["name"]): m for m in document(run, "metrics.json")["metrics"]}
    for name in theirs["results"]:
        expected = numbers(theirs, name)
        if name in names:
            assert found[name] == close(expected), name
        else:  # of a group's tasks, what the group sums up
            assert found[name] == close({k: expected[k] for k in found[name]}), name
    for name in names:
        for key, value in numbers(theirs, name).items():
            metric, _, filter_ = key.rpartition(",")
            own = metric if filter_ == "none" else f"{metric}.{filter_}"
            if (measured := metrics.get((f"lm_eval/{name}", own))) is not None:
                assert measured["estimate"] == pytest.approx(value, rel=1e-11), own
                stderr = found[name].get(f"{metric}_stderr,{filter_}")
                if stderr and measured["lower"] > measured["worst"]:
                    reach = 1.959963984540054 * stderr
                    assert measured["lower"] == pytest.approx(value - reach, rel=1e-9)
    told = [m["name"] for (task, _), m in metrics.items() if task == "lm_eval/t_rolling"]
    assert told == (["answered"] if len(names) > 1 else [])


def test_a_sample_of_the_documents(
    tmp_path: Path, include: Path, behaviour: Behaviour, settings: Made
) -> None:
    """`limit` draws them in a seeded order, as `lm-eval run --samples` can be told."""
    with serving(behaviour) as url:
        evaluate(settings(url, "t_choice_shots", "t_text", limit=5), quiet)
        plan = document(tmp_path / "run", "plan.json")["content"]
        chosen = {
            leaf["name"]: leaf["samples"]
            for task in plan["tasks"]
            for leaf in task["lm_eval"]["tasks"]
        }
        assert all(len(ids) == 5 and ids != list(range(5)) for ids in chosen.values())
        theirs = alone(url, "mock", reference_checkpoint(), list(chosen), include, samples=chosen)
    found = ours(tmp_path / "run")
    for task in chosen:
        assert found[task] == close(numbers(theirs, task)), task
    assert plan["scope"] == "partial"
    assert {row["sample"] for row in rows(tmp_path / "run") if row["task"].endswith("shots")} == {
        str(n) for n in chosen["t_choice_shots"]
    }


def test_through_the_chat_template(
    tmp_path: Path, include: Path, behaviour: Behaviour, settings: Made
) -> None:
    more = {"lm_eval.chat_template": "true"}
    with serving(behaviour) as url:
        evaluate(settings(url, "t_choice_shots", "t_text", **more), quiet)
        theirs = alone(
            url, "mock", reference_checkpoint(), ["t_choice_shots", "t_text"], include,
            apply_chat_template=True,
        )  # fmt: skip
    found = ours(tmp_path / "run")
    for task in ("t_choice_shots", "t_text"):
        assert found[task] == close(numbers(theirs, task)), task
    asked = {row["messages"][0]["content"] for row in rows(tmp_path / "run")}
    assert all("<|user|>" in text for text in asked)


def test_more_examples_where_asked_for(
    tmp_path: Path, include: Path, behaviour: Behaviour, settings: Made
) -> None:
    with serving(behaviour) as url:
        evaluate(settings(url, "t_choice_shots", **{"lm_eval.num_fewshot": 1}), quiet)
        theirs = alone(
            url, "mock", reference_checkpoint(), ["t_choice_shots"], include, num_fewshot=1
        )
    assert ours(tmp_path / "run")["t_choice_shots"] == close(numbers(theirs, "t_choice_shots"))


def test_long_prompts_lose_their_beginning_as_lm_eval_cuts_them(
    tmp_path: Path, include: Path, behaviour: Behaviour, settings: Made
) -> None:
    names = ["t_choice_shots", "t_text", "t_rolling"]
    with serving(behaviour) as url:
        evaluate(settings(url, *names, **{"lm_eval.max_length": 24}), quiet)
        theirs = alone(
            url, "mock", reference_checkpoint(), names, include, 24, bootstrap_iters=DRAWS
        )
    found = ours(tmp_path / "run")
    for task in names:
        assert found[task] == close(numbers(theirs, task)), task
    cut = [row for row in rows(tmp_path / "run") if row.get("left_out")]
    usage = document(tmp_path / "run", "metrics.json")["usage"]
    assert usage["shortened"] == len(cut) > 0
    page = (tmp_path / "run/scorecard.html").read_text(encoding="utf-8")
    assert "Prompts without their beginning" in page
    assert {row["task"] for row in cut} == {"lm_eval/t_choice_shots", "lm_eval/t_text"}
