"""What a Word part holds beside its paragraphs: authors, hints, links and properties."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from docx.oxml.ns import qn

from govllm.privacy.bureau.formats.cell import NOWHERE, Cell, Slot, slot

# By local name: attributes that hold words, and those of elements that do.
_ATTRIBUTES = frozenset(["descr", "title", "tooltip", "displayText", "author", "userId"])
_WITH_VALUE = frozenset(["docVar", "listItem", "alias", "tag", "default", "statusText", "helpText"])
_PERSONS = frozenset(["author", "creator", "lastModifiedBy", "Manager"])
PROPERTIES, CUSTOM_DATA = "properties", "custom data"
_INITIALS = qn("w:initials")


def beside_slots(part: Any, title: str) -> Iterator[Slot]:
    """The texts of a part's attributes, and of properties whose elements are texts themselves.

    Args:
        title: of the part; in `PROPERTIES` and `CUSTOM_DATA` elements are texts.
    """
    for element in part.iter():
        if not isinstance(element.tag, str):
            continue
        name = _local(element.tag)
        if name == "Relationship":
            yield from _link(element)
            continue
        if title in (PROPERTIES, CUSTOM_DATA):
            yield from _property(element, name, title)
        if title != PROPERTIES:
            yield from _attributes(element, name, everything=title == CUSTOM_DATA)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _link(element: Any) -> Iterator[Slot]:
    if element.get("TargetMode") == "External":
        cell = Cell("link", "", element.get("Target", ""))
        yield Slot(cell, lambda _: element.set("Target", NOWHERE))


def _property(element: Any, name: str, title: str) -> Iterator[Slot]:
    if len(element) or not (element.text or "").strip():
        return
    around = element.getparent()
    # One's own properties have their name on the element around.
    own = around.get("name") if around is not None else None
    header = "姓名" if name in _PERSONS else own or ""
    place = f"{title}, {own or name}"
    yield slot(Cell(place, header, element.text), partial(setattr, element, "text"))


def _attributes(element: Any, name: str, everything: bool) -> Iterator[Slot]:
    for key, value in element.attrib.items():
        attribute = _local(key)
        if not value.strip() or not (
            everything
            or attribute in _ATTRIBUTES
            or (name in _WITH_VALUE and attribute in ("val", "value", "name"))
        ):
            continue
        header = "姓名" if attribute in _PERSONS else ""
        yield slot(Cell(f"{name}, {attribute}", header, value), partial(_set, element, key))


def _set(element: Any, key: str, value: str) -> None:
    element.set(key, value)
    if _local(key) in _PERSONS and element.get(_INITIALS):
        element.set(_INITIALS, "")
