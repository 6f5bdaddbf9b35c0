"""Workbooks: what is found and where, and copies that stay workbooks."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table
from PIL import Image as Picture

from govllm.privacy.bureau.formats import archive
from tests.privacy.bureau import MOBILE, NAME, PERSON, found, masked, places, reported, run

Book = Callable[[Callable[[Any], object]], Path]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Writes a workbook that a function fills."""

    def made(fill: Callable[[Any], object]) -> Path:
        workbook = openpyxl.Workbook()
        workbook.active.title = "Sheet1"
        fill(workbook)
        path = tmp_path / "a.xlsx"
        workbook.save(path)
        workbook.close()
        return path

    return made


def register(workbook: Any) -> None:
    """A register as bureaus keep them: a title over all, a heading of two rows, three residents."""
    sheet = workbook.active
    sheet.append(["幸福路街道居民登记表"])
    sheet.merge_cells("A1:E1")
    sheet.append(["序号", "姓名", "联系方式", None, "事项"])
    sheet.append([None, None, "手机", "邮箱", None])
    sheet.merge_cells("C2:D2")
    for column in "ABE":
        sheet.merge_cells(f"{column}2:{column}3")
    sheet.append([1, NAME, int(MOBILE), "xuesong@example.com", "路灯不亮"])
    sheet.append([2, None, f"{MOBILE[:3]} {MOBILE[3:7]} {MOBILE[7:]}", None, "咨询"])
    sheet.append([3, None, float(MOBILE), None, "=SUM(A4:A5)"])
    sheet["C4"].font = Font(bold=True)
    sheet["C4"].number_format = "0"
    sheet.column_dimensions["C"].width = 33


def test_places_are_told_by_sheet_and_heading(book: Book) -> None:
    path = book(register)
    assert found(path) == {"mobile": 3, "email": 1, "name": 1}
    assert places(path, "mobile") == ["Sheet1!C4, 手机", "Sheet1!C5, 手机", "Sheet1!C6, 手机"]
    assert places(path, "name") == ["Sheet1!B4, 姓名"]


def test_a_copy_keeps_the_rest(book: Book) -> None:
    path = book(register)
    before = path.read_bytes()
    copy = masked(path)
    assert path.read_bytes() == before
    assert found(copy) == {}
    sheet = openpyxl.load_workbook(copy).active
    assert [cell.value for cell in sheet[4]] == [
        1, "〔姓名〕", "〔手机号〕", "〔电子邮箱〕", "路灯不亮",
    ]  # fmt: skip
    assert sheet["C6"].value == "〔手机号〕"
    assert sheet["C6"].data_type == "s"
    assert sheet["E6"].value == "=SUM(A4:A5)"
    assert sheet["C4"].font.bold
    assert sheet.column_dimensions["C"].width == 33
    assert "A1:E1" in [str(spread) for spread in sheet.merged_cells.ranges]
    assert copy.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("tag", ["〔姓名〕", "〔手机号〕", "〔手机号〕"]),
        ("pseudonym", ["〔姓名1〕", "〔手机号1〕", "〔手机号1〕"]),
        ("partial", ["欧***", "138********", "138********"]),
    ],
)
def test_styles(book: Book, style: str, expected: list[str]) -> None:
    sheet = openpyxl.load_workbook(masked(book(register), "--style", style)).active
    assert [sheet[at].value for at in ("B4", "C4", "C6")] == expected


def test_a_form_is_read_from_left_to_right(book: Book) -> None:
    def form(workbook: Any) -> None:
        workbook.active.append(["姓名", NAME, "性别", "男"])
        workbook.active.append(["联系电话", int(MOBILE), "住址", None])

    path = book(form)
    assert places(path, "name") == ["Sheet1!B1, 姓名"]
    assert places(path, "mobile") == ["Sheet1!B2, 联系电话"]


def test_dates_below_their_heading(book: Book) -> None:
    def fill(workbook: Any) -> None:
        workbook.active.append(["姓名", "出生日期", "受理日期"])
        day = datetime.datetime(1990, 3, 7)  # noqa: DTZ001
        workbook.active.append([NAME, day, datetime.date(2026, 3, 7)])

    copy = masked(book(fill))
    row = [cell.value for cell in openpyxl.load_workbook(copy).active[2]]
    assert row[:2] == ["〔姓名〕", "〔出生日期〕"]
    assert isinstance(row[2], datetime.datetime)


def every_corner(workbook: Any) -> None:
    """A mobile number wherever a workbook can hold one beside its cells."""
    sheet = workbook.active
    sheet["A1"] = "电话"
    sheet["A2"].comment = Comment(f"电话{MOBILE}", NAME)
    sheet["A3"] = CellRichText(TextBlock(InlineFont(b=True), MOBILE[:5]), MOBILE[5:])
    sheet["A4"] = f'="电话"&"{MOBILE}"'
    sheet["A5"] = f"={MOBILE}+0"
    sheet["A6"] = ArrayFormula("A6:A6", f'="{MOBILE}"')
    sheet["A7"] = "写信"
    sheet["A7"].hyperlink = "mailto:xuesong@example.com"
    sheet["A7"].hyperlink.tooltip = MOBILE
    sheet.oddHeader.center.text = f"值班电话{MOBILE}"
    asked = DataValidation(type="list", formula1=f'"{MOBILE},无"', prompt=f"如{MOBILE}")
    asked.add("B2")
    sheet.add_data_validation(asked)
    sheet.conditional_formatting.add("B3", FormulaRule([f'B3="{MOBILE}"'], font=Font(bold=True)))
    workbook.defined_names["duty"] = DefinedName("duty", attr_text=f'"{MOBILE}"')
    sheet.defined_names["own"] = DefinedName("own", attr_text=f'"{MOBILE}"')
    sheet.auto_filter.ref = "A1:A3"
    sheet.auto_filter.add_filter_column(0, [MOBILE])
    other = workbook.create_sheet("无关")
    other.append(["联系电话", MOBILE])
    other.append(["a", "b"])
    other.add_table(Table(displayName="T", ref="A1:B2"))
    workbook.create_sheet(f"电话{MOBILE}")["A1"] = 1
    sheet["A8"] = f"='电话{MOBILE}'!A1"
    workbook.properties.creator = NAME
    workbook.properties.lastModifiedBy = NAME
    workbook.properties.description = f"电话{MOBILE}"


def test_every_corner_is_looked_into_and_cleaned(
    book: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    path = book(every_corner)
    counts = found(path)
    assert counts["mobile"] >= 16
    assert counts["name"] == 3
    copy = masked(path)
    said = capsys.readouterr()
    assert MOBILE not in said.out + said.err
    assert NAME not in said.out + said.err
    assert found(copy) == {}
    with ZipFile(copy) as parts:
        content = "".join(parts.read(name).decode() for name in parts.namelist())
    assert MOBILE not in content
    assert NAME not in content
    assert "xuesong" not in content
    again = openpyxl.load_workbook(copy)
    assert again["Sheet1"]["A4"].value == '="电话"&"〔手机号〕"'
    assert again["Sheet1"]["A5"].value == '="〔手机号〕"+0'
    assert again["Sheet1"]["A8"].value == "='电话〔手机号〕'!A1"
    assert again["Sheet1"]["A6"].value.text == '="〔手机号〕"'
    assert again.sheetnames == ["Sheet1", "无关", "电话〔手机号〕"]
    assert again["无关"].tables["T"].column_names == ["联系电话", "〔手机号〕"]


def in_sheet(path: Path, old: bytes, new: bytes) -> None:
    """Replace something in the first sheet of a workbook."""
    former = path.with_suffix(".former")
    path.rename(former)
    with ZipFile(former) as source, ZipFile(path, "w", ZIP_DEFLATED) as copy:
        for name in source.namelist():
            data = source.read(name)
            is_sheet = name == "xl/worksheets/sheet1.xml"
            copy.writestr(name, data.replace(old, new) if is_sheet else data)
    former.unlink()


def with_result(path: Path, row: int, formula: str, result: str) -> None:
    """Put a formula and what it gave into a workbook, as Excel stores them."""
    cell = f'<c r="A{row}" t="str"><f>{formula}</f><v>{result}</v></c>'
    in_sheet(path, b"</sheetData>", f'<row r="{row}">{cell}</row></sheetData>'.encode())


def test_what_a_formula_gave_counts(book: Book) -> None:
    path = book(lambda workbook: workbook.active.append(["联系电话"]))
    with_result(path, 2, "CONCATENATE(138,0000,2719)", MOBILE)
    with_result(path, 3, "1+1", "2")
    assert places(path, "mobile") == ["Sheet1!A2, 联系电话"]
    sheet = openpyxl.load_workbook(masked(path)).active
    assert sheet["A2"].value == "〔手机号〕"
    assert sheet["A3"].value == "=1+1"


def test_a_text_that_begins_like_a_formula_stays_one(book: Book) -> None:
    def fill(workbook: Any) -> None:
        workbook.active["A1"] = f"=电话{MOBILE}"
        workbook.active["A1"].data_type = "s"

    cell = openpyxl.load_workbook(masked(book(fill))).active["A1"]
    assert (cell.value, cell.data_type) == ("=电话〔手机号〕", "s")


def test_what_is_not_looked_into_is_named(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    card = io.BytesIO()
    Picture.new("RGB", (4, 4)).save(card, "PNG")

    def fill(workbook: Any) -> None:
        sheet = workbook.active
        sheet.append(["a", 1])
        sheet.add_image(Image(card), "C3")
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=1))
        sheet.add_chart(chart, "E3")

    path = book(fill)
    (report,) = reported(path)
    assert "1 picture, not looked into and not in a copy" in report["unread"]
    assert any("part of a chart" in each for each in report["unread"])
    capsys.readouterr()
    copy = masked(path)
    said = capsys.readouterr()
    assert f"warning: {path}: 1 picture" in said.err
    assert "warning: 1 picture" in said.out
    with ZipFile(copy) as parts:
        assert not [n for n in parts.namelist() if "media" in n or "chart" in n]


def test_numbers_that_excel_has_rounded_are_named(book: Book) -> None:
    def fill(workbook: Any) -> None:
        workbook.active.append(["身份证号", 1.1010119900307e17, 110101199003070134, 12.5, 1e30])

    (report,) = reported(book(fill))
    (said,) = report["unread"]
    assert said.startswith("1 numbers of more than fifteen digits")
    assert "first at Sheet1!B1" in said


def test_numbers_in_the_format_of_a_date_are_named(book: Book) -> None:
    def fill(workbook: Any) -> None:
        workbook.active.append(["电话", int(MOBILE)])
        workbook.active["B1"].number_format = "yyyy-mm-dd"

    path = book(fill)
    (report,) = reported(path)
    assert MOBILE not in str(report)
    assert report["unread"] == [
        "1 numbers in the format of a date that are none (first at B1), not looked into and not "
        "in a copy: give them another format"
    ]
    assert openpyxl.load_workbook(masked(path)).active["B1"].value == "#VALUE!"


def test_what_openpyxl_leaves_out_is_named(book: Book) -> None:
    path = book(register)
    extension = (
        b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x/></ext></extLst></worksheet>'
    )
    in_sheet(path, b"</worksheet>", extension)
    (report,) = reported(path)
    assert report["unread"] == ["Data Validation extension, not looked into and not in a copy"]


def test_a_cell_far_below_costs_nothing(book: Book) -> None:
    path = book(lambda workbook: workbook.active.__setitem__("A1048576", f"电话{MOBILE}"))
    assert places(path, "mobile") == ["Sheet1!A1048576"]


def plain_zip(path: Path, parts: dict[str, bytes]) -> None:
    with ZipFile(path, "w", ZIP_DEFLATED) as out:
        for name, data in parts.items():
            out.writestr(name, data)


def test_an_archive_that_unpacks_to_too_much_is_refused(
    book: Book, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = book(register)
    monkeypatch.setattr(archive, "MOST_UNPACKED", 1000)
    assert run("scan", path) == 2
    assert "more than 0 is refused" in capsys.readouterr().err


def test_a_bomb_is_refused_before_it_is_unpacked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bomb.xlsx"
    with ZipFile(path, "w", ZIP_DEFLATED) as out, out.open("xl/workbook.xml", "w") as part:
        for _ in range(513):
            part.write(bytes(1 << 20))
    assert path.stat().st_size < 1 << 20
    assert run("scan", path) == 2
    assert "unpacks to 513 MiB" in capsys.readouterr().err


@pytest.mark.parametrize("ending", [".xlsx", ".docx"])
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is damaged"),
        (b"PK\x03\x04 not really", "is damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "has a password, or is an older format"),
    ],
)
def test_what_is_no_archive(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], ending: str, content: bytes, says: str
) -> None:
    path = tmp_path / f"a{ending}"
    path.write_bytes(content)
    assert run("mask", path, "--out", tmp_path / "out") == 2
    said = capsys.readouterr().err
    assert f"{path} {says}" in said
    assert "Traceback" not in said
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"a.txt": b"x"}, "no document in it"),
        ({"xl/workbook.xml": b"<"}, "is damaged"),
        ({"xl/workbook.xml": b"", "xl/vbaProject.bin": b""}, "holds macros"),
        ({"xl/workbook.xml": b'<w xmlns="http://purl.oclc.org/ooxml/x"/>'}, "strict form"),
    ],
)
def test_what_is_no_workbook(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], parts: dict[str, bytes], says: str
) -> None:
    plain_zip(tmp_path / "a.xlsx", parts)
    assert run("scan", tmp_path / "a.xlsx") == 2
    assert says in capsys.readouterr().err


def test_a_workbook_cut_short(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    path = book(register)
    whole = path.read_bytes()
    for kept in (100, len(whole) // 2, len(whole) - 30):
        path.write_bytes(whole[:kept])
        assert run("scan", path) == 2
        assert "is damaged" in capsys.readouterr().err


def test_bytes_of_a_part_that_are_wrong(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    path = book(register)
    with ZipFile(path) as parts:
        start = parts.getinfo("xl/worksheets/sheet1.xml").header_offset + 60
    content = bytearray(path.read_bytes())
    content[start : start + 40] = bytes(40)
    path.write_bytes(bytes(content))
    assert run("scan", path) == 2
    assert "is damaged" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("a.xls", "save it as .xlsx"),
        ("a.et", "save it as .xlsx"),
        ("a.doc", "save it as .docx"),
        ("a.wps", "save it as .docx"),
        ("a.xlsm", "save it without them as .xlsx"),
        ("a.docm", "save it without them as .docx"),
    ],
)
def test_older_formats_and_macros(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, says: str
) -> None:
    (tmp_path / name).write_bytes(b"x")
    # In a folder they are not passed over either.
    for given in (tmp_path / name, tmp_path):
        assert run("scan", given) == 2
        said = capsys.readouterr().err
        assert name in said
        assert says in said


def test_a_number_with_a_check_character_is_found_as_text(book: Book) -> None:
    path = book(lambda workbook: workbook.active.append(["身份证号", PERSON]))
    assert found(path) == {"resident_id": 1}
