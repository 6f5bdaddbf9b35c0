"""A bureau's own files: found, reported by their ends, and copied without what was found."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import pytest

from govllm.privacy.__main__ import privacy
from tests.privacy.bureau import MOBILE, PERSON, found, run

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
    path = write(tmp_path / "a.csv", rows)
    assert run("mask", path, "--out", tmp_path / "out", "--style", "pseudonym") == 0
    masked = (tmp_path / "out/a.csv").read_text(encoding="utf-8").splitlines()
    assert masked[1:] == ["〔姓名1〕,〔手机号1〕", "〔姓名1〕,〔手机号2〕"]


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
        ("a.xls", b"x", "not a format that is read"),
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
