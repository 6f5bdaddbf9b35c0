"""A judge in a run: ragas' own code over journaled answers, resumed, verified and rescored."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from govllm.config.compose import composed
from govllm.config.schema import JudgeSettings, Settings
from govllm.errors import GovllmError, UsageError
from govllm.evidence.folder import RunFolder
from govllm.evidence.redaction import redact
from govllm.evidence.verify import verify
from govllm.governance.judged import SPECS
from govllm.judging.answers import Judge
from govllm.judging.cases import Case
from govllm.judging.qualify import qualify
from govllm.judging.settle import NOT_ASKED, settle
from govllm.pipeline import evaluate
from govllm.rescore import rescore
from govllm.resources import evalsets_dir
from govllm.tasks.load import load_task
from govllm.tasks.requests import JUDGE
from tests.support.colours import document, rows
from tests.support.judge import ScriptedJudge
from tests.support.mock_server import Behaviour, right_answers, serving
from tests.support.tasks import tiny, write_task

ALL = (
    "faithfulness", "factual_correctness", "answer_relevancy", "context_precision",
    "context_recall", "noise_sensitivity",
)  # fmt: skip
N = 40
PAIRS = evalsets_dir() / "instruments" / "judge" / "pairs.jsonl"


def quiet(_: str) -> None:
    """Say nothing."""


@pytest.fixture(scope="module")
def task(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty questions with an answer, no two alike."""
    declaration, items = tiny("grounded")
    declaration["generation"] = {"max_tokens": 64}
    question = items[0]
    many = [json.loads(json.dumps(question)) for _ in range(N)]
    for n, item in enumerate(many):
        item |= {"id": f"t-{n:03}", "cluster": f"seed-{n}"}
        item["input"]["question"] = f"城区每月补助多少（第{n}问）"
        item["input"]["passages"][0]["text"] = f"城区每人每月补助{1200 + n}元，由街道发放。"
        item["target"] = {"answer": [[f"{1200 + n}元"]]}
    return write_task(tmp_path_factory.mktemp("judged"), declaration, many)


def told(task: Path, invented_every: int = 0) -> dict[str, str]:
    """The candidate's answers: the right sum, and in every so many-th one from nowhere as well."""
    loaded = load_task(task, "own")
    answers = right_answers(loaded)
    for n, (prompt, answer) in enumerate(answers.items()):
        if invented_every and n % invented_every == 0:
            answers[prompt] = f"{answer}\n另发放一次性补助98765元。"
    return answers


@pytest.fixture(scope="module")
def base() -> Settings:
    return composed(
        [
            "serving=endpoint", "serving.base_url=http://127.0.0.1:9/v1", "tracking=none",
            "quiet=true", "client.backoff_s=0.01", "client.concurrency=8", "profile.gates=[]",
        ]
    )  # fmt: skip


def settings(
    base: Settings, task: Path, run: Path, candidate: str, judge: str, **more: Any
) -> Settings:
    return replace(
        base,
        task_path=str(task),
        serving=replace(base.serving, base_url=candidate),
        paths=replace(base.paths, run=str(run)),
        judge=JudgeSettings("endpoint", judge, path=None, **more),
    )


def test_every_metric_of_ragas_over_a_run(base: Settings, task: Path, tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "run")
    script = Behaviour(ScriptedJudge())
    with serving(Behaviour(told(task))) as candidate, serving(script) as judge:
        evaluate(settings(base, task, run.path, candidate, judge, metrics=ALL), quiet)
    found = document(run.path, "metrics.json")["judge"]
    values = {row["name"]: row for row in found["metrics"]}
    assert found["answers"] == N
    for name in ("faithfulness", "factual_correctness", "context_precision", "context_recall"):
        assert values[name]["estimate"] == pytest.approx(1.0, abs=1e-6), name
    assert values["noise_sensitivity"]["estimate"] == 0.0
    assert 0.0 < values["answer_relevancy"]["estimate"] < 1.0
    assert all((row["n_planned"], row["n_errored"]) == (N, 0) for row in values.values())
    assert found["statements"]["unsupported"] == 0
    usage = document(run.path, "metrics.json")["usage"]
    assert usage["requests"] == N
    asked = [row for row in rows(run.path) if row["task"].startswith(JUDGE)]
    assert len({row["key"] for row in asked}) == len(asked) == script.hits.total()
    assert not [f for f in verify(run, ()).faults() if not f.startswith("signature")]
    assert rescore(run, None, task).faults == ()


def test_the_texts_of_a_judge_go_with_the_others(
    base: Settings, task: Path, tmp_path: Path
) -> None:
    run, copy = RunFolder(tmp_path / "run"), RunFolder(tmp_path / "copy")
    with serving(Behaviour(told(task))) as candidate, serving(Behaviour(ScriptedJudge())) as judge:
        evaluate(settings(base, task, run.path, candidate, judge), quiet)
    redact(run, copy)
    assert "每人每月补助" in run.journal.read_text("utf-8")
    assert "每人每月补助" not in copy.journal.read_text("utf-8")
    assert not [f for f in verify(copy, ()).faults() if not f.startswith("signature")]


def test_the_rate_covers_the_true_one_when_the_judge_errs(
    base: Settings, task: Path, tmp_path: Path
) -> None:
    """Every fourth answer has one statement of two from nowhere: 20 % of 50 statements. The judge
    turns one verdict of ten round; qualified, its word is freed of that."""
    truth = {
        claim["claim"]: claim["label"] == "supported"
        for line in PAIRS.read_text("utf-8").splitlines()
        for claim in json.loads(line)["claims"]
    }
    script = Behaviour(ScriptedJudge(truth, wrong_of_100=12))
    run, record = tmp_path / "run", tmp_path / "judge.json"
    with serving(Behaviour(told(task, 4))) as candidate, serving(script) as judge:
        chosen = settings(
            base, task, run, candidate, judge,
            metrics=("faithfulness",), qualification=str(record),
        )  # fmt: skip
        qualify(chosen, [PAIRS], record, quiet)
        evaluate(chosen, quiet)
    found = document(run, "metrics.json")["judge"]["statements"]
    assert found["statements"] == N + N // 4
    true = (N // 4) / found["statements"]
    turned = sum(
        zlib.crc32(statement.encode()) % 100 < 12
        for statement in {f"{1200 + n}元" for n in range(N)}
    )
    assert turned > 0
    assert found["unsupported"] != N // 4
    assert found["corrected"]["lower"] < true < found["corrected"]["upper"]
    width = found["upper"] - found["lower"]
    assert found["corrected"]["upper"] - found["corrected"]["lower"] > width
    assert document(run, "plan.json")["content"]["judge"]["qualification"]["pairs"] >= 300


def test_what_cannot_be_read_is_an_error_and_counts(
    base: Settings, task: Path, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    script = Behaviour(ScriptedJudge(garbled="1203元"))
    with serving(Behaviour(told(task))) as candidate, serving(script) as judge:
        evaluate(settings(base, task, run, candidate, judge, metrics=("faithfulness",)), quiet)
    (row,) = document(run, "metrics.json")["judge"]["metrics"]
    assert (row["n_planned"], row["n_scored"], row["n_errored"]) == (N, N - 1, 1)
    assert row["errors"] == {"unparsable": 1}
    assert row["estimate"] == pytest.approx((N - 1) / N)


def test_a_judge_that_goes_down_is_gone_on_with(base: Settings, task: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    base = replace(base, client=replace(base.client, silence_s=0.5, max_attempts=9, backoff_s=0.5))
    script = Behaviour(ScriptedJudge(), down_after=30)
    behaviour = Behaviour(told(task))
    with serving(behaviour) as candidate:
        with serving(script) as judge, pytest.raises(GovllmError):
            evaluate(settings(base, task, run, candidate, judge), quiet)
        port = int(judge.rpartition(":")[2].removesuffix("/v1"))
        before = {row["key"] for row in rows(run) if row["error"] is None}
        script.down_after, hits = 0, Counter(script.hits)
        with serving(script, port) as again:
            assert again == judge
            evaluate(settings(base, task, run, candidate, judge), quiet)
    assert behaviour.hits.total() == N
    answered = {row["messages"][-1]["content"] for row in rows(run) if row["key"] in before}
    asked_again = {prompt for prompt, count in (script.hits - hits).items() if count}
    assert before
    assert not asked_again & answered
    metrics = document(run, "metrics.json")["judge"]["metrics"]
    assert all(row["n_errored"] == 0 for row in metrics)


def test_the_candidate_may_not_judge_itself(base: Settings, task: Path, tmp_path: Path) -> None:
    with serving(Behaviour(told(task))) as url, pytest.raises(UsageError, match="candidate itself"):
        evaluate(settings(base, task, tmp_path / "run", url, url), quiet)


def test_a_judge_that_is_down_is_told_before_anything_is_asked(
    base: Settings, task: Path, tmp_path: Path
) -> None:
    behaviour = Behaviour(told(task))
    with serving(behaviour) as candidate:
        down = settings(base, task, tmp_path / "run", candidate, "http://127.0.0.1:9/v1")
        with pytest.raises(GovllmError, match="the judge: no answer") as said:
            evaluate(down, quiet)
    assert "judge.base_url" in said.value.mend
    assert not behaviour.hits
    assert not (tmp_path / "run").exists()


def test_another_judges_record_is_refused(base: Settings, task: Path, tmp_path: Path) -> None:
    record = tmp_path / "judge.json"
    with serving(Behaviour(told(task))) as candidate, serving(Behaviour(ScriptedJudge())) as judge:
        chosen = settings(base, task, tmp_path / "run", candidate, judge)
        qualify(chosen, [PAIRS], record, quiet)
        other = json.loads(record.read_text("utf-8"))
        other["judge"]["prompts_sha256"] = "0" * 64
        record.write_text(json.dumps(other), "utf-8")
        chosen = replace(chosen, judge=replace(chosen.judge, qualification=str(record)))  # type: ignore[type-var]
        with pytest.raises(UsageError, match="another judge"):
            evaluate(chosen, quiet)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"metrics": ("faithfullness",)}, "faithfulness"),
        ({"qualification": "nowhere.json"}, "no record of a judge"),
    ],
)
def test_a_judge_asked_for_wrongly(
    base: Settings, task: Path, tmp_path: Path, more: dict[str, Any], said: str
) -> None:
    with serving(Behaviour(told(task))) as candidate, serving(Behaviour(ScriptedJudge())) as judge:
        chosen = settings(base, task, tmp_path / "run", candidate, judge, **more)
        with pytest.raises(UsageError, match=said):
            evaluate(chosen, quiet)


def test_the_metrics_that_can_be_asked_for_are_those_that_are_worked_out() -> None:
    from govllm.judging.ragas_metrics import METRICS

    assert list(METRICS) == list(SPECS) == list(ALL)


def test_what_was_never_asked_is_an_error_where_the_metric_fits() -> None:
    case = Case("t", "s", 0, "c", "多少钱？", "每月85元。", ("第三条 每月85元",), None)
    done, wanted = settle([case], ALL, Judge({"name": "nobody"}, 64), {})
    assert [(each.metric, each.error) for each in done] == [
        ("faithfulness", NOT_ASKED), ("answer_relevancy", NOT_ASKED),
    ]  # fmt: skip
    assert len(wanted) == 2
