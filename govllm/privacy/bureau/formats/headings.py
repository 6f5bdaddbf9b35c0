"""Which words over a column or to the left of a cell say what it holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from govllm.privacy.tables import is_heading

# Beside the words of `is_heading`, which lead to identifiers: those over other columns, and
# whoever a form asks for.
_OTHERS = re.compile(
    r".人$|户主|车主|业主|患者|学生|家长|配偶|父亲|母亲|性别|民族|年龄|籍贯|住址|户籍|单位|学校|职务|职业|"
    r"事项|内容|诉求|类别|类型|时间|状态|结果|备注|说明|部门|区划|街道|社区|sex|gender|age|date|"
    r"address|remark|note|type|status",
    re.IGNORECASE,
)
_LONGEST = 16
_NUMBER = re.compile(r"[0-9]{3}")
# Rows above a table's heading: its title, who made it and when.
_ABOVE = 10


def is_label(text: str) -> bool:
    """Whether a cell says what another one holds."""
    word = text.strip().rstrip("：:*＊")
    if not 0 < len(word) <= _LONGEST or _NUMBER.search(word):
        return False
    return is_heading(word) or _OTHERS.search(word) is not None


def heading_row(rows: Sequence[Mapping[int, str]]) -> int | None:
    """Which of the first rows of a table is its heading, None where none looks like one.

    Args:
        rows: texts by column; what is empty is left out.
    """
    for at, row in enumerate(rows[: min(_ABOVE, len(rows) - 1)]):
        below = rows[at + 1]
        labels = sum(map(is_label, row.values()))
        short = all(len(t.strip()) <= 2 * _LONGEST and not _NUMBER.search(t) for t in row.values())
        alone = len(row) == 1 and len(below) > 1
        if not labels or not short or alone:
            continue
        # In a form every second cell is a label, and so it is in the row below.
        if labels * 2 > len(row) or not any(map(is_label, below.values())):
            return at
    return None


def heading_for(column: str, left: str) -> str:
    """The heading that a cell is read with: its column's, but where only what stands to the left
    of it says what it holds."""
    return left.strip() if is_label(left) and not is_label(column) else column.strip()
