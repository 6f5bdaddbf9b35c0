"""Labelled pairs of answer and source, and how far a judge agrees with them.

Each claim of an answer is supported by its source, contradicted by it, or absent from it. A judge
is asked as ragas asks it, all claims over the source; what it does not say counts as wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from govllm.errors import DeclarationError
from govllm.jsonl import json_lines
from govllm.judging.answers import Judge, Said
from govllm.judging.prompts import written
from govllm.stats.intervals import Clustered, share_interval
from govllm.tasks.requests import Request

LABELS = ("supported", "contradicted", "absent")
_DRAWS = 2000
_SEED = 20260101


@dataclass(frozen=True, slots=True)
class Pair:
    """An answer with its sources.

    Attributes:
        claims: what it says, each with its label.
    """

    id: str
    answer: str
    sources: tuple[str, ...]
    claims: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A claim as it is labelled and as it was judged.

    Attributes:
        judged: whether the judge holds it for supported; None where it said nothing of use.
        place: of the claim in its answer, 0 for the first and 1 for the last; None where it is
            alone.
        length: of the answer, in characters.
    """

    pair: str
    label: str
    judged: bool | None
    place: float | None
    length: int

    @property
    def right(self) -> bool:
        return self.judged == (self.label == "supported")


def read_pairs(paths: Sequence[Path]) -> list[Pair]:
    """The pairs of some files, one a line.

    Raises:
        DeclarationError: for the first line that is not in form, and where one kind of claim is
            missing from all of them.
    """
    found = [pair for path in paths for pair in _pairs_in(path)]
    if len({label == "supported" for pair in found for _, label in pair.claims}) < 2:
        raise DeclarationError(
            paths[0], None, "", "needs claims that are supported and claims that are not",
            "without both neither sensitivity nor specificity can be measured",
        )  # fmt: skip
    return found


def _pairs_in(path: Path) -> Iterator[Pair]:
    for number, row in json_lines(path):
        try:
            claims = tuple((c["claim"], c["label"]) for c in row["claims"])
            pair = Pair(row["id"], row["answer"], tuple(row["sources"]), claims)
        except (KeyError, TypeError) as error:
            fault = f"not a labelled pair ({type(error).__name__}: {error})"
            mend = 'give {"id", "answer", "sources": […], "claims": [{"claim", "label"}]}'
            raise DeclarationError(path, number, "", fault, mend) from None
        for _, label in claims:
            if label not in LABELS:
                raise DeclarationError(
                    path, number, pair.id, f"unknown label {label!r}: {', '.join(LABELS)}"
                )
        yield pair


def requests_of(pairs: Iterable[Pair], judge: Judge) -> Iterable[Request]:
    """What a judge is asked of the pairs."""
    for pair in pairs:
        yield judge.request(("pairs", pair.id, 0), _prompt(pair))


def _prompt(pair: Pair) -> str:
    from govllm.judging.ragas_metrics import VERDICTS

    given = {"context": "\n".join(pair.sources), "statements": [claim for claim, _ in pair.claims]}
    return written("verdicts", VERDICTS.model_json_schema(), given)


def verdicts_of(pairs: Iterable[Pair], judge: Judge, said: Mapping[str, Said]) -> list[Verdict]:
    """What a judge said of every claim."""
    found = []
    for pair in pairs:
        told = _told(pair, said.get(judge.key(_prompt(pair)), Said(error="not_asked")))
        last = len(pair.claims) - 1
        for at, (_, label) in enumerate(pair.claims):
            place = at / last if last else None
            found.append(Verdict(pair.id, label, told[at], place, len(pair.answer)))
    return found


def _told(pair: Pair, said: Said) -> Sequence[bool | None]:
    from govllm.judging.ragas_metrics import VERDICTS, UnusableError, read_output

    nothing = [None] * len(pair.claims)
    if said.error is not None:
        return nothing
    try:
        rows = read_output(said.text, VERDICTS).statements
    except UnusableError:
        return nothing
    if len(rows) != len(pair.claims):
        by_text = {row.statement.strip(): bool(row.verdict) for row in rows}
        return [by_text.get(claim.strip()) for claim, _ in pair.claims]
    return [bool(row.verdict) for row in rows]


def agreement(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """How far a judge agrees with the labels, with 95 % intervals by answer.

    Returns:
        Cohen's kappa (1960) between "supported" and not; sensitivity (of claims that are not
        supported, those it finds) and specificity (of supported ones, those it lets stand); errors
        by label, by the claim's place and by the answer's length.
    """
    unsupported = [v for v in verdicts if v.label != "supported"]
    lengths = sorted({v.pair: v.length for v in verdicts}.values())
    middle = lengths[len(lengths) // 2] if lengths else 0
    return {
        "claims": len(verdicts),
        "silent": sum(v.judged is None for v in verdicts),
        **_kappa(verdicts),
        **_share("sensitivity", unsupported, lambda v: v.right),
        **_share("specificity", [v for v in verdicts if v.label == "supported"], lambda v: v.right),
        "errors": {
            name: _errors([v for v in verdicts if belongs(v)])
            for name, belongs in (
                *((label, _labelled(label)) for label in LABELS),
                ("first", lambda v: v.place == 0.0),
                ("middle", lambda v: v.place is not None and 0.0 < v.place < 1.0),
                ("last", lambda v: v.place == 1.0),
                ("short", lambda v: v.length < middle),
                ("long", lambda v: v.length >= middle),
            )
        },
    }


def _labelled(label: str) -> Callable[[Verdict], bool]:
    return lambda verdict: verdict.label == label


def _errors(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    return {"claims": len(verdicts), **_share("share", verdicts, lambda v: not v.right)}


def _share(
    name: str, verdicts: Sequence[Verdict], holds: Callable[[Verdict], bool]
) -> dict[str, float | None]:
    if not verdicts:
        return {name: None, f"{name}_lower": None, f"{name}_upper": None}
    rows: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for verdict in verdicts:
        rows[verdict.pair][0] += holds(verdict)
        rows[verdict.pair][1] += 1
    table = np.array(list(rows.values()), dtype=float)
    clustered = Clustered(table[:, 0], table[:, 1], binary=True)
    bounds = share_interval(clustered)
    return {name: clustered.mean, f"{name}_lower": bounds.lower, f"{name}_upper": bounds.upper}


def _kappa(verdicts: Sequence[Verdict]) -> dict[str, float | None]:
    """Cohen's kappa; its interval is the percentile bootstrap's over answers."""
    by_pair: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for v in verdicts:
        supported = v.label == "supported"
        by_pair[v.pair].append((supported, not supported if v.judged is None else v.judged))
    # Of each answer: both say supported, the label alone, the judge alone, neither.
    table = np.array(
        [[sum(cell == each for each in rows) for cell in _CELLS] for rows in by_pair.values()],
        dtype=float,
    ).reshape(-1, 4)
    value = _kappa_of(table.sum(axis=0)[None])[0] if len(table) else np.nan
    if not np.isfinite(value):
        return {"kappa": None, "kappa_lower": None, "kappa_upper": None}
    rng = np.random.default_rng(_SEED)
    drawn = rng.multinomial(len(table), np.full(len(table), 1 / len(table)), _DRAWS) @ table
    lower, upper = np.nanquantile(_kappa_of(drawn), [0.025, 0.975])
    return {"kappa": float(value), "kappa_lower": float(lower), "kappa_upper": float(upper)}


_CELLS = ((True, True), (True, False), (False, True), (False, False))


def _kappa_of(cells: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    both, label, judge, neither = cells.T
    total = cells.sum(axis=1)
    agreed = (both + neither) / total
    chance = ((both + label) * (both + judge) + (neither + label) * (neither + judge)) / total**2
    with np.errstate(invalid="ignore", divide="ignore"):
        found: np.ndarray[Any, Any] = (agreed - chance) / (1 - chance)
    return found
