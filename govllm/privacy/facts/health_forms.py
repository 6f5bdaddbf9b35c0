"""What a form or a table gives as somebody's diagnosis, complaint or injury, in whatever words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govllm.privacy.facts.health_persons import is_row
from govllm.privacy.tables import Grid, Place, grid_at
from govllm.wordlists import last_of

_ASKED = (
    r"诊断|主诉|伤情|受伤部位|受伤情况|受伤程度|损害情况|损伤部位|病情|病名|病种名称"
    r"|编码名称|患病|症状|初筛|筛查结果|既往史|病史"
    r"|死因|死亡原因|致残原因|健康自述|健康状况|身体状况|分娩方式|孕周|手术名称|现用药"
    r"|长期用药|每月取药|残疾情况|过敏史|基础病|慢性病|病因|伤残情况|疾病名称|自述|症见|术式"
    r"|拟施手术|拟行手术|检查所见|查体|既往|残疾类别|残疾类型|残疾等级|残疾级别|伤残等级|药物过敏|食物过敏"
    r"|过敏药物|过敏食物|过敏原|现病史|手术史|出院诊断|入院诊断|门诊诊断|临床诊断|病史摘要|术前诊断"
    r"|术后诊断|并发症|合并症|病假原因|住院原因|就诊原因|所患疾病|患何种疾病|特殊病史|用药情况|服用药物|长期服药"
)
_WORDS = _ASKED.split("|")
_WANTED = re.compile(last_of(_WORDS))
_FIELD = re.compile(r"[\u4e00-\u9fff]{0,4}(?:载明|记载|如下)?: ?")
_HEADING = re.compile(rf"(?:{_ASKED})[^|\n ]{{0,5}}")
_VALUE = re.compile(r"[^。\n|(? ]{1,40}")
# Nothing is the matter, or nothing is written yet.
_NOTHING = re.compile(
    r"(?:均|无|否|正常|定点|良好|健康|一般|未|没|待|同上|不详|略|详见|见|暂|可|合格|优|良"
    r"|有无|同意|□|[-—/_□☑✓×√]|[0-9.:年月日元%]+$|[A-Za-z]+$)"
)
_END = re.compile(
    r"[,;](?:申请|故|特|现申|拟|建议|请|要求|住院|已送|三月|一月|复查|转|[0-9]{4}年|经|由"
    r"|符合|自)"
)
_GRADE = re.compile(r"(?:伤残)?[一二三四五六七八九十]{1,2}级$")
_GRADED = re.compile(r"受伤|伤残|工伤|伤情|残疾")
_LONGEST_VALUE = 30


def values_in(flat: str) -> Iterator[tuple[int, int]]:
    """What stands in the fields and under the headings of forms and tables that ask for health."""
    reached = 0
    if ":" not in flat and "\n" not in flat:
        return
    for match in _WANTED.finditer(flat):
        if match.start() < reached:
            continue
        if field := _FIELD.match(flat, match.end()):
            reached = field.end()
            yield from _trimmed(flat, field.end(), len(flat))
            continue
        grid = grid_at(flat, match.start())
        if grid is not None and len(grid.headings) > 2:
            # A table that is read once more for each of its rows would take a square of the time.
            reached = grid.end
            yield from _columns(flat, grid)


def _columns(flat: str, grid: Grid) -> Iterator[Place]:
    """The cells under headings that ask for health, in the rows of somebody."""
    asked = {at for at, title in enumerate(grid.headings) if _HEADING.search(title)}
    graded = {at for at, title in enumerate(grid.headings) if "等级" in title or "级别" in title}
    if not any(map(_GRADED.search, grid.headings)):
        graded = set()
    for cells in grid.rows:
        if not is_row([flat[start:end] for start, end in cells]):
            continue
        for at, (start, end) in enumerate(cells):
            if at in graded and (grade := _GRADE.match(flat[start:end])):
                yield start, start + grade.end()
            elif at in asked:
                yield from _trimmed(flat, start, end)


# A term behind a fact stands outside.
_TERM = re.compile(
    r"(?<![+0-9])(?:反复(?:发作)?|间断|持续|病史|已|近|约)?[0-9一二三四五六七八九十半两数几]{1,3}(?:余|多|个)?"
    r"(?:年|个?月|天|周|日|小时)(?:余|多)?$"
)


def _trimmed(flat: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The value that begins at a place, if it tells something."""
    value = _VALUE.match(flat, start, stop)
    if value is None or _NOTHING.match(value[0]):
        return
    end = _END.search(value[0])
    text = value[0][: end.start()] if end else value[0]
    text = _TERM.sub("", text).rstrip(",、;")
    if 0 < len(text) <= _LONGEST_VALUE and (len(text) > 1 or stop < len(flat)):
        yield start, start + len(text)
