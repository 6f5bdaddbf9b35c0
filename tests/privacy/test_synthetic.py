"""What is drawn can be seen to be nobody's; what might be somebody's cannot."""

from __future__ import annotations

import random

import pytest

from govllm.privacy import invent
from govllm.privacy.scan import scan
from govllm.privacy.synthetic import CLASSES, is_invented

DRAWN = {
    "resident_id": invent.resident_id, "residence_permit": invent.residence_permit,
    "social_credit_code": invent.social_credit_code, "bank_card": invent.bank_card,
    "mobile": invent.mobile, "landline": invent.landline, "email": invent.email, "ip": invent.ip,
}  # fmt: skip
REAL = {
    "resident_id": "11010119900307123X", "residence_permit": "810101199003071234",
    "social_credit_code": "91110105MA01ABCD12", "bank_card": "6222021234567890",
    "mobile": "13812345678", "landline": "010-62345678", "email": "wang@company.cn",
    "ip": "8.8.8.8",
}  # fmt: skip


def test_every_class_that_shows_it_is_tried() -> None:
    assert set(DRAWN) == set(REAL) == CLASSES


@pytest.mark.parametrize("kind", sorted(DRAWN))
def test_drawn_and_real(kind: str) -> None:
    rng = random.Random(7)
    assert all(is_invented(kind, DRAWN[kind](rng)) for _ in range(200))
    assert not is_invented(kind, REAL[kind])


def test_as_the_detector_finds_them() -> None:
    (found,) = scan("联系电话：一三八〇〇〇〇二七一九", ["mobile"])
    assert is_invented(found.kind, found.value)
