"""Labelled passages: from a text with marks to texts with places of personal data.

In a source `[[name:欧阳雪松]]` marks words that stand there, and `{mobile}` an identifier that is
drawn here, now and then in a form that people use to hide it or to read it out.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from govllm.privacy import invent
from govllm.privacy.classes import CLASSES

_MARK = re.compile(r"\[\[([a-z_0-9]+):(.+?)\]\]|\{([a-z_0-9]+)\}", re.S)
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_SPOKEN = str.maketrans("0123456789", "零幺二三四五六七八九")
_WRITTEN = str.maketrans("0123456789", "〇一二三四五六七八九")

_DRAWN: Mapping[str, tuple[str, Callable[[random.Random], str]]] = {
    "resident_id": ("resident_id", invent.resident_id),
    "resident_id_15": ("resident_id_15", invent.resident_id_15),
    "residence_permit": ("residence_permit", invent.residence_permit),
    "foreign_permit": ("foreign_permit", invent.foreign_permit),
    "uscc": ("social_credit_code", invent.social_credit_code),
    "org_code": ("org_code", invent.org_code),
    "bank_card": ("bank_card", invent.bank_card),
    "mobile": ("mobile", invent.mobile),
    "landline": ("landline", invent.landline),
    "passport": ("passport", invent.passport),
    "hk_mo_permit": ("hk_mo_permit", invent.hk_mo_permit),
    "home_return": ("home_return", invent.home_return),
    "taiwan_permit": ("taiwan_permit", invent.taiwan_permit),
    "plate": ("plate", invent.plate),
    "social_security": ("social_security", invent.social_security),
    "medical_card": ("medical_card", invent.medical_card),
    "wechat": ("wechat", invent.wechat),
    "qq": ("qq", invent.qq),
    "email": ("email", invent.email),
    "ip": ("ip", invent.ip),
    "birth_date": ("birth_date", invent.birth_date),
}


@dataclass(frozen=True, slots=True)
class Label:
    """Personal data at a place of a passage, `end` excluded."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A text with everything in it that is personal data.

    Attributes:
        cluster: the source it was drawn from; passages of one source are not independent.
    """

    id: str
    cluster: str
    genre: str
    text: str
    labels: tuple[Label, ...]

    def as_row(self) -> dict[str, Any]:
        """As a line of the labelled set holds it."""
        labels = [[label.start, label.end, label.kind] for label in self.labels]
        return {"id": self.id, "cluster": self.cluster, "genre": self.genre,
                "text": self.text, "labels": labels}  # fmt: skip

    @staticmethod
    def of_row(row: Mapping[str, Any]) -> Passage:
        """The passage of such a line."""
        labels = tuple(Label(*label) for label in row["labels"])
        return Passage(row["id"], row["cluster"], row["genre"], row["text"], labels)


def draw_passage(source: Mapping[str, str], number: int, seed: int) -> Passage:
    """The `number`th passage drawn from a source.

    Raises:
        ValueError: for an unknown class or slot, naming it and the source.
    """
    rng = random.Random(f"{seed}/{source['id']}/{number}")  # noqa: S311
    text, labels, position = "", [], 0
    for match in _MARK.finditer(source["text"]):
        text += source["text"][position : match.start()]
        kind, words, slot = match.groups()
        if slot is not None:
            if slot not in _DRAWN:
                raise ValueError(f"{source['id']}: unknown slot {slot!r}")
            kind, maker = _DRAWN[slot]
            words = written(kind, maker(rng), source["genre"], rng)
        if kind not in CLASSES:
            raise ValueError(f"{source['id']}: unknown class {kind!r}")
        labels.append(Label(len(text), len(text) + len(words), kind))
        text += words
        position = match.end()
    text += source["text"][position:]
    name = f"{source['id']}-{number}"
    return Passage(name, source["id"], source["genre"], text, tuple(labels))


def written(kind: str, value: str, genre: str, rng: random.Random) -> str:
    """An identifier as somebody writes or says it."""
    odds = rng.random()
    if kind == "mobile":
        if genre == "transcript" and odds < 0.3:
            return value.translate(_SPOKEN)
        if odds < 0.12:
            return f"{value[:3]}{rng.choice(' -')}{value[3:7]}{rng.choice(' -')}{value[7:]}"
        if odds < 0.16:
            return value.translate(_FULL_WIDTH)
        if odds < 0.19:
            return value.translate(_WRITTEN)
        return f"+86{value}" if odds > 0.97 else value
    if kind == "resident_id":
        if odds < 0.05:
            return f"{value[:6]} {value[6:14]} {value[14:]}"
        if odds < 0.08:
            return value.translate(_FULL_WIDTH)
        return value.lower() if odds > 0.9 else value
    if kind == "bank_card" and odds < 0.4:
        return " ".join(value[at : at + 4] for at in range(0, len(value), 4))
    return value
