"""What a person is due: cases worked from the articles by hand."""

from __future__ import annotations

from typing import Any

import pytest

from govllm.government.social.calculate import MATTERS, CalculateFacts, due
from govllm.resources import evalsets_dir
from govllm.tasks.load import find_task, load_task
from govllm.tasks.prompts import messages

Row = tuple[Any, int | None, str | None, str | None]


def answer(matter: str, **facts: Any) -> Row:
    found = due(CalculateFacts.model_validate({"case": {"matter": matter, **facts}})).as_target()
    return found["金额"], found["月数"], found["起始日期"], found["适用条款"]


def amount(matter: str, **facts: Any) -> float:
    return float(answer(matter, **facts)[0])


NONE: Row = (0, None, None, None)

UNEMPLOYED = {"district": "澄湖区", "applied": "2026-09-30"}
MOTHER = {"on": "2026-06-01", "paid": 20, "wage": 6000}
STAY = {"scheme": "居民", "level": 3, "discharged": "2026-03-01", "cost": 11100}
VISIT = {"scheme": "职工", "level": 1, "on": "2026-03-01", "cost": 720}
OLD = {"birth": "1936-08-14", "district": "禾丰县"}
MOVED = {"birth": "1945-06-18", "district": "禾丰县", "moved_in": "2024-10-31"}
PENSION = {"birth": "1966-03-12", "account": 14400, "month": "2026-12-01"}
LOAN = {"balance": 30_000, "paid": 9, "age": 39}

CASES: list[tuple[str, dict[str, Any], Row]] = [
    # 三、 five years at 2 months, the sixth at 1.5, half a month dropped; 二、 three at 85 %.
    ("unemployment", {**UNEMPLOYED, "paid": 60}, (16617, 10, "2026-10-01", "二、")),
    ("unemployment", {**UNEMPLOYED, "paid": 72}, (18357, 11, "2026-10-01", "二、")),
    ("unemployment", {**UNEMPLOYED, "paid": 12}, (2958, 2, "2026-10-01", "二、")),
    ("unemployment", {**UNEMPLOYED, "paid": 11}, NONE),
    ("unemployment", {**UNEMPLOYED, "paid": 60, "involuntary": False}, NONE),
    (
        "unemployment",
        {**UNEMPLOYED, "paid": 60, "near_retirement": True},
        (17400, 10, "2026-10-01", "二、"),
    ),
    (
        "unemployment",
        {**UNEMPLOYED, "paid": 84, "claim": "birth", "drawn": 10},
        (4437, None, None, "五、"),
    ),
    (
        "unemployment",
        {**UNEMPLOYED, "paid": 120, "claim": "working", "kept": 4},
        (5600, 17, None, "六、"),
    ),
    ("unemployment", {**UNEMPLOYED, "paid": 120, "claim": "working", "kept": 3}, NONE),
    # 第四条 and 第六条: 6000 / 30 × 148, or 6000 / 31 × 128 = 24774.19 rounded down.
    ("maternity", MOTHER, (29600, None, None, "2026年第四条")),
    ("maternity", {**MOTHER, "on": "2026-05-31"}, (24774, None, None, "2021年第四条")),
    ("maternity", {**MOTHER, "on": "2026-05-31", "paid": 11}, NONE),
    (
        "maternity",
        {**MOTHER, "difficult": True, "babies": 3},
        (41200, None, None, "2026年第四条"),
    ),
    (
        "maternity",
        {**MOTHER, "event": "ended", "pregnancy": 3},
        (4200, None, None, "2026年第五条"),
    ),
    (
        "maternity",
        {**MOTHER, "event": "stillbirth", "pregnancy": 7},
        (29600, None, None, "2026年第四条"),
    ),
    ("maternity", {**MOTHER, "person": "husband"}, (3250, None, None, "2026年第七条")),
    ("maternity", {**MOTHER, "person": "self_insured"}, (4600, None, None, "2026年第八条")),
    ("maternity", {**MOTHER, "person": "self_insured", "on": "2026-05-31"}, NONE),
    # 第七条 and 第八条: (11100 − 1100) × 64 %; employees 76 %, and 75 % before 2026.
    ("inpatient", STAY, (6400, None, None, "2025年第八条")),
    ("inpatient", {**STAY, "scheme": "职工"}, (7600, None, None, "2025年第九条")),
    (
        "inpatient",
        {**STAY, "scheme": "职工", "discharged": "2025-12-31"},
        (7575, None, None, "2022年第九条"),
    ),
    ("inpatient", {**STAY, "again": True}, (6752, None, None, "2025年第八条")),
    ("inpatient", {**STAY, "referral_age": 2}, (6515.2, None, None, "2025年第八条")),
    ("inpatient", {**STAY, "referral_age": 9}, (6400, None, None, "2025年第八条")),
    ("inpatient", {**STAY, "paid": 219_000}, (1000, None, None, "2025年第八条")),
    ("inpatient", {**STAY, "cost": 1100}, NONE),
    # 第四条: 320 is used up first; who still pays in counts as working.
    ("outpatient", VISIT, (300, None, None, "2025年第五条")),
    ("outpatient", {**VISIT, "before": 320}, (540, None, None, "2025年第五条")),
    (
        "outpatient",
        {**VISIT, "before": 9000, "paid": 5100, "status": "paying_pensioner"},
        (100, None, None, "2025年第五条"),
    ),
    ("outpatient", {**VISIT, "scheme": "居民", "level": 2}, NONE),
    # 表一, 表五 and 表六: limit 2150 + 620.
    (
        "chronic",
        {"scheme": "居民", "first_class": ["胰岛素糖尿病", "慢阻肺"], "level": 1, "cost": 9000},
        (2770, None, None, "表三"),
    ),
    (
        "chronic",
        {"scheme": "职工", "special": "透析", "level": 3, "cost": 1000},
        (910, None, None, "表四"),
    ),
    ("chronic", {"scheme": "职工", "first_class": ["口服药糖尿病"], "level": 1, "cost": 900}, NONE),
    # 第六条 to 第九条.
    ("relief", {"classes": [3], "base": 2300}, NONE),
    ("relief", {"classes": [3, 2], "base": 10_000}, (8000, None, None, "第七条")),
    ("relief", {"classes": [2], "base": 80_000}, (64_000, None, None, "第九条")),
    ("relief", {"classes": [4], "base": 88_600}, (45_000, None, None, "第八条")),
    # 第九条 to 第十二条.
    (
        "care",
        {"grade": "II", "mode": "home", "fee": 1240, "notice_ends": "2026-03-31"},
        (1054, None, "2026-04-01", "第九条"),
    ),
    (
        "care",
        {"grade": "I", "mode": "house", "fee": 3000, "days": 30, "notice_ends": "2026-03-01"},
        (1860, None, "2026-04-01", "第十条"),
    ),
    ("care", {"grade": "moderate", "mode": "home", "fee": 9, "notice_ends": "2026-03-01"}, NONE),
    # 第三条, 第四条 (85 × 90 % = 76.5, up) and 第八条 (from the month after).
    ("elderly", {**OLD, "month": "2026-08-01"}, (77, None, None, "2026年第四条")),
    ("elderly", {**OLD, "month": "2026-09-01"}, (160, None, None, "2026年第三条")),
    ("elderly", {**OLD, "month": "2026-03-01"}, (55, None, None, "2022年第三条")),
    (
        "elderly",
        {"birth": "1946-04-10", "district": "桐江区", "applied": "2027-02-03"},
        (510, 6, "2026-05-01", "2026年第三条"),
    ),
    (
        "elderly",
        {
            "birth": "1945-06-18",
            "district": "禾丰县",
            "moved_in": "2025-01-20",
            "applied": "2026-12-21",
        },
        (308, 4, "2026-08-01", "2026年第四条"),
    ),
    # 第二条: 18 months from 31 October end with April.
    ("elderly", {**MOVED, "month": "2026-04-01"}, NONE),
    ("elderly", {**MOVED, "month": "2026-05-01"}, (77, None, None, "2026年第四条")),
    # 第三条, 第四条 and 第六条: 110 × 120 % is whole, 175 × 120 % too.
    (
        "disabled",
        {"grade": 2, "family": "poor", "place": 2, "applied": "2026-10-15", "card": "2026-08-03"},
        (355, None, "2026-10-01", "第三条和第四条"),
    ),
    (
        "disabled",
        {"grade": 1, "family": "other", "applied": "2026-09-10", "card": "2026-08-03"},
        (215, None, "2026-08-01", "第四条"),
    ),
    ("disabled", {"grade": 4, "family": "edge", "income": True, "applied": "2026-09-10"}, NONE),
    # 第七条 to 第十条: 218 + 2 × 3 + 100.
    ("resident_pension", {**PENSION, "years": 18}, (324, None, "2026-04-01", "第七条第一款")),
    ("resident_pension", {**PENSION, "years": 15}, (318, None, "2026-04-01", "第七条第二款")),
    ("resident_pension", {**PENSION, "years": 15, "birth": "1968-07-20"}, NONE),
    ("resident_pension", {**PENSION, "years": 40}, (366, None, "2026-04-01", "第七条第一款")),
    # Turned 57 on 1 March 2021.
    (
        "resident_pension",
        {**PENSION, "years": 15, "birth": "1964-02-29"},
        (318, None, None, "第七条第二款"),
    ),
    # 第二条: 7140 × 15 % = 1071; 第四条: 14000 / 140; at least 1520 (第六条).
    (
        "employee_pension",
        {"retires": "2026-05-01", "age": 60, "paid": 180, "index": 1, "account": 14_000},
        (1520, None, "2026-06-01", "第六条"),
    ),
    (
        "employee_pension",
        {
            "retires": "2026-05-01",
            "age": 60,
            "paid": 180,
            "index": 1,
            "account": 14_000,
            "early": True,
        },
        (1171, None, "2026-06-01", "第六条"),
    ),
    (
        "employee_pension",
        {
            "retires": "2026-05-01",
            "age": 60,
            "paid": 348,
            "deemed": 12,
            "index": 1,
            "account": 14_000,
        },
        (2387.7, None, "2026-06-01", "第七条"),
    ),
    # 第一条 to 第五条.
    (
        "injury",
        {"claim": "lump", "grade": 9, "injured": "2026-03-04", "wage": 4200},
        (34_560, 8, None, "第二条"),
    ),
    (
        "injury",
        {
            "claim": "monthly",
            "grade": 6,
            "injured": "2025-08-09",
            "wage": 3600,
            "assessed": "2026-06-01",
        },
        (2450, None, "2026-07-01", "第三条"),
    ),
    (
        "injury",
        {"claim": "leaving", "grade": 5, "left": "2026-07-15", "to_retirement": 60},
        (288_000, 40, None, "第四条"),
    ),
    (
        "injury",
        {"claim": "leaving", "grade": 5, "left": "2026-07-15", "to_retirement": 59},
        (230_400, 40, None, "第五条"),
    ),
    ("injury", {"claim": "leaving", "grade": 5, "left": "2026-07-15", "to_retirement": 0}, NONE),
    # 第二条 to 第六条.
    (
        "survivor",
        {"died": "2026-04-06", "paid": 180, "made_up": 1},
        (48_600, 9, None, "第三条"),
    ),
    ("survivor", {"died": "2026-04-06", "paid": 180}, (52_650, 10, None, "第三条")),
    (
        "survivor",
        {"died": "2025-04-06", "retired": True, "paid": 180, "drawn": 36},
        (42_460, 8, None, "第四条"),
    ),
    ("survivor", {"died": "2026-04-06", "paid": 180, "by_work": True}, NONE),
    (
        "survivor",
        {"died": "2026-04-06", "paid": 180, "excluded": True, "overpaid": 50},
        (12_100, 0, None, "第六条"),
    ),
    # 第九条 to 第十二条.
    ("loan", LOAN, (420_000, 336, None, "首套")),
    ("loan", {**LOAN, "balance": 28_640}, (400_000, 336, None, "首套")),
    ("loan", {**LOAN, "balance": 90_000, "children": 2}, (632_500, 336, None, "首套")),
    ("loan", {**LOAN, "made_up": 1}, NONE),
    ("loan", {**LOAN, "made_up": 1, "deferred": True}, (420_000, 336, None, "首套")),
    ("loan", {**LOAN, "homes": 2}, NONE),
    ("loan", {**LOAN, "open_loan": True, "age": 40}, (420_000, 324, None, "第二套")),
]


@pytest.mark.parametrize(("matter", "facts", "right"), CASES)
def test_worked_by_hand(matter: str, facts: dict[str, Any], right: Row) -> None:
    assert answer(matter, **facts) == right


@pytest.mark.parametrize(
    ("birth", "age", "months", "start"),
    [
        ("1965-12-30", 60, 0, "2026-01-01"),
        ("1966-01-01", 60, 1, "2026-03-01"),
        ("1966-03-31", 60, 1, "2026-05-01"),
        ("1966-04-01", 60, 2, "2026-07-01"),
        ("1990-04-02", 60, 24, "2052-05-01"),
        ("1976-02-18", 50, 1, "2026-04-01"),
        # Turns 50 on 1 March.
        ("1976-02-29", 50, 2, "2026-06-01"),
        ("1976-03-05", 50, 2, "2026-06-01"),
        ("1990-04-02", 50, 36, "2043-05-01"),
    ],
)
def test_delays_of_retirement(birth: str, age: int, months: int, start: str) -> None:
    assert answer("retirement", birth=birth, age=age, paid=300) == (None, months, start, "第三条")


def test_short_contributions_put_a_pension_off_by_what_is_lacking() -> None:
    # Legal month September 2027, nine months lacking of 180: the last one is June 2028.
    assert answer("retirement", birth="1977-02-18", age=50, paid=171)[2:] == (
        "2028-07-01",
        "第四条",
    )


def test_two_hard_trades_are_not_added() -> None:
    apart = {"birth": "1971-06-08", "age": 60, "paid": 250}
    assert answer("retirement", **apart, height=7, heat=3)[3] == "第三条"
    assert answer("retirement", **apart, height=10) == (None, 0, "2026-07-01", "第六条")


def test_every_matter_is_asked_and_shows_its_articles_within_the_limit() -> None:
    loaded = load_task(find_task(evalsets_dir(), "social_security/calculate"), "social_security")
    samples = list(loaded.items.read(range(len(loaded.items))))
    assert {sample.slices["matter"] for sample in samples} == MATTERS.keys()
    for sample in samples:
        asked = messages(loaded.task, sample)
        assert sum(len(message["content"]) for message in asked) <= 3000
        for document, numbers in MATTERS[sample.slices["matter"]].rules.items():
            texts = {a["number"]: a["text"] for a in loaded.task.documents[document]["articles"]}
            assert all(texts[number] in asked[0]["content"] for number in numbers)
