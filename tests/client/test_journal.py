"""The journal's chain: it holds, it hangs on the plan, and any single change is found."""

from __future__ import annotations

import copy
import json
import os
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govllm.client.journal import (
    TEXTS,
    Journal,
    chained,
    read_rows,
    redacted,
    repair_tail,
    row_hash,
)
from govllm.errors import JournalError

PLAN = "a" * 64
Row = dict[str, Any]


def answer(n: int, text: str = "red") -> Row:
    return {
        "task": "own/t",
        "sample": f"s-{n}",
        "epoch": 0,
        "part": 0,
        "key": f"{n:064x}",
        "attempt": 1,
        "time": "2026-01-01T00:00:00.000+00:00",
        "latency_s": 0.25,
        "messages": [{"role": "user", "content": f"问题 {n}"}],
        "error": None,
        "answer": text,
        "reasoning": "",
        "finish": "stop",
        "tokens": {"prompt": 3, "completion": 1},
        "logprob": None,
    }


def failure(n: int) -> Row:
    kept = {k: v for k, v in answer(n).items() if k in list(answer(n))[:9]}
    return {**kept, "error": {"kind": "fatal", "code": "http_400"}, "detail": "no\nsuch thing"}


def write(path: Path, rows: Iterable[Row], plan: str = PLAN) -> Path:
    with Journal(path, 0, plan) as journal:
        for row in rows:
            journal.append(row)
    return path


def read(path: Path, plan: str = PLAN) -> list[Row]:
    return [row for _, row in read_rows(path, plan)]


def dumped(rows: Sequence[Row]) -> bytes:
    """Rows in the form in which the journal writes them."""
    text = "".join(json.dumps(r, ensure_ascii=False, separators=(",", ":")) + "\n" for r in rows)
    return text.encode()


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return write(
        tmp_path / "journal.jsonl", [answer(0), failure(1), answer(2, "蓝\u0001"), answer(3)]
    )


TEXT = st.text(st.characters(exclude_categories=["Cs"]))
ROWS = st.lists(st.builds(answer, st.integers(0, 9), TEXT) | st.builds(failure, st.integers(0, 9)))
SHARED_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@SHARED_FOLDER
@given(rows=ROWS)
def test_whatever_is_written_is_read_and_holds(tmp_path: Path, rows: list[Row]) -> None:
    path = tmp_path / "journal.jsonl"
    path.unlink(missing_ok=True)
    found = read(write(path, rows))
    assert [{k: r[k] for k in row} for r, row in zip(found, rows, strict=True)] == rows
    assert [r["seq"] for r in found] == list(range(len(rows)))


def test_offsets_lead_back_to_the_rows(journal: Path) -> None:
    with journal.open("rb") as stream:
        for offset, row in read_rows(journal, PLAN):
            stream.seek(offset)
            assert json.loads(stream.readline()) == row


def test_going_on_continues_the_chain(journal: Path) -> None:
    before = read(journal)
    with Journal(journal, len(before), before[-1]["hash"]) as more:
        more.append(answer(4))
    assert len(read(journal)) == len(before) + 1


def test_the_first_row_hangs_on_the_plan(journal: Path) -> None:
    assert read(journal)[0]["previous"] == PLAN
    with pytest.raises(JournalError, match="row 0 does not follow"):
        read(journal, plan="b" * 64)


def test_salts_differ_and_hide_equal_texts(tmp_path: Path) -> None:
    rows = read(write(tmp_path / "journal.jsonl", [answer(0)] * 50))
    assert len({salt for row in rows for salt in row["salts"].values()}) == 150
    assert len({row["digests"]["answer"] for row in rows}) == 50


def test_private_to_the_user(tmp_path: Path) -> None:
    former = os.umask(0)
    try:
        path = write(tmp_path / "journal.jsonl", [answer(0)])
    finally:
        os.umask(former)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@SHARED_FOLDER
@given(data=st.data())
def test_any_changed_byte_is_found_or_says_the_same(journal: Path, data: st.DataObject) -> None:
    whole, before = journal.read_bytes(), read(journal)
    place = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda b: b != whole[place]))
    journal.write_bytes(whole[:place] + bytes([byte]) + whole[place + 1 :])
    try:
        # Such as \u001F for \u001f: another spelling of the same value.
        assert read(journal) == before
    except JournalError:
        pass
    finally:
        journal.write_bytes(whole)


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all values in a JSON document, containers included."""
    found = [path] if path else []
    if isinstance(value, (dict, list)):
        steps = value.items() if isinstance(value, dict) else enumerate(value)
        for step, inner in steps:
            found += leaves(inner, (*path, step))
    return found


def changed(row: Row, path: tuple[Any, ...], value: Any) -> Row:
    row = copy.deepcopy(row)
    node: Any = row
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    return row


OTHER = st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.just([]) | st.just({})


@SHARED_FOLDER
@given(data=st.data())
def test_any_other_value_of_any_field_is_found(journal: Path, data: st.DataObject) -> None:
    whole, rows = journal.read_bytes(), read(journal)
    n = data.draw(st.integers(0, len(rows) - 1))
    path = data.draw(st.sampled_from(leaves(rows[n])))
    before: Any = rows[n]
    for step in path:
        before = before[step]
    value = data.draw(OTHER.filter(lambda v: json.dumps(v) != json.dumps(before)))
    # A text may be taken out; that is what the digests are for.
    if value is None and path[0] in TEXTS and len(path) == 1:
        return
    rows[n] = changed(rows[n], path, value)
    journal.write_bytes(dumped(rows))
    try:
        with pytest.raises(JournalError, match=rf"row {n}\b"):
            read(journal)
    finally:
        journal.write_bytes(whole)


def test_a_text_does_not_pass_for_the_list_it_spells(journal: Path) -> None:
    rows = [chained(answer(0, '["red"]'), 0, PLAN)]
    journal.write_bytes(dumped([{**rows[0], "answer": ["red"]}]))
    with pytest.raises(JournalError, match="answer was changed"):
        read(journal)


@pytest.mark.parametrize("n", range(4))
@pytest.mark.parametrize("name", ["secret", "hash2", "answers"])
def test_an_added_field_is_found(journal: Path, n: int, name: str) -> None:
    rows = read(journal)
    rows[n][name] = "x"
    journal.write_bytes(dumped(rows))
    with pytest.raises(JournalError, match=f"row {n} was changed"):
        read(journal)


def test_a_text_that_was_not_there_is_found(journal: Path) -> None:
    rows = read(journal)
    rows[1]["answer"] = "red"
    journal.write_bytes(dumped(rows))
    with pytest.raises(JournalError, match="row 1 holds a text without a digest"):
        read(journal)


@SHARED_FOLDER
@given(data=st.data())
def test_any_dropped_doubled_or_moved_row_is_found(journal: Path, data: st.DataObject) -> None:
    whole = journal.read_bytes()
    lines = whole.splitlines(keepends=True)
    inner = data.draw(st.integers(0, len(lines) - 2))
    other = data.draw(st.integers(0, len(lines) - 1).filter(lambda i: i != inner))
    how = data.draw(st.sampled_from(["drop", "double", "swap", "copy"]))
    if how == "drop":
        del lines[inner]
    elif how == "double":
        lines.insert(inner, lines[inner])
    elif how == "swap":
        lines[inner], lines[other] = lines[other], lines[inner]
    else:
        lines[inner] = lines[other]
    journal.write_bytes(b"".join(lines))
    try:
        with pytest.raises(JournalError, match=r"row \d"):
            read(journal)
    finally:
        journal.write_bytes(whole)


def test_the_doubled_last_row_is_found(journal: Path) -> None:
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join([*lines, lines[-1]]))
    with pytest.raises(JournalError, match="row 4 is missing, doubled or out of order"):
        read(journal)


@SHARED_FOLDER
@given(data=st.data())
def test_a_piece_cut_from_the_middle_is_found(journal: Path, data: st.DataObject) -> None:
    whole = journal.read_bytes()
    begin = data.draw(st.integers(0, len(whole) - 3))
    end = data.draw(st.integers(begin + 1, len(whole) - 2))
    journal.write_bytes(whole[:begin] + whole[end:])
    try:
        with pytest.raises(JournalError, match=r"row \d"):
            read(journal)
    finally:
        journal.write_bytes(whole)


@pytest.mark.parametrize("line", ["null", "[]", "7", '"row"', "{}", "", "{", "\x00", "[" * 9999])
def test_a_whole_wrong_line_is_found_and_not_repaired(journal: Path, line: str) -> None:
    whole = journal.read_bytes()
    journal.write_bytes(whole + line.encode() + b"\n")
    assert repair_tail(journal) == 0
    with pytest.raises(JournalError, match="row 4"):
        read(journal)


def test_a_rewritten_row_breaks_the_next_one(journal: Path) -> None:
    rows = read(journal)
    rows[1] = chained({k: rows[1][k] for k in failure(1)} | {"attempt": 3}, 1, rows[0]["hash"])
    journal.write_bytes(dumped(rows))
    with pytest.raises(JournalError, match="row 2 does not follow"):
        read(journal)


@pytest.mark.parametrize("name", sorted(chained(answer(0), 0, PLAN).keys() - set(TEXTS)))
def test_a_missing_field_is_found(journal: Path, name: str) -> None:
    rows = read(journal)
    del rows[2][name]
    journal.write_bytes(dumped(rows))
    with pytest.raises(JournalError, match="row 2"):
        read(journal)


@pytest.mark.parametrize("n", range(4))
@pytest.mark.parametrize("name", TEXTS)
def test_texts_can_be_taken_out(journal: Path, n: int, name: str) -> None:
    rows = read(journal)
    for gone in (("text",), ("text", "salt")):
        rows[n].pop(name, None)
        if "salt" in gone:
            rows[n]["salts"].pop(name, None)
        journal.write_bytes(dumped(rows))
        assert len(read(journal)) == 4


def test_with_all_texts_out_the_rest_is_still_held(journal: Path) -> None:
    rows = [redacted(row) for row in read(journal)]
    journal.write_bytes(dumped(rows))
    assert "蓝" not in journal.read_text()
    assert "问题" not in journal.read_text()
    assert read(journal) == rows
    rows[2]["finish"] = "length"
    journal.write_bytes(dumped(rows))
    with pytest.raises(JournalError, match="row 2 was changed"):
        read(journal)


def test_the_hash_of_a_row_does_not_depend_on_its_texts_or_their_order() -> None:
    row = chained(answer(0), 0, PLAN)
    shuffled = dict(reversed(row.items()))
    assert row_hash(shuffled) == row["hash"] == row_hash({**row, "answer": "other"})


@pytest.mark.parametrize("kept", [0, 1, 50])
def test_a_torn_last_line_is_cut(journal: Path, kept: int) -> None:
    whole = journal.read_bytes()
    last = whole.splitlines(keepends=True)[-1]
    torn = whole[: len(whole) - len(last) + kept]
    journal.write_bytes(torn)
    assert repair_tail(journal) == kept
    assert len(read(journal)) == 3
    assert repair_tail(journal) == 0


@pytest.mark.parametrize("size", [65535, 65536, 65537, 200_000])
def test_a_torn_line_of_any_length_is_cut(tmp_path: Path, size: int) -> None:
    path = write(tmp_path / "journal.jsonl", [answer(0, "x" * 70_000)])
    length = path.stat().st_size
    with path.open("ab") as stream:
        stream.write(b"x" * size)
    assert repair_tail(path) == size
    assert path.stat().st_size == length


def test_a_journal_of_one_torn_line_is_empty_again(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    assert repair_tail(path) == 0
    path.write_bytes(b'{"task": "own')
    assert repair_tail(path) == 13
    assert path.read_bytes() == b""


def test_a_short_write_is_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "journal.jsonl"
    with Journal(path, 0, PLAN) as journal:
        stream = journal._stream

        class Reluctant:
            def write(self, data: memoryview) -> int:
                return stream.write(bytes(data)[:7])

        monkeypatch.setattr(journal, "_stream", Reluctant())
        journal.append(answer(0))
        monkeypatch.setattr(journal, "_stream", stream)
    assert len(read(path)) == 1
