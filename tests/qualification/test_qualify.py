"""Qualification: every shipped task tells good from bad, and broken tasks are found out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from govllm.domain import Answer, Sample, Task
from govllm.errors import UsageError
from govllm.qualification.expected import expected_value
from govllm.qualification.qualify import RATES, qualify
from govllm.qualification.simulate import SIMULATORS
from govllm.resources import evalsets_dir
from govllm.scoring import table
from govllm.scoring.score import Score
from govllm.tasks.kinds import kinds
from govllm.tasks.load import load_task, task_folders
from tests.support.tasks import tiny, write_task

_SHIPPED = task_folders(evalsets_dir())
_KINDS = (
    "classification", "classification_two", "extraction", "choice", "choice_logprob",
    "short_answer", "short_answer_number", "short_answer_date", "free_text", "masking",
    "grounded", "closed", "summary", "consistency", "extraction_lists", "retrieval", "varied",
    "proofread", "dialogue",
)  # fmt: skip


def test_there_are_shipped_tasks() -> None:
    assert {"hotline/dispatch", "hotline/ticket"} <= set(_SHIPPED)


@pytest.mark.parametrize("name", sorted(_SHIPPED))
def test_every_shipped_task_qualifies(name: str) -> None:
    loaded = load_task(_SHIPPED[name], name.partition("/")[0])
    record = qualify(loaded.task, loaded.items, seed=1)
    record.require()
    assert record.qualified
    assert record.n_samples == min(1000, len(loaded.items)) > 0
    assert {m.metric for m in record.metrics} == {m.name for m in loaded.task.metrics}
    for metric in record.metrics:
        assert len(metric.values) == 2 * len(RATES)


@pytest.mark.parametrize("kind", _KINDS)
def test_a_tiny_task_of_every_kind_qualifies(kind: str, tmp_path: Path) -> None:
    declaration, items = tiny(kind)
    loaded = load_task(write_task(tmp_path, declaration, items), "own")
    qualify(loaded.task, loaded.items, seed=1).require()


def test_macro_f1_of_a_label_field_is_known_from_the_labels(tmp_path: Path) -> None:
    declaration, items = tiny("extraction")
    name = next(n for n, field in declaration["fields"].items() if field["type"] == "label")
    metric = {"name": "m", "score": name, "aggregate": "macro_f1", "direction": "higher"}
    loaded = load_task(write_task(tmp_path, {**declaration, "metrics": [metric]}, items), "own")
    (record,) = qualify(loaded.task, loaded.items, seed=1).metrics
    assert record.faults == ()
    assert 0.0 < record.values[2][2] < 1.0


def test_an_accepted_form_of_a_label_counts_as_the_label(tmp_path: Path) -> None:
    declaration, items = tiny("extraction")
    name = next(n for n, field in declaration["fields"].items() if field["type"] == "label")
    loaded = load_task(write_task(tmp_path, declaration, items), "own")
    (sample,) = loaded.items.read([0])
    wanted = sample.target[name]
    padded = Answer(json.dumps({**sample.target, name: f" {wanted}。"}, ensure_ascii=False))
    scored = table.scorers()["fields"](loaded.task, sample, [padded])[name]
    assert (scored.value, scored.predicted, scored.expected) == (1.0, wanted, wanted)


def test_every_kind_has_simulated_candidates() -> None:
    assert set(kinds()) == set(SIMULATORS)


def _refused(tmp_path: Path, mend: Callable[[dict[str, object]], None]) -> str:
    declaration, items = tiny("classification")
    mend(declaration)
    loaded = load_task(write_task(tmp_path, declaration, items), "own")
    record = qualify(loaded.task, loaded.items, seed=1)
    assert not record.qualified
    with pytest.raises(UsageError) as caught:
        record.require()
    return str(caught.value)


def test_a_metric_upside_down_is_refused(tmp_path: Path) -> None:
    metric = {"name": "upside", "score": "exact", "direction": "lower"}
    message = _refused(tmp_path, lambda d: d.update(metrics=[metric]))
    assert "upside" in message


def test_a_score_that_no_scorer_gives_is_refused(tmp_path: Path) -> None:
    metric = {"name": "m", "score": "exacct", "direction": "higher"}
    message = _refused(tmp_path, lambda d: d.update(metrics=[metric]))
    assert "exacct" in message
    assert "exact" in message


def test_a_range_that_is_not_reached_is_refused(tmp_path: Path) -> None:
    metric = {"name": "m", "score": "exact", "direction": "higher", "range": [0, 10]}
    message = _refused(tmp_path, lambda d: d.update(metrics=[metric]))
    assert "a perfect candidate measures 1, not 10" in message


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_a_scorer_that_says_the_same_to_everything_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: float
) -> None:
    def constant(task: Task, sample: Sample, answers: Sequence[Answer]) -> Mapping[str, Score]:
        return {"exact": Score(value), "parsed": Score(value)}

    monkeypatch.setitem(table._BUILT_IN, "labels", constant)
    assert "exact" in _refused(tmp_path, lambda d: None)


def test_an_empty_task_has_an_empty_record(tmp_path: Path) -> None:
    declaration, _ = tiny("classification")
    loaded = load_task(write_task(tmp_path, declaration, []), "own")
    assert qualify(loaded.task, loaded.items, seed=1).n_samples == 0


def test_the_expected_side_knows_the_labels_only(tmp_path: Path) -> None:
    declaration, items = tiny("classification")
    loaded = load_task(write_task(tmp_path, declaration, items), "own")
    samples = list(loaded.items.read(range(len(loaded.items))))
    spec = loaded.task.metrics[0]
    assert expected_value(loaded.task, spec, samples, {0, 1, 2}, "wrong") == 0.75
    assert expected_value(loaded.task, spec, samples, set(), "useless") == 1.0
