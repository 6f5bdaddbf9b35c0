"""Office files as the archives that they are: refused where they cannot be read in safety."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from govllm.errors import UsageError

# What is unpacked lies in memory several times over. A table of a million rows and ten columns
# stays below; an archive of a few kilobytes that unpacks to gigabytes does not.
MOST_UNPACKED = 512 << 20

# How files begin that hold an older format, or a newer one behind a password.
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STRICT = b"http://purl.oclc.org/ooxml/"


@contextmanager
def open_archive(path: Path, main: str) -> Iterator[ZipFile]:
    """The archive of a file that can be read; what turns out to be damaged within is said.

    Args:
        main: pattern of the part that a file of its ending always has.

    Raises:
        UsageError: for a file that is damaged, has a password or macros, or unpacks to too much.
    """
    ending = path.suffix.lower()
    with path.open("rb") as stream:
        if stream.read(len(_COMPOUND)) == _COMPOUND:
            raise UsageError(
                f"{path} has a password, or is an older format under another ending",
                f"open it and save it as {ending} without a password",
            )
    try:
        with ZipFile(path) as archive:
            _check(path, archive)
            parts = [name for name in archive.namelist() if re.fullmatch(main, name)]
            if not parts:
                raise damaged(path, "no document in it")
            if _STRICT in archive.read(parts[0]):
                raise UsageError(f"{path} is in a strict form", f"save it as an ordinary {ending}")
            yield archive
    except (BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise damaged(path, str(error)) from None


def damaged(path: Path, why: str) -> UsageError:
    """The error for a file that cannot be read, with what its user can do."""
    return UsageError(f"{path} is damaged ({why})", "open it, mend it and save it again")


def _check(path: Path, archive: ZipFile) -> None:
    size = sum(info.file_size for info in archive.infolist())
    if size > MOST_UNPACKED:
        raise UsageError(
            f"{path} unpacks to {size >> 20} MiB, and more than {MOST_UNPACKED >> 20} is refused",
            "split it, or leave pictures out",
        )
    if any(info.flag_bits & 1 for info in archive.infolist()):
        raise UsageError(f"{path} has a password", "save it without one")
    if any(name.endswith("vbaProject.bin") for name in archive.namelist()):
        raise UsageError(
            f"{path} holds macros, which cannot be looked into",
            f"save it without them as {path.suffix.lower()}",
        )


def unread_parts(
    archive: ZipFile, known: str, kinds: Iterable[tuple[str, str, str]]
) -> Sequence[str]:
    """What an archive holds that is not looked into, counted by kind.

    Args:
        known: pattern of the parts that are read, or hold nothing of a person.
        kinds: patterns of further parts, with the words for one and for several of them; a part
            that none fits is named itself.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for name in archive.namelist():
        if name.endswith("/") or re.fullmatch(known, name):
            continue
        words = ((one, more) for pattern, one, more in kinds if re.match(pattern, name))
        counts[next(words, (f"part {name}", f"parts {name}"))] += 1
    return [f"{n} {one if n == 1 else more}" for (one, more), n in counts.items()]
