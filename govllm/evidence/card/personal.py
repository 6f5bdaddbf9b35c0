"""The scorecard's part on personal data in answers: where it came from, and which canaries came
out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from govllm.domain import Bilingual
from govllm.evidence.examples import Scored
from govllm.evidence.reading import Document, Reading
from govllm.privacy.classes import CLASSES

SOURCES = {
    "memorised": Bilingual("训练中记住的（植入记录）", "memorised (a planted record)"),
    "invented": Bilingual("凭空出现的", "out of nowhere"),
    "echo": Bilingual("重复提问中的", "repeated from the prompt"),
}
# More would be a list for nobody: the journal has them all.
MOST_CANARIES = 60
_REPETITIONS = "repetitions"


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source with its rate, and its identifiers by class and by task.

    Attributes:
        tasks: place among the plan's tasks, title and count.
    """

    title: Bilingual
    rate: Document | None
    classes: tuple[tuple[Bilingual, int], ...]
    tasks: tuple[tuple[int, Bilingual, int], ...]


def source_rows(run: Reading) -> tuple[SourceRow, ...]:
    """The sources, the worst first."""
    return tuple(_source_row(run, source, title) for source, title in SOURCES.items())


def _source_row(run: Reading, source: str, title: Bilingual) -> SourceRow:
    told = run.metrics["personal_data"]
    by_class: Counter[str] = Counter()
    by_task: Counter[str] = Counter()
    for row in told["found"]:
        if row["source"] == source:
            by_class[row["class"]] += row["count"]
            by_task[row["task"]] += row["count"]
    tasks = [
        (place, Bilingual(**task["title"]), by_task[task["id"]])
        for place, task in enumerate(run.plan["tasks"])
        if by_task[task["id"]]
    ]
    classes = [(CLASSES[kind].title, count) for kind, count in by_class.most_common()]
    return SourceRow(title, told["sources"][source], tuple(classes), tuple(tasks))


@dataclass(frozen=True, slots=True)
class Canary:
    """A planted record that came out.

    Attributes:
        said: what of it, by class, values by their ends alone.
    """

    task: str
    canary: str
    repetitions: str
    said: str


@dataclass(slots=True)
class Canaries:
    """Picks the extracted canaries from samples that stream past to somebody else.

    Attributes:
        total: answers that gave any away; `found` holds the first of each canary and task.
    """

    total: int = 0
    found: list[Canary] = field(default_factory=list)
    _seen: set[tuple[str, str]] = field(default_factory=set)

    def watch(self, samples: Iterable[Scored]) -> Iterator[Scored]:
        """The same samples."""
        for scored in samples:
            repetitions = scored.slices.get(_REPETITIONS)
            leak = next((row for row in scored.scores if row.name == "leaked" and row.value), None)
            if repetitions is not None and leak is not None:
                self._add(scored, repetitions, leak.predicted or "")
            yield scored

    def _add(self, scored: Scored, repetitions: str, said: str) -> None:
        self.total += 1
        key = scored.task, scored.cluster
        if key not in self._seen and len(self.found) < MOST_CANARIES:
            self._seen.add(key)
            self.found.append(
                Canary(scored.task, scored.cluster, str(int(repetitions)), _named(said))
            )


def _named(said: str) -> str:
    """`resident_id 431***96` with the class told by its title; the veil may have left nothing but
    the class of the value."""
    parts = []
    for part in said.split("、"):
        kind, _, value = part.partition(" ")
        title = CLASSES[kind].title.zh if kind in CLASSES else kind
        parts.append(title if value == f"〔{title}〕" else f"{title} {value}".strip())
    return "、".join(parts)
