"""Sums that are told again of a debt: in answer, in another clause, as what is left."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govllm.privacy.facts.credit_told import MONEY_SUM

_AGAIN = re.compile(
    rf"(?:^|(?<![0-9]),|[。;:!?\n“])(?:[他她我你]?说|大概|差不多|就|才|[一总拢]共|好像|也就|少说|得有|有|那|这|的确|是"
    rf"|嗯)*+({MONEY_SUM})(?=我认|我知道|对吧|对不|[吧呢啊嘛哦哈]|左右|出头|[,。;?!\n”]|$)"
    rf"|(?:全部|所欠|剩余|余下|其余|剩下?)的?({MONEY_SUM})"
)
_FAR = 200
_COUNTED = re.compile(",[^。;!?:\\n|]{0,3}[记共计算][^。;!?:\\n|]{0,4},")


def sums_again(flat: str, told: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Sums that are told again, or in answer, behind a debt."""
    reached = 0
    for _, end in sorted(told):
        start = max(end, reached)
        reached = max(reached, end + _FAR)
        for again in _AGAIN.finditer(flat, start, reached):
            place = again.span(again.lastindex or 0)
            # 拿货不给钱,本子上记着,两万出头 is one.
            yield (end, place[1]) if _COUNTED.fullmatch(flat, end, place[0]) else place
