"""What the answers to lm-eval's questions come to: its own figures, and its values by sample."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from govllm.capability.library import Loaded
from govllm.capability.metrics import ANSWERED, OWN, Counts, Figure, metric_of
from govllm.domain import MetricSpec
from govllm.scoring.score import Score
from govllm.stats.metric import Metric

# The dimension by which a group's tasks are told apart.
PART = "task"

_LONGEST = 200

# A document: lm-eval's name of its task, and its position among those asked.
Document = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """A metric of lm-eval's and its declaration here.

    Attributes:
        bounded: whether it has an interval: a standard error, or ends. What has neither is told
            as lm-eval gives it, and is no metric of the house.
    """

    spec: MetricSpec
    metric: str
    filter: str
    bounded: bool

    @property
    def key(self) -> str:
        """Where lm-eval's results hold its value."""
        return f"{self.metric},{self.filter}"

    @property
    def stderr_key(self) -> str:
        return f"{self.metric}_stderr,{self.filter}"


_ALL_ANSWERED = Asked(ANSWERED, "", "", True)


def bounded(asked: Sequence[Asked]) -> list[Asked]:
    """The metrics that the house takes over; never none, so that errors are counted."""
    return [each for each in asked if each.bounded] or [_ALL_ANSWERED]


@dataclass(frozen=True, slots=True)
class Results:
    """A task's answers, scored.

    Attributes:
        scores: by sample id, each score by name; samples that errored are not there.
        metrics: of the whole task, and of each task of a group.
        figures: lm-eval's own numbers with their standard errors, as it gives them; without a
            value where a sample errored, since lm-eval would then have none.
    """

    scores: Mapping[str, Mapping[str, Score]]
    metrics: tuple[Metric, ...]
    figures: tuple[Mapping[str, Any], ...]


Values = dict[tuple[str, str, str], dict[int, Any]]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads what `lm_eval.evaluator.evaluate` returns.

    Attributes:
        name: `suite/task`.
        samples: the planned samples' ids, by document.
        asked: the metrics, those without bounds too.
        errored: documents without all of their answers.
    """

    name: str
    loaded: Loaded
    samples: Mapping[Document, str]
    asked: Sequence[Asked]
    errored: frozenset[Document]

    def read(self, evaluated: Mapping[str, Any]) -> Results:
        """The results of this run of lm-eval."""
        values = self._values(evaluated["samples"])
        if self._bounded == [_ALL_ANSWERED]:
            values |= self._answered()
        return Results(
            self._scores(values, evaluated["samples"]),
            tuple(self._metrics(values, evaluated["results"])),
            tuple(self._own(evaluated["results"])),
        )

    @property
    def _bounded(self) -> list[Asked]:
        return bounded(self.asked)

    def _answered(self) -> Values:
        found: Values = {}
        for leaf, place in self.samples:
            found.setdefault((leaf, "", ""), {})[place] = 1.0
        return found

    def _own(self, results: Mapping[str, Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
        names = dict.fromkeys((self.loaded.own_name, *self.loaded.leaves))
        for name in names:
            for asked in self.asked:
                if asked.key in results.get(name, {}):
                    figure = None if self.errored else _figure(results[name], asked)
                    yield {
                        "task": self.name,
                        "lm_eval": name,
                        "name": asked.spec.name,
                        "metric": asked.metric,
                        "filter": asked.filter,
                        "value": figure and figure.value,
                        "stderr": figure and figure.stderr,
                    }

    def _values(self, logged: Mapping[str, Sequence[Mapping[str, Any]]]) -> Values:
        """lm-eval's values of each metric and filter, by task and position."""
        found: Values = {}
        for leaf, examples in logged.items():
            places: dict[str, int] = {}
            for example in examples:
                # Under each filter every document comes once more, in the same order.
                place = places[example["filter"]] = places.get(example["filter"], -1) + 1
                for metric in example["metrics"]:
                    key = (leaf, metric, example["filter"])
                    found.setdefault(key, {})[place] = example[metric]
        return found

    def _scores(
        self, values: Values, logged: Mapping[str, Sequence[Mapping[str, Any]]]
    ) -> dict[str, dict[str, Score]]:
        scores: dict[str, dict[str, Score]] = {
            sample: {} for document, sample in self.samples.items() if document not in self.errored
        }
        labels = {leaf: _labels(self.loaded.leaves[leaf], logged[leaf]) for leaf in logged}
        for (leaf, place), sample in self.samples.items():
            for asked in self._bounded if sample in scores else ():
                value = values.get((leaf, asked.metric, asked.filter), {}).get(place)
                if asked.spec.aggregate != OWN and value is not None:
                    told = labels[leaf].get((asked.metric, asked.filter, place), (None, None))
                    scores[sample][asked.spec.score] = Score(float(value), *told)
        return scores

    def _metrics(
        self, values: Values, results: Mapping[str, Mapping[str, Any]]
    ) -> Iterator[Metric]:
        leaves = list(self.loaded.leaves)
        for asked in self._bounded:
            worst = self._worst(values, asked, leaves)
            figures = self._figures(values, results, asked, self.loaded.own_name)
            yield metric_of(self.name, asked.spec, figures, self._counts(leaves), worst)
        for asked in self._bounded if self.loaded.group else ():
            for leaf in leaves:
                figures = self._figures(values, results, asked, leaf)
                worst = self._worst(values, asked, [leaf])
                counts = self._counts([leaf])
                yield metric_of(self.name, asked.spec, figures, counts, worst, f"{PART}={leaf}")

    def _counts(self, leaves: Sequence[str]) -> Counts:
        return Counts(
            sum(leaf in leaves for leaf, _ in self.samples),
            sum(leaf in leaves for leaf, _ in self.errored),
        )

    def _worst(self, values: Values, asked: Asked, leaves: Sequence[str]) -> list[float]:
        if asked.spec.aggregate == OWN:
            return []
        return [v for leaf in leaves for v in self._filled(values, asked, leaf, asked.spec.worst)]

    def _filled(self, values: Values, asked: Asked, leaf: str, errored: float) -> list[float]:
        """A task's values with another in place of those that errored."""
        found = values.get((leaf, asked.metric, asked.filter), {})
        return [
            errored if (leaf, place) in self.errored else float(value)
            for place, value in found.items()
        ]

    def _figures(
        self,
        values: Values,
        results: Mapping[str, Mapping[str, Any]],
        asked: Asked,
        name: str,
    ) -> list[Figure]:
        if not self.errored and asked != _ALL_ANSWERED:
            return [_figure(results[name], asked)] if asked.key in results.get(name, {}) else []
        if asked.spec.aggregate == OWN:
            return []
        ends = (asked.spec.worst, asked.spec.best)
        return [_figure(self._again(values, asked, name, end), asked) for end in ends]

    def _again(self, values: Values, asked: Asked, name: str, errored: float) -> dict[str, Any]:
        """lm-eval's own sums over values with the errored ones at this end."""
        from lm_eval.api.metrics import mean, mean_stderr

        leaves = [name] if name in self.loaded.leaves else list(self.loaded.leaves)
        taken: dict[str, dict[str, Any]] = {}
        for leaf in leaves:
            items = self._filled(values, asked, leaf, errored)
            taken[leaf] = {
                asked.key: mean(items),
                asked.stderr_key: mean_stderr(items) if len(items) > 1 else "N/A",
                "sample_len": len(items),
            }
        if name in taken:
            return taken[name]
        group: dict[str, Any] = self.loaded.groups[name].aggregate(taken)
        return group


def _figure(result: Mapping[str, Any], asked: Asked) -> Figure:
    stderr = result.get(asked.stderr_key)
    known = isinstance(stderr, (int, float)) and not isinstance(stderr, bool)
    return Figure(float(result[asked.key]), float(stderr) if known and stderr is not None else None)


def _labels(
    task: Any, examples: Sequence[Mapping[str, Any]]
) -> dict[tuple[str, str, int], tuple[str | None, str | None]]:
    """What was given and what was expected, where lm-eval compares one with the other."""
    found: dict[tuple[str, str, int], tuple[str | None, str | None]] = {}
    places: dict[str, int] = {}
    for example in examples:
        filter_ = example["filter"]
        place = places[filter_] = places.get(filter_, -1) + 1
        answers, target = example["filtered_resps"], example["target"]
        if "acc_mutual_info" in example["metrics"]:
            continue
        if task.OUTPUT_TYPE == "multiple_choice" and isinstance(target, int):
            told = [arguments[-1] for arguments in example["arguments"]]
            best = max(range(len(answers)), key=lambda n: answers[n][0])
            if target < len(told):
                found["acc", filter_, place] = (_short(told[best]), _short(told[target]))
        elif task.OUTPUT_TYPE == "generate_until" and isinstance(answers[0], str):
            found["exact_match", filter_, place] = (_short(answers[0]), _short(str(target)))
    return found


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
