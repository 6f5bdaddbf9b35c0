"""Word files: what is found and where, and copies that keep everything else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Picture

from govllm.privacy.bureau.formats.cell import Edit, edited
from govllm.privacy.bureau.formats.word_text import paragraph_slots
from tests.privacy.bureau import MOBILE, NAME, PERSON, found, masked, places, reported, run

Paper = Callable[[Callable[[Any], object]], Path]


@pytest.fixture
def paper(tmp_path: Path) -> Paper:
    """Writes a document that a function fills."""

    def made(fill: Callable[[Any], object]) -> Path:
        document = docx.Document()
        document.core_properties.author = ""
        fill(document)
        path = tmp_path / "a.docx"
        document.save(str(path))
        return path

    return made


def test_text_over_several_runs_is_one(paper: Paper) -> None:
    def fill(document: Any) -> None:
        paragraph = document.add_paragraph("来电人电话")
        for piece, bold in (
            (MOBILE[:3], True),
            (MOBILE[3:7], False),
            (f"{MOBILE[7:]}，请回", True),
        ):
            paragraph.add_run(piece).bold = bold
        paragraph.add_run("复。")

    path = paper(fill)
    assert found(path) == {"mobile": 1}
    (paragraph,) = docx.Document(str(masked(path))).paragraphs
    texts = [(run_.text, run_.bold) for run_ in paragraph.runs]
    assert texts == [
        ("来电人电话", None), ("〔手机号〕", True), ("", False), ("，请回", True), ("复。", None),
    ]  # fmt: skip


@given(
    st.lists(st.text("电话13，", max_size=4), min_size=1, max_size=6),
    st.lists(st.tuples(st.integers(0, 24), st.text("〔〕", max_size=2)), max_size=6),
)
def test_edits_do_not_care_where_runs_end(runs: list[str], cuts: list[tuple[int, str]]) -> None:
    text = "".join(runs)
    places = sorted({min(at, len(text)) for at, _ in cuts})
    ends = zip(places[::2], places[1::2], cuts, strict=False)
    edits = [Edit(start, end, tag) for start, end, (_, tag) in ends]
    body = "".join(f'<w:r><w:t xml:space="preserve">{run_}</w:t></w:r>' for run_ in runs)
    part = parse_xml(f"<w:body {nsdecls('w')}><w:p>{body}</w:p></w:body>")
    for slot in paragraph_slots(part, ""):
        assert slot.cell.text == text
        slot.put(edits)
    assert "".join(t.text or "" for t in part.iter(qn("w:t"))) == edited(text, edits)


def test_two_findings_in_one_run_and_one_over_its_end(paper: Paper) -> None:
    def fill(document: Any) -> None:
        paragraph = document.add_paragraph(f"电话{MOBILE}，身份证号{PERSON}，又{MOBILE[:4]}")
        paragraph.add_run(f"{MOBILE[4:]}。")

    (paragraph,) = docx.Document(str(masked(paper(fill)))).paragraphs
    assert [run_.text for run_ in paragraph.runs] == [
        "电话〔手机号〕，身份证号〔居民身份证号〕，又〔手机号〕",
        "。",
    ]


def tables(document: Any) -> None:
    listed = document.add_table(2, 3)
    for cell, text in zip(listed._cells, ["序号", "姓名", "电话", "1", NAME, MOBILE], strict=True):
        cell.text = text
    form = document.add_table(2, 2)
    for cell, text in zip(form._cells, ["姓名", NAME, "联系电话", MOBILE], strict=True):
        cell.text = text
    nested = form.cell(1, 1).add_table(1, 2)
    nested.cell(0, 0).text, nested.cell(0, 1).text = "身份证号", PERSON


def test_tables_with_headings_above_and_at_the_left(paper: Paper) -> None:
    path = paper(tables)
    assert places(path, "name") == ["table 1, row 2, 姓名", "table 2, row 1, 姓名"]
    assert places(path, "mobile") == ["table 1, row 2, 电话", "table 2, row 2, 联系电话"]
    assert places(path, "resident_id") == ["table 3, row 1, 身份证号"]
    copy = masked(path, "--style", "pseudonym")
    assert found(copy) == {}
    first = docx.Document(str(copy)).tables[0]
    assert [cell.text for cell in first._cells] == [
        "序号", "姓名", "电话", "1", "〔姓名1〕", "〔手机号1〕",
    ]  # fmt: skip


def every_corner(document: Any) -> None:
    """A mobile number or a name wherever a document can hold one."""
    paragraph = document.add_paragraph("请回复")
    document.add_comment(paragraph.runs, text=f"电话{MOBILE}", author=NAME, initials="雪")
    section = document.sections[0]
    section.header.paragraphs[0].text = f"值班电话{MOBILE}"
    section.footer.paragraphs[0].text = f"值班电话{MOBILE}"
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = f"电话{MOBILE}"
    properties = document.core_properties
    properties.author, properties.last_modified_by = NAME, NAME
    properties.comments = f"电话{MOBILE}"
    link = document.part.relate_to(
        "mailto:xuesong@example.com",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
        is_external=True,
    )
    paragraph._p.append(
        parse_xml(
            f'<w:hyperlink {nsdecls("w", "r")} r:id="{link}" w:tooltip="{MOBILE}">'
            f"<w:r><w:t>电话{MOBILE}</w:t></w:r></w:hyperlink>"
        )
    )
    paragraph._p.append(
        parse_xml(
            f"<w:r {nsdecls('w')}><w:instrText>HYPERLINK tel:{MOBILE}</w:instrText></w:r>",
        )
    )
    paragraph._p.append(
        parse_xml(
            f'<w:r {nsdecls("w")}><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml">'
            f"<v:textbox><w:txbxContent><w:p><w:r><w:t>框内电话{MOBILE[:5]}</w:t></w:r>"
            f"<w:r><w:t>{MOBILE[5:]}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape>"
            "</w:pict></w:r>"
        )
    )


def test_every_corner_is_looked_into_and_cleaned(
    paper: Paper, capsys: pytest.CaptureFixture[str]
) -> None:
    path = paper(every_corner)
    assert found(path) == {"mobile": 9, "name": 3, "email": 1}
    copy = masked(path)
    said = capsys.readouterr()
    assert MOBILE not in said.out + said.err
    assert NAME not in said.out + said.err
    assert found(copy) == {}
    with ZipFile(copy) as parts, ZipFile(path) as before:
        assert parts.namelist() == before.namelist()
        content = "".join(parts.read(name).decode() for name in parts.namelist() if "xml" in name)
        styles = "word/styles.xml"
        assert parts.read(styles) == before.read(styles)
    assert MOBILE not in content
    assert NAME not in content
    assert "xuesong" not in content
    document = docx.Document(str(copy))
    (comment,) = document.comments
    assert (comment.author, comment.initials, comment.text) == ("〔姓名〕", "", "电话〔手机号〕")
    assert document.core_properties.author == "〔姓名〕"
    assert document.sections[0].header.paragraphs[0].text == "值班电话〔手机号〕"


FOOTNOTES = (
    f'<w:footnotes {nsdecls("w")}><w:footnote w:id="2"><w:p><w:r>'
    f"<w:t>电话{MOBILE}</w:t></w:r></w:p></w:footnote></w:footnotes>"
)


def with_part(path: Path, name: str, content: bytes) -> None:
    """Add a part to a document."""
    with ZipFile(path, "a", ZIP_DEFLATED) as parts:
        parts.writestr(name, content)


def test_footnotes(paper: Paper) -> None:
    path = paper(lambda document: document.add_paragraph("正文"))
    with_part(path, "word/footnotes.xml", FOOTNOTES.encode())
    assert places(path, "mobile") == ["footnotes, paragraph 1"]
    assert found(masked(path)) == {}


def test_custom_data(paper: Paper) -> None:
    path = paper(lambda document: document.add_paragraph("正文"))
    content = f'<a xmlns="x"><b c="{MOBILE}">电话{MOBILE}</b></a>'
    with_part(path, "customXml/item9.xml", content.encode())
    assert found(path) == {"mobile": 2}
    assert found(masked(path)) == {}


def test_tracked_changes_are_named(paper: Paper, capsys: pytest.CaptureFixture[str]) -> None:
    def fill(document: Any) -> None:
        paragraph = document.add_paragraph("电话")
        for tag, text, number in (("del", "delText", MOBILE), ("ins", "t", "13800002720")):
            paragraph._p.append(
                parse_xml(
                    f'<w:{tag} {nsdecls("w")} w:id="1" w:author="{NAME}">'
                    f"<w:r><w:{text}>{number}</w:{text}></w:r></w:{tag}>"
                )
            )

    path = paper(fill)
    assert found(path)["mobile"] == 2
    capsys.readouterr()
    copy = masked(path)
    said = capsys.readouterr()
    assert f"{path}: 2 tracked changes, of which parts may stay" in said.err
    assert "2 tracked changes" in said.out
    assert found(copy) == {}


def test_pictures_objects_and_unknown_parts_are_named(
    paper: Paper, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Picture.new("RGB", (4, 4)).save(tmp_path / "card.png")
    path = paper(lambda document: document.add_picture(str(tmp_path / "card.png")))
    with_part(path, "word/embeddings/oleObject1.bin", b"x")
    with_part(path, "word/oddity.xml", b"<a/>")
    (report,) = reported(path)
    told = {each.partition(",")[0] for each in report["unread"]}
    # The template of python-docx has a picture of its first page.
    assert told == {"2 pictures", "1 embedded object", "1 part word/oddity.xml"}
    masked(path)
    assert "not looked into, as it was in a copy" in capsys.readouterr().err


def test_a_document_with_nothing(paper: Paper) -> None:
    def fill(document: Any) -> None:
        document.add_heading("关于印发实施方案的通知", 1)
        document.add_paragraph("云政办发〔2026〕12号，自2026年3月1日起施行。")

    path = paper(fill)
    assert found(path) == {}
    copy = masked(path)
    with ZipFile(copy) as parts, ZipFile(path) as before:
        assert all(parts.read(name) == before.read(name) for name in before.namelist())


def test_breaks_and_tabs_part_words(paper: Paper) -> None:
    def fill(document: Any) -> None:
        document.add_paragraph(f"电话\t{MOBILE}\n备注")

    (paragraph,) = docx.Document(str(masked(paper(fill)))).paragraphs
    assert paragraph.text == "电话\t〔手机号〕\n备注"
    assert paragraph._p.find(f".//{qn('w:tab')}") is not None


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"a.txt": b"x"}, "no document in it"),
        ({"word/document.xml": b"<"}, "word/document.xml is no XML"),
        ({"word/document.xml": b"<a/>", "word/vbaProject.bin": b""}, "holds macros"),
        ({"word/document.xml": b'<w xmlns="http://purl.oclc.org/ooxml/x"/>'}, "strict form"),
    ],
)
def test_what_is_no_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], parts: dict[str, bytes], says: str
) -> None:
    path = tmp_path / "a.docx"
    with ZipFile(path, "w") as out:
        for name, data in parts.items():
            out.writestr(name, data)
    assert run("scan", path) == 2
    assert says in capsys.readouterr().err


def test_an_archive_with_a_password(paper: Paper, capsys: pytest.CaptureFixture[str]) -> None:
    path = paper(lambda document: document.add_paragraph("正文"))
    content = bytearray(path.read_bytes())
    # The flag of the first part in the list at the end.
    at = content.rindex(b"PK\x01\x02")
    content[at + 8] |= 1
    path.write_bytes(bytes(content))
    assert run("scan", path) == 2
    assert "has a password" in capsys.readouterr().err
