"""A run over lm-eval's tasks: journaled, gone on with, verified, rescored, errors at both ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from govllm.config.schema import Settings
from govllm.errors import SilenceError, UsageError
from govllm.evidence.comparison import compare_runs
from govllm.evidence.folder import RunFolder
from govllm.evidence.verify import verify
from govllm.pipeline import evaluate
from govllm.rescore import rescore
from tests.support.colours import document, rows
from tests.support.lm_eval_tasks import N
from tests.support.mock_server import Behaviour, serving

Made = Callable[..., Settings]
NAMES = ("t_choice", "t_text", "t_group", "t_last_word")
# Choices of three, of a task of N and a group of N and N - 5; a text and a told word each.
REQUESTS = 3 * N + N + 3 * (2 * N - 5) + N


def quiet(_: str) -> None:
    """Reports nothing."""


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return tmp_path / "run"


def test_it_is_chained_verified_and_rescored(
    run: Path, include: Path, behaviour: Behaviour, settings: Made
) -> None:
    with serving(behaviour) as url:
        evaluate(settings(url, *NAMES), quiet)
    assert len(rows(run)) == REQUESTS == behaviour.hits.total()
    assert len({row["key"] for row in rows(run)}) == 3 * N + N + 3 * (N - 5) + N
    folder = RunFolder(run)
    assert verify(folder, ()).intact
    assert rescore(folder, None, None, str(include)).holds
    fault = rescore(folder, None, None).faults[0]
    assert "lm-eval has no task 't_choice'" in fault


def test_another_task_of_the_name_is_not_rescored(
    run: Path, include: Path, tmp_path: Path, behaviour: Behaviour, settings: Made
) -> None:
    with serving(behaviour) as url:
        evaluate(settings(url, "t_text"), quiet)
    other = tmp_path / "other"
    other.mkdir()
    text = (include / "t_text.yaml").read_text(encoding="utf-8")
    (other / "t_text.yaml").write_text(text.replace("max_gen_toks: 16", "max_gen_toks: 17"))
    (fault,) = rescore(RunFolder(run), None, None, str(other)).faults
    assert "is not the task that was asked" in fault
    assert "--include-path" in fault


def test_stopped_it_goes_on_and_asks_nothing_twice(
    run: Path, behaviour: Behaviour, decode: Callable[[list[int]], str], settings: Made
) -> None:
    broken = Behaviour(behaviour.answers, down_after=40, decode=decode)
    more = {"client.concurrency": 4, "client.max_attempts": 1, "client.silence_s": 3}
    with serving(broken) as url:
        port = int(url.rsplit(":", 1)[1].partition("/")[0])
        with pytest.raises(SilenceError):
            evaluate(settings(url, *NAMES, **{**more, "client.max_attempts": 30}), quiet)
    answered = {(r["task"], r["sample"], r["part"]) for r in rows(run) if r["error"] is None}
    assert 30 <= len(answered) < REQUESTS
    with serving(behaviour, port) as url:
        evaluate(settings(url, *NAMES, **more), quiet)
    again = [r for r in rows(run) if r["error"] is None]
    assert len(again) == REQUESTS == len({(r["task"], r["sample"], r["part"]) for r in again})
    assert behaviour.hits.total() == REQUESTS - len(answered)


def test_a_finished_run_asks_nothing(run: Path, behaviour: Behaviour, settings: Made) -> None:
    with serving(behaviour) as url:
        evaluate(settings(url, "t_choice"), quiet)
        asked = behaviour.hits.total()
        evaluate(settings(url, "t_choice"), quiet)
    assert behaviour.hits.total() == asked == len(rows(run))


def test_errors_count_at_both_extremes(
    run: Path, behaviour: Behaviour, settings: Made, include: Path
) -> None:
    behaviour.bad_every, behaviour.bad = 5, "http_400"
    with serving(behaviour) as url:
        outcome = evaluate(settings(url, *NAMES), quiet)
    assert outcome.verdict == "error"
    scores = pq.read_table(run / "scores.parquet").to_pylist()
    metrics = document(run, "metrics.json")
    for task, name in (("t_choice", "acc"), ("t_text", "exact_match.last"), ("t_group", "acc")):
        of = [r for r in scores if r["task"] == f"lm_eval/{task}" and r["score"] == name]
        right = sum(r["value"] for r in of if r["error"] is None)
        errored = sum(r["error"] is not None for r in of)
        (metric,) = [
            m for m in metrics["metrics"] if (m["task"], m["name"]) == (f"lm_eval/{task}", name)
        ]
        n = len(of)
        assert 0 < errored < n
        assert (metric["n_planned"], metric["n_errored"]) == (n, errored)
        assert metric["estimate"] == pytest.approx(right / n)
        assert metric["lower"] <= right / n
        assert metric["upper"] >= min(1.0, (right + errored) / n)
    # A perplexity with holes is not known at all.
    (metric,) = [m for m in metrics["metrics"] if m["name"] == "perplexity"]
    assert (metric["estimate"], metric["method"]) == (None, "none")
    assert metric["n_errored"] > 0
    assert all(figure["value"] is None for figure in metrics["lm_eval"] if "text" in figure["task"])
    assert rescore(RunFolder(run), None, None, str(include)).holds


def test_when_nothing_answers_nothing_is_known(
    run: Path, behaviour: Behaviour, settings: Made
) -> None:
    behaviour.bad_every, behaviour.bad = 1, "http_400"
    with serving(behaviour) as url:
        evaluate(settings(url, "t_choice", "t_rolling"), quiet)
    for metric in document(run, "metrics.json")["metrics"]:
        assert (metric["estimate"], metric["n_scored"]) == (None, 0)
        assert (metric["lower"], metric["upper"]) == (0.0, 1.0)


def test_the_scorecard_shows_them_beside_the_others(
    run: Path, behaviour: Behaviour, settings: Made
) -> None:
    with serving(behaviour) as url:
        evaluate(settings(url, *NAMES, "t_rolling"), quiet)
    page = (run / "scorecard.html").read_text(encoding="utf-8")
    assert "由 lm-eval 0.4.13 自己的代码评分，只作报告，不作门槛" in page
    plan = document(run, "plan.json")["content"]
    for task in plan["tasks"]:
        assert task["lm_eval"]["requests_sha256"] in page
        for spec in task["metrics"]:
            assert spec["title"]["zh"] in page
    for figure in document(run, "metrics.json")["lm_eval"]:
        if figure["name"] == "acc" and figure["lm_eval"] == "t_choice":
            assert f"± {100 * figure['stderr']:.1f}%" in page
    assert "word_perplexity" in page  # without a standard error it is told all the same
    assert ">t_choice_other</th>" in page
    environment = document(run, "plan.json")["environment"]["packages"]
    assert environment["lm-eval"] == plan["lm_eval"]["version"]


def test_two_candidates_are_paired_by_document(
    tmp_path: Path, behaviour: Behaviour, settings: Made
) -> None:
    with serving(behaviour) as url:
        one, two = tmp_path / "one", tmp_path / "two"
        evaluate(settings(url, *NAMES, **{"paths.run": one}), quiet)
        behaviour.answers = dict.fromkeys(behaviour.answers, "不知道")
        evaluate(settings(url, *NAMES, **{"paths.run": two}), quiet)
    found = {(c.task, c.metric): c for c in compare_runs(RunFolder(one), RunFolder(two)).metrics}
    better = found["lm_eval/t_text", "exact_match.last"]
    assert (better.one, better.two) == (pytest.approx(-better.difference.estimate), 0.0)
    assert better.difference.worse == 9
    assert better.difference.n_pairs == N
    assert found["lm_eval/t_choice", "acc"].difference.estimate == 0.0
    assert ("lm_eval/t_last_word", "perplexity") not in found


def test_a_gate_on_them_is_refused(behaviour: Behaviour, settings: Made) -> None:
    for task in ("lm_eval/t_choice", "capability/reading"):
        gate = json.dumps([{"id": "g", "task": task, "metric": "acc", "threshold": 0.5,
                            "source": "x"}]).replace('"', "")  # fmt: skip
        with serving(behaviour) as url, pytest.raises(UsageError, match="gate nothing"):
            evaluate(settings(url, "t_choice", **{"profile.gates": gate}), quiet)


def test_evidence_in_which_one_gates_does_not_hold(
    run: Path, behaviour: Behaviour, settings: Made
) -> None:
    with serving(behaviour) as url:
        evaluate(settings(url, "t_choice"), quiet)
    plan = json.loads((run / "plan.json").read_text(encoding="utf-8"))
    gates = plan["content"]["profile"]["policy"]["gates"]
    gates[0]["task"] = "lm_eval/t_choice"
    (run / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    faults = " ".join(verify(RunFolder(run), ()).faults())
    assert "lm_eval/t_choice gates, yet lm-eval measures it" in faults


def test_answers_in_words_are_looked_through_for_personal_data(
    run: Path, behaviour: Behaviour, settings: Made
) -> None:
    behaviour.answers = dict.fromkeys(behaviour.answers, "请拨打13912345678。")
    with serving(behaviour) as url:
        evaluate(settings(url, "t_text"), quiet)
    found = document(run, "metrics.json")["personal_data"]
    assert found["answers"] == N
    assert found["found"][0]["task"] == "lm_eval/t_text"
    page = (run / "scorecard.html").read_text(encoding="utf-8")
    assert "13912345678" not in page
