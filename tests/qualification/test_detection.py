"""The detector on labelled passages: shipped figures are those of the code, and targets hold."""

from __future__ import annotations

import json
from typing import Any

import pytest

from govllm import canonical
from govllm.privacy.classes import CLASSES, Tier
from govllm.privacy.passages import Label, Passage
from govllm.qualification.detection import (
    FILE,
    FOLDER,
    PARTS,
    detector_record,
    measure_detector,
    measured,
)
from govllm.resources import evalsets_dir

SETS = evalsets_dir() / FOLDER
CHECKED = [name for name, row in CLASSES.items() if row.tier is Tier.CHECKED]


@pytest.fixture(scope="module")
def record() -> dict[str, Any]:
    return measure_detector(evalsets_dir())


def test_the_shipped_figures_are_those_of_this_code(record: dict[str, Any]) -> None:
    assert canonical.read_json(SETS / FILE) == record, "run python -m govllm.build detection"


def test_the_parts_share_no_passage_and_hold_enough_empty_ones(record: dict[str, Any]) -> None:
    texts = [
        {json.loads(line)["text"] for line in (SETS / f"{p}.jsonl").read_text("utf-8").splitlines()}
        for p in PARTS
    ]
    assert not texts[0] & texts[1]
    for part in PARTS:
        assert record[part]["empty"] >= 0.25 * record[part]["passages"]


@pytest.mark.parametrize("kind", CHECKED)
def test_identifiers_with_check_digits_are_found(record: dict[str, Any], kind: str) -> None:
    assert record["held_back"]["classes"][kind]["f1"] >= 0.99


@pytest.mark.parametrize("kind", ["mobile", "landline", "plate"])
def test_phones_and_plates_are_found(record: dict[str, Any], kind: str) -> None:
    assert record["held_back"]["classes"][kind]["f1"] >= 0.98


def test_addresses_are_found(record: dict[str, Any]) -> None:
    assert record["held_back"]["classes"]["address"]["f1"] >= 0.85


def test_names_are_found(record: dict[str, Any]) -> None:
    assert record["held_back"]["classes"]["name"]["f1"] >= 0.90


def test_the_set_is_as_large_as_it_is_told_to_be(record: dict[str, Any]) -> None:
    assert sum(record[part]["sources"] for part in PARTS) >= 1500
    assert record["held_back"]["sources"] >= 500


def test_the_record_of_a_plan_is_that_of_the_held_back_part(record: dict[str, Any]) -> None:
    assert detector_record() == record["held_back"]


def test_a_detector_wrong_at_a_known_rate_is_measured_at_it() -> None:
    """Nine found, one labelled in words that nobody finds, two found that nobody labelled."""
    found = "电话13800002719。"
    passages = [Passage(f"p{n}", f"c{n}", "ticket", found, (Label(2, 13, "mobile"),))
                for n in range(9)]  # fmt: skip
    passages.append(Passage("m", "m", "ticket", "号码问过了。", (Label(0, 2, "mobile"),)))
    passages += [Passage(f"f{n}", f"f{n}", "ticket", found, ()) for n in range(2)]
    found_again = measured(passages)
    row = found_again["classes"]["mobile"]
    assert found_again["identifiers"] == row
    assert (row["hits"], row["false"], row["missed"]) == (9, 2, 1)
    assert row["precision"] == pytest.approx(9 / 11)
    assert row["recall"] == pytest.approx(0.9)
    assert row["f1"] == pytest.approx(18 / 21)
    assert row["f1_lower"] < 18 / 21 < row["f1_upper"]
