"""Controls: clauses of rules and standards, and the task metrics that test them.

What a rule says stands in the catalogue in our own words, with its source and how sure we are of
it; where nobody has reviewed an entry, its reviewer is empty. What no task tests is *not tested*:
it is never left out and never taken for compliance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field, StringConstraints

from govllm import canonical
from govllm.domain import Bilingual, Task
from govllm.errors import DeclarationError, nearest
from govllm.governance.judged import JUDGE_TASK, SPECS, STATEMENTS
from govllm.tasks.declaration import Declared, ReaderText
from govllm.tasks.sourcemap import line_of, read_yaml, validated

CATALOGUE = Path(__file__).with_name("catalogue")

Status = Literal["confirmed", "reported", "unverified"]
Filled = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class TestDecl(Declared):
    """A task whose metrics test a control; `partly` where the control asks for more."""

    task: Filled
    metrics: tuple[Filled, ...] = Field(min_length=1)
    extent: Literal["full", "partly"]
    note: ReaderText | None = None


class ControlDecl(Declared):
    """One control. `source` and `edition` are the framework's where it does not give them; an
    edition of `null` says that it is not known."""

    id: str = Field(pattern=r"^[A-Za-z0-9_-]+$")
    edition: Filled | None = None
    clause: Filled | None
    title: ReaderText
    asks: ReaderText | None
    status: Status
    reviewer: Filled | None = None
    source: Filled | None = None
    numbers: dict[str, float] | None = None
    tests: tuple[TestDecl, ...]


class FrameworkDecl(Declared):
    """A file of the catalogue."""

    framework: str = Field(pattern=r"^[A-Za-z0-9_-]+$")
    version: int = Field(ge=1)
    edition: Filled | None
    title: ReaderText
    source: Filled
    controls: tuple[ControlDecl, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class TestedBy:
    """A task whose metrics test a control.

    Attributes:
        partly: whether the control asks for more than they test; note: what is left.
        place: file and line that say so.
    """

    task: str
    metrics: tuple[str, ...]
    partly: bool
    note: Bilingual | None
    place: str


@dataclass(frozen=True, slots=True)
class Control:
    """One clause.

    Attributes:
        id: `framework/control`.
        asks: in our own words; None where our sources do not say.
        numbers: figures that the clause names.
        reviewer: who held the entry against the text, or None.
    """

    id: str
    framework: str
    edition: str | None
    clause: str | None
    title: Bilingual
    asks: Bilingual | None
    source: str
    status: Status
    reviewer: str | None
    numbers: Mapping[str, float]
    tests: tuple[TestedBy, ...]

    def tested_with(self, task: str, metric: str) -> TestedBy | None:
        """How a task's metric tests it, or None."""
        return next((t for t in self.tests if t.task == task and metric in t.metrics), None)

    def sealed(self) -> dict[str, Any]:
        """The record that goes into a plan."""
        return {
            "id": self.id,
            "framework": self.framework,
            "edition": self.edition,
            "clause": self.clause,
            "title": self.title.as_dict(),
            "asks": self.asks.as_dict() if self.asks else None,
            "source": self.source,
            "status": self.status,
            "reviewer": self.reviewer,
            "numbers": dict(self.numbers),
            "tests": [
                {
                    "task": t.task,
                    "metrics": list(t.metrics),
                    "partly": t.partly,
                    "note": t.note.as_dict() if t.note else None,
                }
                for t in self.tests
            ],
        }


@dataclass(frozen=True, slots=True)
class Framework:
    """A rule or standard, with its controls in their order."""

    id: str
    version: int
    edition: str | None
    title: Bilingual
    controls: tuple[Control, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All frameworks."""

    frameworks: tuple[Framework, ...]

    @property
    def controls(self) -> tuple[Control, ...]:
        return tuple(c for framework in self.frameworks for c in framework.controls)

    @property
    def digest(self) -> str:
        """sha256 over every control, as a plan seals them."""
        return canonical.digest([control.sealed() for control in self.controls])

    def control(self, name: str) -> Control | None:
        return next((c for c in self.controls if c.id == name), None)


def load_catalogue(folder: Path = CATALOGUE) -> Catalogue:
    """Read every file of the catalogue.

    Raises:
        DeclarationError: for the first fault, with file and line: no files at all, a field that
            is missing or unknown, an id used twice.
    """
    files = sorted(folder.glob("*.yaml"))
    # Another spelling would be left out without a word, and its controls with it.
    if strays := sorted(folder.glob("*.yml")):
        raise DeclarationError(strays[0], None, "", "not read", "call it .yaml")
    if not files:
        raise DeclarationError(folder, None, "", "no control in it", "a catalogue needs its files")
    frameworks = tuple(_framework(path) for path in files)
    seen: dict[str, Path] = {}
    for path, framework in zip(files, frameworks, strict=True):
        if framework.id in seen:
            fault = f"{framework.id!r} is the name of {seen[framework.id].name} as well"
            raise DeclarationError(path, 1, "framework", fault, "give it a name of its own")
        seen[framework.id] = path
    return Catalogue(frameworks)


def _framework(path: Path) -> Framework:
    value, node = read_yaml(path)
    given = validated(FrameworkDecl, value, path, node)
    seen: set[str] = set()
    for position, control in enumerate(given.controls):
        if control.id in seen:
            line = line_of(node, ("controls", position, "id"))
            field = f"controls.{position}.id"
            raise DeclarationError(path, line, field, f"{control.id!r} was used before")
        seen.add(control.id)
    return Framework(
        given.framework,
        given.version,
        given.edition,
        Bilingual(given.title.zh, given.title.en),
        tuple(
            _control(given, control, [_place(path, node, n, m) for m in range(len(control.tests))])
            for n, control in enumerate(given.controls)
        ),
    )


def _place(path: Path, node: yaml.Node | None, control: int, test: int) -> str:
    return f"{path}:{line_of(node, ('controls', control, 'tests', test))}"


def _text(given: Any) -> Bilingual | None:
    return None if given is None else Bilingual(given.zh, given.en)


def _control(framework: FrameworkDecl, given: ControlDecl, places: Sequence[str]) -> Control:
    return Control(
        f"{framework.framework}/{given.id}",
        framework.framework,
        given.edition if "edition" in given.model_fields_set else framework.edition,
        given.clause,
        Bilingual(given.title.zh, given.title.en),
        _text(given.asks),
        given.source or framework.source,
        given.status,
        given.reviewer,
        given.numbers or {},
        tuple(
            TestedBy(t.task, t.metrics, t.extent == "partly", _text(t.note), place)
            for t, place in zip(given.tests, places, strict=True)
        ),
    )


def lint(catalogue: Catalogue, tasks: Iterable[Task]) -> Iterator[str]:
    """What a catalogue claims that these tasks cannot bear out, each with file and line."""
    known = {task.id: [metric.name for metric in task.metrics] for task in tasks}
    known[JUDGE_TASK] = [*SPECS, STATEMENTS.name]
    for control in catalogue.controls:
        for test in control.tests:
            names = known.get(test.task)
            if names is None:
                yield (
                    f"{test.place}: {control.id}: unknown task {test.task!r}; "
                    f"{nearest(test.task, known)}"
                )
                continue
            for metric in test.metrics:
                if metric not in names:
                    yield (
                        f"{test.place}: {control.id}: {test.task} has no metric {metric!r}; "
                        f"{nearest(metric, names)}"
                    )


Extent = Literal["tested", "partly", "not_tested"]


def extent_of(control: Control) -> Extent:
    """How far the tasks that there are test a control."""
    if not control.tests:
        return "not_tested"
    return "partly" if all(test.partly for test in control.tests) else "tested"


def unmapped(catalogue: Catalogue, tasks: Iterable[Task]) -> list[str]:
    """The tasks that test no control of the catalogue."""
    mapped = {test.task for control in catalogue.controls for test in control.tests}
    return [task.id for task in tasks if task.id not in mapped]


State = Literal["met", "failed", "waived", "insufficient", "measured", "not_tested"]


@dataclass(frozen=True, slots=True)
class ControlResult:
    """What a run says of a control.

    Attributes:
        state: `met` and `failed` where gates decide it, `waived` where an officer took the risk
            of those that fail, `insufficient` where they cannot; `measured` where a task tests
            it and no gate decides; `not_tested` else.
        partly: whether what was tested is less than the control asks.
        required: whether the profile wants it decided.
        gates: ids of the gates that answer to it.
        tasks: the tasks of this run that test it.
    """

    id: str
    state: State
    partly: bool
    required: bool
    gates: tuple[str, ...]
    tasks: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "state": self.state,
            "partly": self.partly,
            "required": self.required,
            "gates": list(self.gates),
            "tasks": list(self.tasks),
        }


def control_results(
    records: Sequence[Mapping[str, Any]],
    required: Sequence[str],
    gates: Sequence[tuple[str, str, Sequence[str]]],
    asked: Sequence[str],
) -> list[ControlResult]:
    """The state of every control, in the catalogue's order.

    Args:
        records: controls as a plan seals them.
        gates: id, verdict (or `waived`) and clauses of each gate.
        asked: tasks of the run that have at least one scored sample.
    """
    return [_result(record, record["id"] in required, gates, asked) for record in records]


def _result(
    record: Mapping[str, Any],
    required: bool,
    gates: Sequence[tuple[str, str, Sequence[str]]],
    asked: Sequence[str],
) -> ControlResult:
    deciding = [(name, verdict) for name, verdict, clauses in gates if record["id"] in clauses]
    tests = [test for test in record["tests"] if test["task"] in asked]
    verdicts = {verdict for _, verdict in deciding}
    state: State
    if "fail" in verdicts:
        state = "failed"
    elif verdicts == {"pass"}:
        state = "met"
    elif verdicts in ({"waived"}, {"pass", "waived"}):
        state = "waived"
    elif verdicts - {"not_run"}:
        state = "insufficient"
    else:
        state = "measured" if tests else "not_tested"
    return ControlResult(
        record["id"],
        state,
        # What the profile alone says of a task of its own, the catalogue does not bear out in full.
        any(test["partly"] for test in tests) or (bool(verdicts - {"not_run"}) and not tests),
        required,
        tuple(name for name, _ in deciding),
        tuple(dict.fromkeys(test["task"] for test in tests)),
    )
