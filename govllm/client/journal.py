"""The journal: one append-only, hash-chained JSON line per finished attempt of a request.

Each row is hashed with its texts replaced by salted digests, so that texts can be taken out of a
copy later and the chain still holds. A text's salt goes with it: without the salt nobody can find
a short text by trying; with both, anybody can check one. The first row links to the plan's hash,
so that no answer can be older than its plan.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec

from govllm.errors import JournalError

# Fields that hold texts: chained by digest, removable.
TEXTS = ("messages", "answer", "reasoning", "detail")
_UNCHAINED = frozenset((*TEXTS, "salts", "hash"))

# A row is handed to the system at once and forced to disk about so often: a killed process loses
# nothing, a power cut at most the rows of this time.
_SYNC_S = 0.5

# 128 bits: no text is found by trying salts.
_SALT_BYTES = 16

# Sorted keys, so that a row read back has the same bytes and so the same hash.
_form = msgspec.json.Encoder(order="sorted").encode
parse_row = msgspec.json.Decoder(dict[str, Any]).decode


def text_digest(salt: str, text: Any) -> str:
    """The digest by which the chain knows a text: sha256 of its salt and its JSON form."""
    return _salted(salt, _form(text))


def _salted(salt: str, form: bytes) -> str:
    # Always of the JSON form: bare, the text `[1]` and the list `[1]` would have one digest.
    return hashlib.sha256(salt.encode() + form).hexdigest()


def _core(row: Mapping[str, Any]) -> bytes:
    return _form({k: v for k, v in row.items() if k not in _UNCHAINED})


def row_hash(row: Mapping[str, Any]) -> str:
    """The hash of a row: over everything but its texts, their salts and the hash itself."""
    return hashlib.sha256(_core(row)).hexdigest()


def _line(core: bytes, salts: Mapping[str, str], forms: Mapping[str, bytes], own: str) -> bytes:
    texts = b"".join(b',"%b":%b' % (name.encode(), form) for name, form in forms.items())
    salted = b',"salts":%b' % _form(salts) if salts else b""
    return b'%b%b%b,"hash":"%b"}\n' % (core[:-1], salted, texts, own.encode())


def link(row: Mapping[str, Any], seq: int, previous: str) -> tuple[bytes, str]:
    """A row's line with its place in the chain (seq, digests and salts of its texts, previous,
    hash), and its hash. Every part is encoded once: this is on the path of every answer."""
    forms = {k: _form(row[k]) for k in TEXTS if row.get(k) is not None}
    salts = {name: secrets.token_hex(_SALT_BYTES) for name in forms}
    digests = {name: _salted(salts[name], form) for name, form in forms.items()}
    core = _core({**row, "seq": seq, "digests": digests, "previous": previous})
    own = hashlib.sha256(core).hexdigest()
    return _line(core, salts, forms, own), own


def chained(row: Mapping[str, Any], seq: int, previous: str) -> dict[str, Any]:
    """`row` with its place in the chain, as it is read back."""
    return parse_row(link(row, seq, previous)[0])


def line_of(row: Mapping[str, Any]) -> bytes:
    """The line of a chained row with as many of its texts and salts as it still has."""
    forms = {name: _form(row[name]) for name in TEXTS if row.get(name) is not None}
    return _line(_core(row), row.get("salts", {}), forms, row["hash"])


def redacted(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row without its texts and their salts; its hash is what it was."""
    return {k: v for k, v in row.items() if k not in TEXTS and k != "salts"}


def row_fault(row: Mapping[str, Any], line: bytes, seq: int, previous: str) -> str:
    """What is wrong with a row at this place of the chain, or "".

    Args:
        line: as the row was read, the line break included.
    """
    if row.get("seq") != seq:
        return f"row {seq} is missing, doubled or out of order (found seq {row.get('seq')})"
    if row.get("previous") != previous:
        return f"row {seq} does not follow the one before it"
    core = _core(row)
    own = hashlib.sha256(core).hexdigest()
    if row.get("hash") != own:
        return f"row {seq} was changed after it was written"
    digests, salts = row.get("digests", {}), row.get("salts", {})
    if not isinstance(salts, dict):
        return f"row {seq}: its salts were changed after it was written"
    forms = {name: _form(row[name]) for name in TEXTS if row.get(name) is not None}
    for name, form in forms.items():
        if name not in digests:
            return f"row {seq} holds a text without a digest"
        if _salted(str(salts.get(name)), form) != digests[name]:
            return f"row {seq}: its {name} was changed after it was written"
    # Byte for byte: of two values under one key a reader takes the first and another the second.
    if line != _line(core, salts, forms, own):
        return f"row {seq} is not in the form in which it was written"
    return ""


def read_rows(path: Path, plan_sha256: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows of a journal with their byte offsets, checked one after the other.

    Raises:
        JournalError: at the first row that does not hold.
    """
    previous, offset = plan_sha256, 0
    with path.open("rb") as stream:
        for seq, line in enumerate(stream):
            try:
                row = parse_row(line)
            except msgspec.ValidationError:
                raise JournalError(f"{path}: row {seq} is not an object") from None
            except (ValueError, RecursionError):
                raise JournalError(f"{path}: row {seq} is not JSON") from None
            if fault := row_fault(row, line, seq, previous):
                raise JournalError(f"{path}: {fault}", "the evidence of this run cannot be used")
            yield offset, row
            previous, offset = row["hash"], offset + len(line)


def repair_tail(path: Path) -> int:
    """Cut a torn last line, as a power cut or a kill leaves it; the number of bytes cut.

    Only an unfinished line is cut: a whole line that is wrong is tampering, which
    `read_rows` reports.
    """
    if not path.exists():
        return 0
    with path.open("r+b") as stream:
        end = stream.seek(0, os.SEEK_END)
        position = end
        while position > 0:
            step = min(65536, position)
            stream.seek(position - step)
            newline = stream.read(step).rfind(b"\n")
            if newline >= 0:
                position = position - step + newline + 1
                break
            position -= step
        stream.truncate(position)
        return end - position


class Journal:
    """A journal open for appending. Use as a context manager.

    Args:
        path: `journal.jsonl` of the run.
        seq: of the next row.
        previous: hash of the last row, or the plan's hash where there is none yet.
    """

    def __init__(self, path: Path, seq: int, previous: str) -> None:
        self._path = path
        self._seq = seq
        self._previous = previous

    def __enter__(self) -> Journal:
        self._stream = os.fdopen(
            os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab", buffering=0
        )
        self._closing = threading.Event()
        # On a thread: a busy disk takes seconds for it, and answers must not wait meanwhile.
        self._syncer = threading.Thread(target=self._sync_often, name="journal-sync", daemon=True)
        self._syncer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        self._syncer.join()
        os.fsync(self._stream.fileno())
        self._stream.close()

    def _sync_often(self) -> None:
        synced = self._seq
        while not self._closing.wait(_SYNC_S):
            if self._seq != synced:
                synced = self._seq
                os.fsync(self._stream.fileno())

    def append(self, row: Mapping[str, Any]) -> None:
        """Chain a row and hand it to the system in one write."""
        line, own = link(row, self._seq, self._previous)
        unwritten = memoryview(line)
        # On a disk that is filling up the system takes less than it was given.
        while unwritten:
            unwritten = unwritten[self._stream.write(unwritten) :]
        self._previous, self._seq = own, self._seq + 1
