"""Several processes give what one gives, and end at once when they are told to."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from govllm.privacy import invent
from govllm.privacy.bureau import files, workers
from govllm.privacy.bureau.formats import registry
from tests.privacy.bureau import MOBILE, NAME, run

ROWS = 900


def residents(folder: Path, rows: int = ROWS) -> list[Path]:
    """The same residents in five formats, out of order and some of them twice."""
    rng = random.Random(7)
    folder.mkdir()
    table = [
        ["姓名", "联系电话", "事项"],
        *(
            [rng.choice(["欧阳雪松", "王建国", "李桂芳"]), invent.mobile(rng), f"{n}号楼路灯不亮"]
            for n in range(rows)
        ),
    ]
    table += table[1:40]
    plain = [",".join(row) for row in table]
    (folder / "a.csv").write_text("\n".join(plain) + "\n", encoding="gb18030")
    (folder / "b.txt").write_text("\n\n".join(plain) + "\n", encoding="utf-8")
    fields = [dict(zip(table[0], row, strict=True)) for row in table[1:]]
    lines = [json.dumps(row, ensure_ascii=False) for row in fields]
    (folder / "c.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "d.csv").write_text('a,b\n"x"y,2\n', encoding="utf-8")
    book = openpyxl.Workbook()
    for row in table:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(folder / "e.xlsx")
    return sorted(folder.iterdir())


def content(path: Path) -> object:
    if path.suffix != ".xlsx":
        return path.read_bytes()
    return [row for sheet in openpyxl.load_workbook(path) for row in sheet.values]


@pytest.mark.parametrize("style", ["tag", "pseudonym"])
def test_two_processes_give_what_one_gives(
    tmp_path: Path, style: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_WORTH", 1000)
    given = residents(tmp_path / "in", 300)
    told = []
    for jobs in ("1", "2"):
        out, report = tmp_path / jobs, tmp_path / f"{jobs}.json"
        words = ["--style", style, "--jobs", jobs, "--json", str(report)]
        assert run("mask", *given, "--out", out, *words) == 2
        said = capsys.readouterr()
        errors = [line for line in said.err.splitlines() if "MB/s" not in line]
        copies = {path.name: content(path) for path in sorted(out.iterdir())}
        told.append((said.out, errors, report.read_text(encoding="utf-8"), copies))
    assert told[0] == told[1]
    assert set(told[0][3]) == {"a.csv", "b.txt", "c.jsonl", "e.xlsx"}
    assert "d.csv:2: not a table" in told[0][1][0]


def test_pseudonyms_are_the_same_in_all_files(tmp_path: Path) -> None:
    for name, number in (("a", MOBILE), ("b", "13800002720"), ("c", MOBILE)):
        text = f"姓名,联系电话\n{NAME},{number}\n"
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    given = sorted(tmp_path.iterdir())
    assert run("mask", *given, "--out", tmp_path / "out", "--style", "pseudonym") == 0
    rows = [(tmp_path / "out" / p.name).read_text(encoding="utf-8").split()[1] for p in given]
    assert rows == ["〔姓名1〕,〔手机号1〕", "〔姓名1〕,〔手机号2〕", "〔姓名1〕,〔手机号1〕"]


def descendants(process: int) -> set[int]:
    """Processes whose session is the process's own."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != process:
            try:
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it ended meanwhile
                continue
            if int(stat[3]) == process and stat[0] != "Z":
                found.add(int(entry.name))
    return found


def started(tmp_path: Path, *words: str) -> subprocess.Popen[str]:
    """The command on a table that takes minutes, once its processes are at work."""
    residents(tmp_path / "in")
    table = tmp_path / "in" / "a.csv"
    table.write_bytes(table.read_bytes() * 100)
    process = subprocess.Popen(
        [sys.executable, "-m", "govllm.privacy", *words, str(table), "--jobs", "2"],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while len(descendants(process.pid)) < 3 and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(1.5)
    assert process.poll() is None
    return process


def gone(process: int) -> bool:
    deadline = time.monotonic() + 10
    while (left := descendants(process)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return not left


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_it_at_once(tmp_path: Path, sent: signal.Signals) -> None:
    process = started(tmp_path, "mask", "--out", str(tmp_path / "out"))
    assert list((tmp_path / "out").iterdir())
    began = time.monotonic()
    # Ctrl-C goes to all processes of the terminal, SIGTERM to one.
    if sent == signal.SIGINT:
        os.killpg(process.pid, sent)
    else:
        process.send_signal(sent)
    out, err = process.communicate(timeout=20)
    assert time.monotonic() - began < 10
    assert process.returncode == 4
    assert err == "govllm: stopped; copies that are there are whole; the others are not begun\n"
    assert out == ""
    assert list((tmp_path / "out").iterdir()) == []
    assert gone(process.pid)


def test_a_killed_command_leaves_no_process_behind(tmp_path: Path) -> None:
    process = started(tmp_path, "scan")
    process.kill()
    process.communicate(timeout=20)
    assert gone(process.pid)


def test_a_killed_process_is_said(tmp_path: Path) -> None:
    process = started(tmp_path, "mask", "--out", str(tmp_path / "out"))
    os.kill(max(descendants(process.pid)), signal.SIGKILL)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 4
    assert "was killed, perhaps for want of memory; try fewer with --jobs" in err
    assert "Traceback" not in err
    assert list((tmp_path / "out").iterdir()) == []
    assert gone(process.pid)


@pytest.mark.parametrize("jobs", ["0", "-1", "two"])
def test_a_number_of_processes_that_is_none(
    tmp_path: Path, jobs: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("scan", tmp_path, "--jobs", jobs) == 2
    assert "one at least" in capsys.readouterr().err


def test_a_file_that_changes_meanwhile_has_no_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"联系电话\n{MOBILE}\n", encoding="utf-8")
    opened = registry.open_source

    def opened_and_changed(given: Path) -> object:
        source = opened(given)
        cells = list(source.cells())
        path.write_text("联系电话\n13800002720\n", encoding="utf-8")
        monkeypatch.setattr(source, "cells", lambda: iter(cells))
        return source

    monkeypatch.setattr(files, "open_source", opened_and_changed)
    assert run("mask", path, "--out", tmp_path / "out") == 2
    assert "was changed while it was read" in capsys.readouterr().err
    assert list((tmp_path / "out").iterdir()) == []
