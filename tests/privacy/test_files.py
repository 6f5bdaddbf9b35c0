"""A bureau's own files: found, reported by their ends, and copied without what was found."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import pytest

from govllm.privacy.__main__ import privacy
from govllm.privacy.bureau import progress
from tests.privacy.bureau import MOBILE, PERSON, found, masked, run

TABLE = f"序号,姓名,联系电话,事项\n1,欧阳雪松,{MOBILE},路灯不亮\n2,,,咨询\n"


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_text(text, encoding=encoding)
    return path


def test_a_table_is_reported_without_its_values(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "tickets.csv", TABLE)
    assert run("scan", path, "--json", tmp_path / "report.json") == 1
    out = capsys.readouterr()
    report = (tmp_path / "report.json").read_text(encoding="utf-8")
    for text in (out.out, out.err, report):
        assert MOBILE not in text
        assert "欧阳雪松" not in text
    assert "手机号" in out.out
    assert "line 2, 联系电话" in out.out
    assert "MB/s" in out.err
    (told,) = json.loads(report)
    assert {row["class"] for row in told["found"]} == {"name", "mobile"}


def test_nothing_found_is_zero(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "plain.txt", "云政办发〔2026〕12号，自2026年3月1日起施行。\n")
    assert run("scan", path) == 0
    assert "0 found" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", f"电话{MOBILE}，\n\n身份证{PERSON}。\n"),
        ("a.csv", TABLE),
        ("a.tsv", TABLE.replace(",", "\t")),
        (
            "a.jsonl",
            json.dumps({"联系电话": int(MOBILE), "说明": [f"证{PERSON}"]}, ensure_ascii=False)
            + "\n\n",
        ),
        ("a.json", json.dumps({"rows": [{"电话": MOBILE}]}, ensure_ascii=False)),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_masked_copy_holds_nothing_and_keeps_the_rest(
    tmp_path: Path, name: str, text: str, encoding: str
) -> None:
    path = write(tmp_path / name, text, encoding)
    before = path.read_bytes()
    assert run("mask", path, "--out", tmp_path / "out") == 0
    copy = tmp_path / "out" / name
    assert path.read_bytes() == before
    assert run("scan", copy) == 0
    masked = copy.read_text(encoding=encoding)
    assert "〔手机号〕" in masked
    assert copy.stat().st_mode & 0o077 == 0
    if name.endswith(".csv"):
        rows = list(csv.reader(masked.splitlines()))
        assert rows[1] == ["1", "〔姓名〕", "〔手机号〕", "路灯不亮"]
        assert rows[2] == ["2", "", "", "咨询"]


def test_an_address_over_two_lines_is_one(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", f"号码：{MOBILE[:3]}\n{MOBILE[3:7]}\n{MOBILE[7:]}\n")
    assert found(path) == {"mobile": 1}


def test_the_same_person_has_the_same_pseudonym(tmp_path: Path) -> None:
    rows = "姓名,联系电话\n欧阳雪松,13800002719\n欧阳雪松,13800002720\n"
    lines = masked(write(tmp_path / "a.csv", rows), "--style", "pseudonym").read_text("utf-8")
    assert lines.split()[1:] == ["〔姓名1〕,〔手机号1〕", "〔姓名1〕,〔手机号2〕"]


def test_classes_can_be_chosen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "a.csv", TABLE)
    assert run("scan", path, "--kinds", "resident_id") == 0
    assert run("scan", path, "--kinds", "mobil") == 2
    assert "mobile" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.jsonl", b'{"a": 1}\n{"a"\n', "a.jsonl:2: not JSON"),
        ("a.json", b"{", "a.json: not JSON"),
        ("a.csv", b'a,b\n"x"y,2\n', "a.csv:2: not a table"),
        ("a.txt", b"\xff\xff\xff", "neither UTF-8 nor GB18030"),
        ("a.json", b"[" * 5000 + b"]" * 5000, "a.json: not JSON"),
        (
            "a.jsonl",
            b'{"a":' * 400 + b"1" + b"}" * 400 + b"\n" + b"[" * 5000,
            "a.jsonl:2: not JSON",
        ),
        ("a.pdf", b"x", "a.pdf: .pdf is not a format that is read"),
        ("a", b"x", "a file without an ending is not a format"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_and_the_others_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, says: str
) -> None:
    (tmp_path / name).write_bytes(content)
    good = write(tmp_path / "good.csv", TABLE)
    assert run("mask", tmp_path / name, good, "--out", tmp_path / "out") == 2
    said = capsys.readouterr()
    assert says in said.err
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["good.csv"]


def test_what_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("scan", tmp_path / "none.csv") == 2
    assert "is not there" in capsys.readouterr().err


def test_a_folder_is_walked_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("b.txt", "deep/a.csv", "picture.png"):
        write(tmp_path / name, TABLE)
    assert run("scan", tmp_path) == 1
    out = capsys.readouterr().out
    assert out.index("b.txt") < out.index("a.csv")
    assert "picture" not in out


def test_nothing_is_overwritten_and_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, out = write(tmp_path / "a.csv", TABLE), tmp_path / "out"

    def stopped(_: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", stopped)
        with pytest.raises(KeyboardInterrupt):
            privacy(["mask", str(path), "--out", str(out)])
    assert list(out.iterdir()) == []
    assert run("mask", path, "--out", out) == 0
    before = (out / "a.csv").read_bytes()
    assert run("mask", path, "--out", out) == 2
    assert (out / "a.csv").read_bytes() == before


def test_copies_of_a_folder_keep_its_folders(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("in/a.csv", "in/deep/a.csv", "in/~$a.xlsx", "in/b.pdf", "in/c.pdf", "in/note"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        write(tmp_path / name, TABLE)
    assert run("mask", tmp_path / "in", "--out", tmp_path / "out") == 0
    copies = sorted(p.relative_to(tmp_path) for p in (tmp_path / "out").rglob("*") if p.is_file())
    assert copies == [Path("out/a.csv"), Path("out/deep/a.csv")]
    assert "passed over in folders, not looked into: 2 .pdf, 1 no ending" in capsys.readouterr().err


def test_two_files_of_one_name_do_not_share_a_copy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder / "x.csv", TABLE)
    given = [tmp_path / "a/x.csv", tmp_path / "b/x.csv"]
    assert run("mask", *given, "--out", tmp_path / "out") == 2
    assert "would be the copy of two files" in capsys.readouterr().err
    assert (tmp_path / "out/x.csv").is_file()


def test_a_folder_in_which_nothing_can_be_read_is_not_clean(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "a.pdf", TABLE)
    assert run("scan", tmp_path) == 2
    assert "no file that could be looked into" in capsys.readouterr().err


def test_a_summary_tells_sensitive_classes_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "a.csv", TABLE)
    write(tmp_path / "b.txt", f"身份证号{PERSON}，电话{MOBILE}\n")
    write(tmp_path / "c.txt", "无\n")
    (tmp_path / "d.txt").write_bytes(b"\xff\xff\xff")
    assert run("scan", tmp_path) == 2
    lines = capsys.readouterr().out.splitlines()
    assert lines[-6:] == [
        "4 files: 2 with findings, 1 not read, 0 with parts not looked into; 4 found",
        "敏感个人信息 sensitive (PIPL, article 28): 1",
        "       1  居民身份证号 resident ID",
        "其他 others: 3",
        "       2  手机号 mobile number",
        "       1  姓名 name",
    ]


def test_one_file_has_no_summary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("scan", write(tmp_path / "a.csv", TABLE)) == 1
    assert "sensitive" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("style", "row"),
    [
        ("tag", "〔姓名〕,〔手机号〕"),
        ("pseudonym", "〔姓名1〕,〔手机号1〕"),
        ("partial", "欧***,138********"),
    ],
)
def test_styles(tmp_path: Path, style: str, row: str) -> None:
    path = write(tmp_path / "a.csv", f"姓名,联系电话\n欧阳雪松,{MOBILE}\n")
    assert masked(path, "--style", style).read_text(encoding="utf-8").split()[1] == row


def test_a_table_without_a_heading_and_names_of_fields_are_looked_into(tmp_path: Path) -> None:
    table = write(tmp_path / "a.csv", f"联系{MOBILE},13800002720\n1,2\n")
    assert masked(table).read_text(encoding="utf-8").startswith("联系〔手机号〕,〔手机号〕\n")
    fields = write(tmp_path / "a.json", json.dumps({MOBILE: 1, "13800002720": 2, "x": 3}))
    copy = json.loads(masked(fields).read_text(encoding="utf-8"))
    assert copy == {"〔手机号〕": 1, "〔手机号〕 (2)": 2, "x": 3}


def test_half_a_character_in_json_stays_what_it_was(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", json.dumps({"电话": f"{MOBILE}，\ud83d"}) + "\n")
    (line,) = masked(path).read_text(encoding="utf-8").splitlines()
    assert json.loads(line) == {"电话": "〔手机号〕，\ud83d"}


def test_places_do_not_tell_what_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "a.json", json.dumps({f"电话{MOBILE}": {"电话": MOBILE}}))
    assert run("scan", path) == 1
    assert MOBILE not in capsys.readouterr().out


@pytest.mark.parametrize("out", ["taken", "taken/deeper"])
def test_a_copy_that_cannot_be_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], out: str
) -> None:
    (tmp_path / "taken").write_text("x", encoding="utf-8")
    path = write(tmp_path / "a.csv", TABLE)
    assert run("mask", path, "--out", tmp_path / out) == 2
    said = capsys.readouterr().err
    assert "cannot be written" in said
    assert "Traceback" not in said


def test_a_report_that_cannot_be_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "a.csv", TABLE)
    assert run("scan", path, "--json", tmp_path) == 2
    assert "name another --json" in capsys.readouterr().err


def test_a_bar_where_somebody_watches(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "watched", lambda: True)
    assert run("scan", write(tmp_path / "a.csv", TABLE)) == 1
    said = capsys.readouterr()
    assert "100%" in said.err
    assert "B/s" in said.err
    assert "%" not in said.out


def test_a_line_now_and_then_where_nobody_watches(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = [write(tmp_path / f"{n}.csv", TABLE) for n in range(5)]
    assert run("scan", *given) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    monkeypatch.setattr(progress, "_EVERY_S", 0.0)
    assert run("scan", *given) == 1
    lines = capsys.readouterr().err.splitlines()
    assert "MB so far in" in lines[0]
    assert "MB looked through in" in lines[-1]
