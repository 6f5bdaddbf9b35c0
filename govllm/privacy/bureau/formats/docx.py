"""Word files: every part with text, written back into the archive it came from.

Nothing but the texts that change is touched: pictures, objects and formats stay byte for byte.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from docx.opc.oxml import serialize_part_xml
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from govllm.privacy.bureau.formats.archive import damaged, open_archive, unread_parts
from govllm.privacy.bureau.formats.cell import Cell, Change, Slot
from govllm.privacy.bureau.formats.word_beside import CUSTOM_DATA, PROPERTIES, beside_slots
from govllm.privacy.bureau.formats.word_text import paragraph_slots

_MAIN = r"word/document\d*\.xml"
# Those with text, in the order in which they are told, and what they are called.
_TEXTS = (
    (_MAIN, ""),
    (r"word/header\d*\.xml", "header"),
    (r"word/footer\d*\.xml", "footer"),
    (r"word/footnotes\d*\.xml", "footnotes"),
    (r"word/endnotes\d*\.xml", "endnotes"),
    (r"word/comments\d*\.xml", "comments"),
    (r"word/glossary/document\.xml", "building blocks"),
    (r"word/diagrams/(?:data|drawing)\d*\.xml", "diagram"),
    (r"word/(?:people|settings)\.xml", ""),
    (r"docProps/(?:core|app|custom)\.xml", PROPERTIES),
    (r"customXml/item\d+\.xml", CUSTOM_DATA),
    (r".*\.rels", ""),
)
_KNOWN = "|".join(pattern for pattern, _ in _TEXTS) + (
    r"|\[Content_Types\]\.xml|docMetadata/LabelInfo\.xml|customXml/itemProps\d*\.xml|"
    r"word/(?:glossary/)?(?:styles|stylesWithEffects|fontTable|numbering|webSettings|settings|"
    r"commentsIds|commentsExtended|commentsExtensible)\.xml|word/(?:theme|fonts)/.*|"
    r"word/diagrams/(?:layout|quickStyle|colors)\d*\.xml"
)
_STAYS = "not looked into, as it was in a copy"
_KINDS = (
    (r"word/media/|docProps/thumbnail", "picture", "pictures"),
    (r"word/charts/", "part of a chart", "parts of charts"),
    (r"word/(?:embeddings|activeX|afchunk)", "embedded object", "embedded objects"),
)
_CHANGES = tuple(qn(f"w:{name}") for name in ("ins", "del", "moveFrom", "moveTo"))


class DocxSource:
    """A Word file.

    Raises:
        UsageError: for one that cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._size, self.position = path.stat().st_size, 0
        with open_archive(path, _MAIN) as archive:
            self.unread: Sequence[str] = [
                f"{part}, {_STAYS}" for part in unread_parts(archive, _KNOWN, _KINDS)
            ]
            self._parts = dict(_parsed(path, archive))
        changes = sum(1 for part in self._parts.values() for _ in part.iter(*_CHANGES))
        if changes:
            self.unread = [
                *self.unread,
                f"{changes} tracked changes, of which parts may stay in a copy: accept or reject "
                "them before",
            ]

    def cells(self) -> Iterator[Cell]:
        for _, slot in self._slots():
            yield slot.cell
        self.position = self._size

    def copy(self, change: Change) -> Iterator[bytes]:
        changed = set()
        for name, slot in self._slots():
            if edits := change(slot.cell):
                slot.put(edits)
                changed.add(name)
        out = io.BytesIO()
        with ZipFile(self._path) as archive, ZipFile(out, "w") as copy:
            for info in archive.infolist():
                same = info.filename not in changed
                part = self._parts.get(info.filename)
                copy.writestr(info, archive.read(info) if same else serialize_part_xml(part))
        yield out.getvalue()

    def _slots(self) -> Iterator[tuple[str, Slot]]:
        for pattern, title in _TEXTS:
            for name in sorted(self._parts):
                if re.fullmatch(pattern, name):
                    part = self._parts[name]
                    yield from ((name, slot) for slot in paragraph_slots(part, title))
                    yield from ((name, slot) for slot in beside_slots(part, title))


def _parsed(path: Path, archive: ZipFile) -> Iterator[tuple[str, Any]]:
    """Every part with text, as a tree.

    Raises:
        UsageError: for one that is no XML.
    """
    for name in archive.namelist():
        if any(re.fullmatch(pattern, name) for pattern, _ in _TEXTS):
            try:
                yield name, parse_xml(archive.read(name))
            # lxml's errors are SyntaxErrors.
            except SyntaxError:
                raise damaged(path, f"{name} is no XML") from None
