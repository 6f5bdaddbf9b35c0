"""On a real vLLM: a choice task and a generation task, ours against lm-eval run alone."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from govllm.config.compose import composed
from govllm.evidence.folder import RunFolder
from govllm.pipeline import evaluate
from govllm.rescore import rescore
from govllm.resources import evalsets_dir, reference_checkpoint
from govllm.serving.candidate import candidacy
from govllm.tasks.load import load_task
from govllm.tasks.prompts import messages
from tests.capability.test_equality import close, ours, quiet
from tests.support.colours import document, rows
from tests.support.lm_eval_alone import alone, declared, numbers
from tests.support.lm_eval_tasks import write_task

pytestmark = pytest.mark.vllm

CHOICE = ("capability/reading", "capability/official_chinese")
TEXT = "capability/tables"
LIMIT = 5
# One at a time on both sides: a batch of others changes a sum's last digits.
ONE = ["client.concurrency=1", "client.timeout_s=400", "client.silence_s=400", "quiet=true"]


@dataclass(frozen=True)
class Both:
    """A run of ours, and lm-eval's results on the same server."""

    run: Path
    include: Path
    theirs: dict[str, Any]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The reference candidate on a vLLM of its own."""
    if importlib.util.find_spec("vllm") is None:
        pytest.skip("vLLM is not installed")
    log = tmp_path_factory.mktemp("serving") / "serving.log"
    who = candidacy(composed(["serving=vllm"]), quiet)
    with who.serve(log, quiet) as served:
        yield served.base_url


def run_of(url: str, run: Path, *overrides: str) -> None:
    told = [
        "serving=endpoint", f"serving.base_url={url}", f"model.path={reference_checkpoint()}",
        "tracking=none", f"paths.run={run}", f"limit={LIMIT}",
    ]  # fmt: skip
    evaluate(composed([*told, *ONE, *overrides]), quiet)


def chosen(run: Path) -> dict[str, list[int]]:
    """The documents that a run asked, as lm-eval can be told them."""
    tasks = document(run, "plan.json")["content"]["tasks"]
    return {leaf["name"]: leaf["samples"] for task in tasks for leaf in task["lm_eval"]["tasks"]}


@pytest.fixture(scope="module")
def shipped(url: str, tmp_path_factory: pytest.TempPathFactory) -> Both:
    """Two choice tasks and one in words, as they are shipped."""
    run = tmp_path_factory.mktemp("shipped") / "run"
    run_of(url, run, f"tasks=[{','.join((*CHOICE, TEXT))}]")
    tasks = [declared(evalsets_dir() / name) for name in (*CHOICE, TEXT)]
    model = "govllm-reference"
    theirs = alone(url, model, reference_checkpoint(), tasks, samples=chosen(run))
    return Both(run, evalsets_dir(), theirs)


@pytest.fixture(scope="module")
def dispatched(url: str, tmp_path_factory: pytest.TempPathFactory) -> Both:
    """A generation task that the candidate can do: dispatching, through its chat template."""
    folder = tmp_path_factory.mktemp("dispatched")
    loaded = load_task(evalsets_dir() / "hotline/dispatch", "hotline")
    lines = []
    for sample in loaded.items.read(range(40)):
        system, user = messages(loaded.task, sample)
        lines.append({"system": system["content"], "case": user["content"], **sample.target})
    include = folder / "tasks"
    include.mkdir()
    mean = {"aggregation": "mean", "higher_is_better": True}
    write_task(
        include,
        "t_dispatch",
        {
            "output_type": "generate_until",
            "description": "{{system}}",
            "doc_to_text": "{{case}}",
            "doc_to_target": "{{承办单位}}",
            "generation_kwargs": {"until": ["\n\n"], "max_gen_toks": 48, "do_sample": False},
            "filter_list": [
                {
                    "name": "body",
                    "filter": [
                        {"function": "regex", "regex_pattern": "承办单位：(\\S+)"},
                        {"function": "take_first"},
                    ],
                }
            ],
            "metric_list": [{"metric": "exact_match", **mean}],
        },
        lines,
    )
    run = folder / "run"
    own = [f"lm_eval.include_path={include}", "lm_eval.chat_template=true", "limit=20"]
    run_of(url, run, "tasks=[lm_eval/t_dispatch]", *own)
    theirs = alone(
        url, "govllm-reference", reference_checkpoint(), ["t_dispatch"], include,
        samples=chosen(run), apply_chat_template=True,
    )  # fmt: skip
    return Both(run, include, theirs)


def test_the_choice_tasks_are_equal(shipped: Both) -> None:
    found = ours(shipped.run)
    for name in ("govllm_reading", "govllm_official_chinese", "govllm_tables"):
        assert found[name] == close(numbers(shipped.theirs, name)), name
        assert found[name]


def test_so_is_every_log_probability(shipped: Both) -> None:
    for name, task in zip(("govllm_reading", "govllm_official_chinese"), CHOICE, strict=True):
        told = [row["logprob"] for row in rows(shipped.run) if row["task"] == task]
        theirs = [
            response[0][0]
            for example in shipped.theirs["samples"][name]
            for response in example["resps"]
        ]
        assert len(told) == 4 * LIMIT
        assert sorted(told) == pytest.approx(sorted(theirs), abs=1e-6)


def test_so_is_a_generation_task_that_the_candidate_can_do(dispatched: Both) -> None:
    found = ours(dispatched.run)["t_dispatch"]
    assert found == close(numbers(dispatched.theirs, "t_dispatch"))
    assert 0.0 < found["exact_match,body"] < 1.0
    assert found["exact_match_stderr,body"] > 0.0


def test_so_is_every_answer(dispatched: Both) -> None:
    told = [row["answer"] for row in rows(dispatched.run)]
    theirs = [example["resps"][0][0] for example in dispatched.theirs["samples"]["t_dispatch"]]
    assert sorted(told) == sorted(theirs)
    assert len(told) == 20


def test_both_are_rescored(shipped: Both, dispatched: Both) -> None:
    assert rescore(RunFolder(shipped.run), None, None).holds
    assert rescore(RunFolder(dispatched.run), None, None, str(dispatched.include)).holds
