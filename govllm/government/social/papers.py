"""Papers that a matter needs and those that were brought: what is missing, what will not do, and
whether the matter is taken in (云人社发〔2026〕40号)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from govllm.tasks.declaration import Declared


class Paper(Declared):
    """A paper that was brought, as far as something may be wrong with it.

    Attributes:
        copied: only a copy, a photograph or a scan.
        stamped: has the seal or signature that the list asks for.
        until: the last day on which it holds.
        issued: the day of issue.
        named: bears the right name, or one that the police confirm.
    """

    copied: bool = False
    stamped: bool = True
    until: date | None = None
    issued: date | None = None
    named: bool = True


@dataclass(frozen=True, slots=True)
class Need:
    """A paper of a list.

    Attributes:
        name: as the list has it.
        original: whether a copy will not do.
        stamped: whether it needs a seal or a signature.
        days: from its issue, within which it must be handed in.
        later: whether it may be handed in later (可容缺).
    """

    name: str
    original: bool = True
    stamped: bool = False
    days: int | None = None
    later: bool = False


@dataclass(frozen=True, slots=True)
class Handling:
    """One matter's list.

    Attributes:
        needs: from circumstances to the papers needed.
        document: the list's id.
        names: every paper that the list and the rules on agents and minors know.
    """

    needs: Callable[[Any], Sequence[Need]]
    document: str
    names: tuple[str, ...]


# 第四条.
AGENT = (Need("授权委托书", stamped=True), Need("代办人身份证"))
GUARDIAN = (Need("监护人身份证"), Need("监护关系证明"))


def fails(need: Need, paper: Paper, on: date) -> bool:
    """Whether a paper will not do on a day (第二条).

    Raises:
        ValueError: where its day of issue decides and was not told.
    """
    if need.days is not None and paper.issued is None:
        raise ValueError(f"{need.name}: the day of issue decides")
    old = (
        need.days is not None and paper.issued is not None and (on - paper.issued).days > need.days
    )
    return (
        (need.original and paper.copied)
        or (need.stamped and not paper.stamped)
        or (paper.until is not None and paper.until < on)
        or old
        or not paper.named
    )


def checked(needs: Sequence[Need], brought: Mapping[str, Paper], on: date) -> dict[str, Any]:
    """The answer's fields (第一条 to 第三条)."""
    missing = [need for need in needs if need.name not in brought]
    bad = [need for need in needs if need.name in brought and fails(need, brought[need.name], on)]
    verdict = "受理"
    if bad or any(not need.later for need in missing):
        verdict = "补正后受理"
    elif missing:
        verdict = "容缺受理"
    return {
        "能否受理": verdict,
        "缺少": [need.name for need in missing],
        "不合格": [need.name for need in bad],
    }
