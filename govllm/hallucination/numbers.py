"""Numbers of an answer that stand in none of its sources.

A number is supported where a source, the question included, tells the same quantity: in another
unit (12个月 and 一年), in other words (8折 and 80%), as a part of a date, or rounded where the
answer says so (约1.2万元 for 12,345元).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from govllm.hallucination.quantities import Quantity, quantities_in

# One unit for each kind of quantity, with what it takes to get there.
_BASE: dict[str, tuple[str, Decimal]] = {
    "年": ("月", Decimal(12)),
    "小时": ("分钟", Decimal(60)),
    "角": ("元", Decimal("0.1")),
    "厘米": ("米", Decimal("0.01")),
    "折": ("%", Decimal(10)),
    "倍": ("%", Decimal(100)),
    "百分点": ("%", Decimal(1)),
    "立方米": ("立方米", Decimal(1)),
}
_ROUNDED = re.compile(r"(?:约|大约|近|接近|将近|超过|逾|左右|上下|大概|(?<![最许至])多|余)")
_AROUND = 3
# 一年不超过3万元, 两个条件: an answer's own way of telling.
_COUNTS = frozenset("个项条点份")
_SMALL = 5


def unsupported_numbers(answer: str, sources: Iterable[str]) -> list[Quantity]:
    """The quantities of an answer that no source tells, in order."""
    return [quantity for quantity, told in checked_numbers(answer, sources) if not told]


def checked_numbers(answer: str, sources: Iterable[str]) -> Iterator[tuple[Quantity, bool]]:
    """The quantities of an answer, in order, and whether a source tells them.

    Counts of the answer's own telling (两个条件, 一年之内) are left alone.
    """
    told = [quantity for source in sources for quantity in quantities_in(source, bare=True)]
    for quantity in quantities_in(answer):
        if not _is_slight(quantity):
            yield quantity, is_told(quantity, told, _is_rounded(answer, quantity))


def is_told(quantity: Quantity, told: Sequence[Quantity], rounded: bool = False) -> bool:
    """Whether any of the told quantities says the same."""
    return any(_same(quantity, other, rounded) for other in told)


def _is_slight(quantity: Quantity) -> bool:
    if quantity.unit in _COUNTS:
        return quantity.value <= _SMALL
    return quantity.words.startswith("一") and quantity.value in _ONES


# Of 一天, 一周, 一个季度.
_ONES = frozenset(map(Decimal, (1, 3, 7)))


def _is_rounded(answer: str, quantity: Quantity) -> bool:
    window = answer[max(0, quantity.start - _AROUND) : quantity.end + _AROUND]
    return bool(_ROUNDED.search(window))


def _same(one: Quantity, other: Quantity, rounded: bool) -> bool:
    # A number in a table's cell has its unit in the heading; 12个 may be 12个工作日.
    untold = not other.unit or one.unit == "个"
    if one.key == other.key or (untold and one.value == other.value):
        return True
    if _is_part_of_date(one, other) or _is_part_of_date(other, one):
        return True
    (unit, value), (other_unit, exact) = _in_base(one), _in_base(other)
    if unit != other_unit:
        return False
    return value == exact or (rounded and _rounds_to(exact, one))


def _in_base(quantity: Quantity) -> tuple[str, Decimal]:
    unit, factor = _BASE.get(quantity.unit, (quantity.unit, Decimal(1)))
    return unit, quantity.value * factor


def _is_part_of_date(part: Quantity, date: Quantity) -> bool:
    if date.unit != "date":
        return False
    year, rest = divmod(int(date.value), 10_000)
    wanted = {"year": year, "day": rest, "month": year * 10_000 + rest // 100 * 100}
    return part.unit in wanted and int(part.value) == wanted[part.unit]


def _rounds_to(exact: Decimal, rounded: Quantity) -> bool:
    """Whether a number comes to another at the figures that the other has."""
    _, value = _in_base(rounded)
    if not value:
        return False
    step = Decimal(1).scaleb(_trailing(value))
    near = (exact / step).quantize(Decimal(1), ROUND_HALF_UP) * step
    return value in (near, (exact // step) * step)


def _trailing(value: Decimal) -> int:
    """The place of a number's last figure that is not 0."""
    exponent = value.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
