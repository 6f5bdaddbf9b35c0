"""Two runs compared sample by sample, and the command that shows it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from govllm.compare import compare
from govllm.config.cli import guarded
from govllm.evidence.comparison import Compared, compare_runs
from govllm.evidence.folder import RunFolder
from tests.support.evidence import conclude_run
from tests.support.runs import Told, failure, gate, plan_of, reply
from tests.support.tasks import tiny, write_task

BODIES = ("住建局", "交通局", "环保局")
N = 120

Telling = Callable[[int], Told]


def task(folder: Path, version: str = "1.0.0") -> Path:
    declaration, _ = tiny("classification")
    declaration["version"] = version
    items = [
        {
            "id": f"t-{n:03}",
            "cluster": f"seed-{n // 2}",
            "input": {"question": f"question {n}"},
            "target": BODIES[n % 3],
            "slices": {"half": "even" if n % 2 == 0 else "odd"},
        }
        for n in range(N)
    ]
    return write_task(folder, declaration, items)


def run(
    parent: Path, telling: Telling, version: str = "1.0.0", limit: int | None = None
) -> RunFolder:
    folder = RunFolder(parent / "run")
    plan = plan_of(
        task(parent / "task", version), [gate("answered", 0.2)], limit=limit, max_error_share=1.0
    )
    conclude_run(folder, plan, telling, None)
    return folder


def right(n: int) -> Told:
    return reply(BODIES[n % 3])


def wrong_in(*numbers: int) -> Telling:
    return lambda n: reply("住建局" if n % 3 else "交通局") if n in numbers else right(n)


def metric(found: tuple[Compared, ...], name: str, part: str = "") -> Compared:
    return next(c for c in found if c.metric == name and c.slice == part)


@pytest.fixture(scope="module")
def best(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return run(tmp_path_factory.mktemp("best"), right)


@pytest.fixture(scope="module")
def worse(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """Wrong on every fourth sample."""
    return run(tmp_path_factory.mktemp("worse"), wrong_in(*range(0, N, 4)))


def test_a_worse_candidate_is_shown_worse(best: RunFolder, worse: RunFolder) -> None:
    found = metric(compare_runs(best, worse).metrics, "exact")
    assert found.difference.estimate == pytest.approx(-0.25)
    assert (found.difference.better, found.difference.worse) == (0, 30)
    assert found.difference.n_pairs == N
    assert found.finding == "worse"
    assert found.difference.p_seeds == pytest.approx(2 * 0.5**30)
    assert (found.one, found.two) == (1.0, 0.75)


def test_the_other_way_round_it_is_better(best: RunFolder, worse: RunFolder) -> None:
    there = metric(compare_runs(best, worse).metrics, "exact").difference
    back = metric(compare_runs(worse, best).metrics, "exact")
    assert back.finding == "better"
    assert back.difference.estimate == pytest.approx(-(there.estimate or 0))
    assert back.difference.lower == pytest.approx(-there.upper, abs=0.02)


def test_slices_are_compared_apart(best: RunFolder, worse: RunFolder) -> None:
    found = compare_runs(best, worse).metrics
    assert metric(found, "exact", "half=odd").difference.estimate == 0.0
    assert metric(found, "exact", "half=even").difference.estimate == pytest.approx(-0.5)
    assert metric(found, "exact", "half=even").p_adjusted is None


def test_equal_answers_show_no_difference(best: RunFolder, tmp_path: Path) -> None:
    found = metric(compare_runs(best, run(tmp_path, right)).metrics, "exact")
    assert found.finding == "open"
    assert found.difference.estimate == 0.0
    assert found.p_adjusted == 1.0


def test_errors_of_the_newcomer_count_at_their_worst(best: RunFolder, tmp_path: Path) -> None:
    broken = run(tmp_path, lambda n: failure() if n < 30 else right(n))
    found = metric(compare_runs(best, broken).metrics, "exact").difference
    assert found.n_errored == 30
    assert found.estimate == pytest.approx(-0.25)


def test_samples_that_only_one_asked_are_counted(best: RunFolder, tmp_path: Path) -> None:
    part = run(tmp_path, right, limit=40)
    found = metric(compare_runs(best, part).metrics, "exact")
    assert found.difference.n_pairs == 40
    assert (found.only_one, found.only_two) == (80, 0)


def code(*words: object) -> int:
    return int(guarded(lambda: compare([str(word) for word in words])))


Said = pytest.CaptureFixture[str]


def test_the_table(best: RunFolder, worse: RunFolder, capsys: Said) -> None:
    assert code(best.path, worse.path) == 0
    out = capsys.readouterr().out
    assert "更差 worse" in out
    assert "-0.2500" in out
    assert "latency_p50_s 0.25 → 0.25" in out
    assert "half=" not in out
    assert code(best.path, worse.path, "--slices") == 0
    assert "[half=even]" in capsys.readouterr().out
    assert code(best.path, worse.path, "--json") == 0
    assert json.loads(capsys.readouterr().out)["metrics"][0]["finding"] in ("worse", "open")


def test_with_a_margin_it_decides(
    best: RunFolder, worse: RunFolder, tmp_path: Path, capsys: Said
) -> None:
    assert code(best.path, worse.path, "--margin", 0.05) == 1
    assert "exact: worse than the margin of 0.05" in capsys.readouterr().out
    assert code(worse.path, best.path, "--margin", 0.05) == 0
    close = run(tmp_path, wrong_in(0, 5, 10))
    assert code(best.path, close.path, "--margin", 0.03) == 3
    assert "not shown to be within" in capsys.readouterr().out
    assert code(best.path, close.path, "--margin", 0.2) == 0


def test_another_version_of_a_task_is_not_compared(
    best: RunFolder, tmp_path: Path, capsys: Said
) -> None:
    other = run(tmp_path, right, version="2.0.0")
    assert code(best.path, other.path) == 2
    err = capsys.readouterr().err
    assert "no task in common that asked the same" in err
    assert "version 1.0.0 against 2.0.0" in err


def test_wrong_use(best: RunFolder, tmp_path: Path, capsys: Said) -> None:
    assert code(best.path, best.path) == 2
    assert "hold the same run" in capsys.readouterr().err
    assert code(best.path, tmp_path) == 2
    assert "holds no finished run" in capsys.readouterr().err
