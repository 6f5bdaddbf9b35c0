"""Nested headers: worked trees, and every rendering read back by a reader of its own."""

from __future__ import annotations

import csv
import io
import re
from unicodedata import east_asian_width

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from govllm.government.forms.headers import HEADERS, fields
from govllm.government.forms.render import render
from govllm.government.forms.table import Form, depth, header_cells, paths

_TREE = ["序号", {"家庭人口 [人]": ["合计", {"其中": ["男", "女"]}]}, "面积 [亩]"]


def _form(columns: object = _TREE, **more: object) -> Form:
    given_form = {
        "title": "人口表",
        "columns": columns,
        "rows": [["1", "3", "2", "1", "6.5"]],
        "rendering": "markdown",
        **more,
    }
    return Form.model_validate(given_form)


def test_paths_go_from_the_root_to_each_column_and_leave_units_out() -> None:
    assert fields(_form()) == {
        "字段": ["序号", "家庭人口/合计", "家庭人口/其中/男", "家庭人口/其中/女", "面积"],
        "列数": 5,
    }


def test_a_bracket_that_is_no_unit_stays_in_the_name() -> None:
    form = _form([{"成员（含临聘）": ["男", "女"]}, "年龄 [周岁]", "备注", "照片"])
    assert paths(form.columns)[0] == "成员（含临聘）/男"
    assert "年龄（周岁）" in render(form)
    assert paths(form.columns)[2] == "年龄"


def test_markdown_repeats_merged_cells() -> None:
    assert render(_form()).splitlines() == [
        "人口表",
        "| 序号 | 家庭人口（人） | 家庭人口（人） | 家庭人口（人） | 面积（亩） |",
        "|---|---|---|---|---|",
        "| 序号 | 合计 | 其中 | 其中 | 面积（亩） |",
        "| 序号 | 合计 | 男 | 女 | 面积（亩） |",
        "| 1 | 3 | 2 | 1 | 6.5 |",
    ]


def test_csv_leaves_blanks_and_numbers_the_columns() -> None:
    lines = render(_form(rendering="csv", count="stems", about=["单位：人"])).splitlines()
    assert lines == [
        "人口表,,,,",
        "单位：人,,,,",
        "序号,家庭人口（人）,,,面积（亩）",
        ",合计,其中,,",
        ",,男,女,",
        "甲,乙,1,2,3",
        "1,3,2,1,6.5",
    ]


def test_html_gives_spans_and_a_title_over_all_columns() -> None:
    lines = render(_form(rendering="html", titled=True)).splitlines()
    assert lines[1] == '<tr><td colspan="5">人口表</td></tr>'
    assert lines[2] == (
        '<tr><td rowspan="3">序号</td><td colspan="3">家庭人口（人）</td>'
        '<td rowspan="3">面积（亩）</td></tr>'
    )


def test_the_grid_has_no_line_within_a_cell() -> None:
    lines = render(_form(rendering="grid")).splitlines()[1:]
    assert len({sum(2 if east_asian_width(c) in "WFA" else 1 for c in line) for line in lines}) == 1
    assert lines[2].startswith("+    +-")


def test_slices_name_what_makes_a_header_hard() -> None:
    form = _form([{"一季度": ["收入", "支出"]}, {"二季度": ["收入", "支出"]}, "余额"])
    assert HEADERS.slices(form)["repeated"] == "yes"
    assert HEADERS.slices(_form())["levels"] == "3"
    easy = _form([{"人口": ["男", "女"]}, "面积", "村", "组"])
    assert HEADERS.slices(easy)["difficulty"] == "easy"


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ([{"合计": ["合计", "男"]}, "村", "组", "户"], "under itself"),
        ([{"人口": ["男", "男"]}, "村", "组", "户"], "stands twice"),
        (["男/女", {"人口": ["老", "少"]}, "组", "户"], "slash"),
        (["村", "组", "户", "人", "亩"], "no group"),
        ([{"人口": ["男", "女"]}, "村"], "values"),
    ],
)
def test_headers_that_could_not_be_read_are_refused(columns: object, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        _form(columns)


# Readers of the renderings, written from the prompt's four sentences and from nothing else.


def _top(rows: list[list[str]]) -> list[str]:
    """Paths of a table whose every place names its cell; one cell over several rows counts once."""
    found = []
    for column in zip(*rows, strict=True):
        path = [name for at, name in enumerate(column) if at == 0 or name != column[at - 1]]
        found.append("/".join(path))
    return found


def _read_markdown(text: str, levels: int) -> list[str]:
    rows = [[c.strip() for c in line[1:-1].split("|")] for line in text.splitlines()[1:]]
    return _top([row for row in rows if not row[0].startswith("---")][:levels])


def _read_csv(text: str, levels: int) -> list[str]:
    rows = list(csv.reader(io.StringIO(text)))[1 : levels + 1]
    begun = [False] * len(rows[0])
    for row in rows:
        begun = [before or bool(cell) for before, cell in zip(begun, row, strict=True)]
        for place in range(1, len(row)):
            # A blank where no cell has begun, here or above, belongs to the cell on its left.
            row[place] = row[place] if begun[place] else row[place - 1]
    return ["/".join(filter(None, column)) for column in zip(*rows, strict=True)]


def _read_html(text: str, levels: int) -> list[str]:
    places: dict[tuple[int, int], str] = {}
    for row, line in enumerate(re.findall(r"<tr>(.*?)</tr>", text)[:levels]):
        column = 0
        for attributes, name in re.findall(r"<td([^>]*)>([^<]*)</td>", line):
            spans = dict(re.findall(r'(\w+)="(\d+)"', attributes))
            while (row, column) in places:
                column += 1
            for down in range(int(spans.get("rowspan", 1))):
                for right in range(int(spans.get("colspan", 1))):
                    places[row + down, column + right] = name
    width = 1 + max(column for _, column in places)
    return _top([[places[row, column] for column in range(width)] for row in range(levels)])


_READERS = {"markdown": _read_markdown, "csv": _read_csv, "html": _read_html}

_NAMES = st.text("甲乙丙丁戊己庚辛", min_size=1, max_size=3)


def _columns(names: list[str], below: list[list[object]]) -> list[object]:
    return [{name: under} if under else name for name, under in zip(names, below, strict=True)]


def _siblings(children: st.SearchStrategy[list[object]]) -> st.SearchStrategy[list[object]]:
    return st.lists(_NAMES, min_size=1, max_size=4, unique=True).flatmap(
        lambda names: st.lists(
            st.one_of(st.just([]), children), min_size=len(names), max_size=len(names)
        ).map(lambda below: _columns(names, below))
    )


_LEAVES: st.SearchStrategy[list[object]] = st.lists(
    _NAMES, min_size=1, max_size=3, unique=True
).map(list)
_TREES = _siblings(_siblings(_LEAVES))


def _accepted(raw: dict[str, object]) -> Form:
    try:
        return Form.model_validate(raw)
    except ValidationError:
        reject()


@settings(max_examples=200)
@given(tree=_TREES, rendering=st.sampled_from(["markdown", "csv", "html"]))
def test_each_rendering_can_be_read_back(tree: list[object], rendering: str) -> None:
    raw = {"title": "题", "columns": tree, "rows": [], "rendering": rendering}
    form = _accepted(raw)
    assert _READERS[rendering](render(form), depth(form.columns)) == paths(form.columns)


@given(tree=_TREES)
def test_cells_cover_every_place_of_the_header_once(tree: list[object]) -> None:
    form = _accepted({"title": "题", "columns": tree, "rows": [], "rendering": "grid"})
    covered = [
        (row, column)
        for cell in header_cells(form.columns)
        for row in range(cell.row, cell.row + cell.rows)
        for column in range(cell.column, cell.column + cell.columns)
    ]
    wide, deep = len(paths(form.columns)), depth(form.columns)
    assert sorted(covered) == [(row, column) for row in range(deep) for column in range(wide)]
