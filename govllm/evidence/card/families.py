"""The families of claims that are checked without a judge, as the scorecard calls them."""

from __future__ import annotations

from govllm.domain import Bilingual

FAMILIES = (
    ("number", Bilingual("数字、日期、期限", "Numbers, dates, terms")),
    ("citation", Bilingual("文号和条号", "Documents and articles cited")),
    ("entity", Bilingual("机构、地名、项目名", "Bodies, places, schemes")),
    ("contradiction", Bilingual("与事实表相反的数量", "Quantities against the fact table")),
)
