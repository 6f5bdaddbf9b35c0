"""What a composed case is: shared by those who make, write and measure cases."""

from dataclasses import dataclass

DISPATCH, TICKET = "dispatch", "ticket"
FIELDS = ("诉求类型", "事项类型", "来电人", "联系电话", "区县", "地点", "发生日期", "要求保密")


@dataclass(frozen=True)
class Case:
    """One composed case: which task, what goes in, what should come out.

    `known` names the fields whose value is sure; a case grown from a bare phrase knows only where
    it belongs. `cluster` is the index of the core, -1 for a phrase.
    """

    task: str
    cluster: int
    input: dict[str, str]
    target: dict[str, str | None]
    known: frozenset[str]
