"""Review of applications: cases worked by hand from 云评发〔2026〕2号 to 7号."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from govllm.government.assessment import APPLICATION, AssessmentFacts, assess
from govllm.government.assessment_review import FULL_MARKS, Reviewed, Scheme
from govllm.government.assessment_schemes import ARTISAN, CARE, GRANT, PERMIT, SUPPLIER
from govllm.resources import evalsets_dir

_GRANT: Mapping[str, Any] = {
    "scheme": "项目补助",
    "submitted": "2026-05-31",
    "attached": dict.fromkeys(["营业执照", "上年度审计报告", "专利证书", "信用报告"]),
    "table": {"设备费": 50, "劳务费": 30, "管理费": 5, "材料费": 15},
    "total": 100,
    "registered": "2024-05-31",
    "revenue": 1000,
    "inventions": 2,
    "utilities": 1,
    "rd": 60,
    "doctors": 1,
    "masters": 2,
    "asked": 40,
    "sales": 200,
}
_CARE: Mapping[str, Any] = {
    "scheme": "等级认定",
    "submitted": "2026-06-30",
    "attached": dict.fromkeys(["登记证书", "消防验收意见", "食品经营许可证", "人员名册"]),
    "table": {"护理员": 10, "行政人员": 5, "厨师": 10},
    "total": 25,
    "registered": "2025-06-30",
    "beds": 50,
    "area": 8,
    "lift": True,
    "bath": True,
    "carers": 10,
    "disabled": 40,
    "certified": 6,
    "residents": 40,
    "satisfaction": 90,
    "drills": 2,
    "asked_beds": 50,
    "fire_beds": 50,
}
_ARTISAN: Mapping[str, Any] = {
    "scheme": "工匠称号",
    "submitted": "2026-03-31",
    "attached": dict.fromkeys(["劳动合同", "技能等级证书", "单位推荐函", "公示证明"]),
    "table": {"同意": 90, "反对": 10, "弃权": 0},
    "total": 100,
    "since": "2018-03-31",
    "born": "1966-04-01",
    "grade": "高级技师",
    "works": 2,
    "patents": 1,
    "seniors": 3,
    "juniors": 2,
    "staff": 40,
}
_SUPPLIER: Mapping[str, Any] = {
    "scheme": "供应商入库",
    "submitted": "2026-09-15",
    "attached": dict.fromkeys(["营业执照", "社保缴纳证明", "安全生产许可证", "业绩合同"]),
    "table": {"人工费": 60, "机械费": 25, "管理费": 10, "材料费": 5},
    "total": 100,
    "founded": "2023-09-15",
    "capital": 200,
    "contracts": [["2023-09-16", 100, True], ["2023-09-15", 900, True], ["2025-01-01", 50, True]],
    "insured": 100,
    "managers": 3,
    "base": 90,
    "limit": 100,
    "credit": "B",
    "complaints": 1,
}
_PERMIT: Mapping[str, Any] = {
    "scheme": "排污许可",
    "submitted": "2026-08-01",
    "attached": dict.fromkeys(["环评批复", "监测报告", "运行台账", "应急预案备案表"]),
    "table": {"主排口": 8.5, "无组织排放": 1.5},
    "total": 10,
    "expiry": "2026-09-30",
    "passed": 19,
    "tests": 20,
    "running": 98,
    "online": False,
    "months": 12,
    "drills": 3,
    "last_year": 10.5,
    "allowed": 10,
}
_BASES = {
    "grant": _GRANT,
    "care": _CARE,
    "artisan": _ARTISAN,
    "supplier": _SUPPLIER,
    "permit": _PERMIT,
}


def _facts(base: str, more: Mapping[str, Any]) -> AssessmentFacts:
    return AssessmentFacts.model_validate({"application": {**_BASES[base], **more}})


def _review(base: str, /, **more: Any) -> Reviewed:
    return assess(_facts(base, more).application)[1]


@pytest.mark.parametrize(
    ("base", "points"),
    [
        ("grant", (14, 30, 8, 12)),
        ("care", (30, 30, 20, 20)),
        ("artisan", (30, 21, 14, 20)),
        ("supplier", (9, 30, 18, 10)),
        ("permit", (20, 20, 20, 5)),
    ],
)
def test_points_at_the_edge_of_every_condition(base: str, points: Any) -> None:
    found = _review(base)
    assert found == Reviewed((), points, "通过")


@pytest.mark.parametrize(
    ("base", "more", "defects"),
    [
        ("grant", {"submitted": "2026-06-01"}, "D01"),
        ("grant", {"registered": "2024-06-01"}, "D02"),
        ("grant", {"revenue": 20_001, "rd": 2000}, "D02"),
        ("grant", {"attached": {"营业执照": None, "信用报告": None}}, "D03"),
        ("grant", {"attached": {**_GRANT["attached"], "信用报告": "2026-05-31"}}, ""),
        ("grant", {"attached": {**_GRANT["attached"], "信用报告": "2026-05-30"}}, "D04"),
        ("grant", {"claimed": {"inventions": 2}}, ""),
        ("grant", {"claimed": {"inventions": 3}}, "D05"),
        ("grant", {"names": ["甲公司", "甲公司"]}, ""),
        ("grant", {"names": ["甲公司", "甲集团"]}, "D05"),
        ("grant", {"total": 99}, "D06"),
        ("grant", {"table": {"设备费": 51, "材料费": 49}}, "D07"),
        ("grant", {"table": {"劳务费": 31, "材料费": 69}}, "D07"),
        ("grant", {"table": {"管理费": 6, "材料费": 94}}, "D07"),
        ("grant", {"asked": 41}, "D08"),
        ("grant", {"asked": 80, "table": {"材料费": 250, "管理费": 0}, "total": 250}, ""),
        ("grant", {"asked": 81, "table": {"材料费": 250, "管理费": 0}, "total": 250}, "D08"),
        ("grant", {"signed": False}, "D09"),
        ("grant", {"sealed": False}, "D09"),
        ("grant", {"fines": [["2023-06-01", 10]]}, "D10"),
        ("grant", {"fines": [["2023-05-31", 50], ["2025-01-01", 9]]}, ""),
        ("grant", {"dishonest": True, "funded": True}, "D10 D11"),
        ("care", {"registered": "2025-07-01"}, "D02"),
        ("care", {"beds": 49}, "D02"),
        ("care", {"table": {"行政人员": 21, "护理员": 79}, "total": 100}, "D07"),
        ("care", {"asked_beds": 51}, "D08"),
        ("care", {"abuse": "2024-06-30"}, ""),
        ("care", {"abuse": "2024-07-01"}, "D10"),
        ("care", {"taken": True}, "D11"),
        ("artisan", {"since": "2018-04-01"}, "D02"),
        ("artisan", {"born": "1966-03-31"}, "D02"),
        ("artisan", {"table": {"同意": 79, "弃权": 21}}, "D07"),
        ("artisan", {"nominated": 2, "staff": 199}, "D08"),
        ("artisan", {"nominated": 2, "staff": 200}, ""),
        ("artisan", {"blamed": "2023-03-31"}, ""),
        ("artisan", {"blamed": "2023-04-01"}, "D10"),
        ("artisan", {"honoured": True}, "D11"),
        ("supplier", {"founded": "2023-09-16"}, "D02"),
        ("supplier", {"capital": 199}, "D02"),
        ("supplier", {"limit": 99}, "D08"),
        ("supplier", {"table": {"机械费": 26, "人工费": 74}}, "D07"),
        ("supplier", {"table": {"管理费": 11, "人工费": 89}}, "D07"),
        ("supplier", {"collusion": "2023-09-15"}, ""),
        ("supplier", {"collusion": "2023-09-16"}, "D10"),
        ("supplier", {"sibling": True}, "D11"),
        ("permit", {"submitted": "2026-08-02"}, "D01"),
        ("permit", {"protected": True}, "D02"),
        ("permit", {"obsolete": True}, "D02"),
        ("permit", {"table": {"主排口": 8.4, "无组织排放": 1.6}}, "D07"),
        ("permit", {"allowed": 9.9}, "D08"),
        ("permit", {"forged": True}, "D10"),
        ("permit", {"stopped": True, "pending": True}, "D10 D11"),
    ],
)
def test_defects(base: str, more: dict[str, Any], defects: str) -> None:
    assert " ".join(_review(base, **more).defects) == defects


@pytest.mark.parametrize(
    ("base", "more", "item", "points"),
    [
        ("grant", {"inventions": 9}, 0, 30),
        ("grant", {"rd": 59.9}, 1, 20),
        ("grant", {"rd": 40}, 1, 20),
        ("grant", {"rd": 19.9}, 1, 0),
        ("grant", {"doctors": 3, "masters": 5}, 2, 20),
        ("grant", {"sales": 400}, 3, 20),
        ("grant", {"sales": 199.9}, 3, 6),
        ("grant", {"sales": 119}, 3, 0),
        ("care", {"area": 7.9, "lift": False}, 0, 17),
        ("care", {"area": 5.9, "lift": False, "bath": False}, 0, 0),
        ("care", {"disabled": 41}, 1, 22),
        ("care", {"disabled": 60, "certified": 5}, 1, 17),
        ("care", {"disabled": 61, "certified": 3}, 1, 0),
        ("care", {"residents": 39, "satisfaction": 89.9}, 2, 10),
        ("care", {"residents": 29, "satisfaction": 79}, 2, 0),
        ("care", {"accidents": 2, "drills": 0}, 3, 2),
        ("care", {"accidents": 4, "drills": 0}, 3, 0),
        ("artisan", {"grade": "中级工"}, 0, 0),
        ("artisan", {"works": 4, "patents": 1}, 1, 30),
        ("artisan", {"seniors": 5, "juniors": 3}, 2, 20),
        ("artisan", {"table": {"同意": 89, "反对": 11}}, 3, 12),
        ("artisan", {"table": {"同意": 75, "反对": 25}, "total": 1}, 3, 12),
        ("artisan", {"table": {"同意": 59, "反对": 41}}, 3, 0),
        ("supplier", {"contracts": [["2025-01-01", 500, False], ["2025-01-01", 49, True]]}, 0, 0),
        ("supplier", {"insured": 99, "managers": 1}, 1, 17),
        ("supplier", {"insured": 19, "managers": 0}, 1, 0),
        ("supplier", {"base": 200, "limit": 300}, 2, 0),
        ("supplier", {"base": 125}, 2, 20),
        ("supplier", {"base": 78.25}, 2, Decimal("15.7")),  # 15.65 rounds up
        ("supplier", {"credit": "D", "complaints": 3}, 3, 0),
        ("permit", {"passed": 20}, 0, 30),
        ("permit", {"passed": 18}, 0, 10),
        ("permit", {"passed": 17}, 0, 0),
        ("permit", {"running": 97.9, "online": True}, 1, 20),
        ("permit", {"running": 89}, 1, 0),
        ("permit", {"months": 7, "drills": 1}, 2, 11),
        ("permit", {"last_year": 10}, 3, 0),
        ("permit", {"last_year": 11}, 3, 12),
        ("permit", {"last_year": 11.2}, 3, 20),
    ],
)
def test_points(base: str, more: dict[str, Any], item: int, points: Decimal) -> None:
    assert _review(base, **more).points[item] == points


@pytest.mark.parametrize(
    ("base", "item"),
    [("grant", 0), ("care", 1), ("artisan", 0), ("supplier", 0), ("permit", 0)],
)
def test_an_item_without_its_proof_scores_nothing(base: str, item: int) -> None:
    whole = _facts(base, {}).application
    proof = assess(whole)[0].proof
    attached = {k: v for k, v in _BASES[base]["attached"].items() if k != proof[1]}
    found = _review(base, attached=attached)
    assert proof[0] == item
    assert found.defects == ("D03",)
    assert found.points[item] == 0
    assert found.conclusion == "补正"


@pytest.mark.parametrize(
    ("more", "conclusion"),
    [
        ({}, "通过"),
        ({"sales": 199, "utilities": 2}, "通过"),  # 60 points
        ({"sales": 199}, "不予通过"),  # 58
        ({"sales": 199, "total": 1}, "补正"),
        ({"total": 1, "funded": True}, "不予通过"),
        ({"signed": False, "submitted": "2026-06-01"}, "不予通过"),
    ],
)
def test_conclusion(more: dict[str, Any], conclusion: str) -> None:
    assert _review("grant", **more).conclusion == conclusion


def test_the_target_gives_whole_numbers_as_such() -> None:
    target = APPLICATION.target(_facts("supplier", {"base": 78.25}))
    assert target == {
        "缺陷": [],
        "第一项": 9,
        "第二项": 30,
        "第三项": 15.7,
        "第四项": 10,
        "总分": 64.7,
        "结论": "通过",
    }


@pytest.mark.parametrize("scheme", [GRANT, CARE, ARTISAN, SUPPLIER, PERMIT])
def test_required_attachments_and_rows_stand_in_the_text(scheme: Scheme[Any]) -> None:
    text = (evalsets_dir() / f"corpus/rules/{scheme.document}.yaml").read_text(encoding="utf-8")
    articles = {a["number"]: a["text"] for a in yaml.safe_load(text)["articles"]}
    assert f"必备附件：{'、'.join(scheme.required)}。" in articles["一、"]
    assert f"由{scheme.proof[1]}证明" in articles["二、"]
    assert all(row in articles["三、"] for row in scheme.shares)


_bases = st.sampled_from(sorted(_BASES))


@given(_bases, st.integers(0, 60), st.integers(0, 60))
def test_no_item_passes_its_full_marks(base: str, many: int, few: int) -> None:
    more = {
        "grant": {"inventions": many, "doctors": few},
        "care": {"accidents": many, "drills": few},
        "artisan": {"works": many, "seniors": few},
        "supplier": {"managers": many, "complaints": few},
        "permit": {"drills": many, "months": min(few, 12)},
    }[base]
    points = _review(base, **more).points
    assert all(0 <= each <= full for each, full in zip(points, FULL_MARKS, strict=True))


@given(_bases, st.dates(), st.booleans(), st.booleans())
def test_defects_change_no_points(base: str, day: Any, signed: bool, sealed: bool) -> None:
    changed = _review(base, submitted=day, signed=signed, sealed=sealed, total=1)
    assert changed.points == _review(base).points
    assert changed.conclusion != "通过"


@given(st.permutations(list(_GRANT["table"].items())))
def test_the_order_of_rows_changes_nothing(rows: list[tuple[str, int]]) -> None:
    assert _review("grant", table=dict(rows)) == _review("grant")


@given(st.integers(0, 12), st.integers(0, 3))
def test_more_patents_never_cost_points(inventions: int, more: int) -> None:
    few, many = (_review("grant", inventions=n).points[0] for n in (inventions, inventions + more))
    assert many >= few


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"scheme": "贷款"}, "expected tags"),
        ({"inventions": -1}, "greater than or equal to 0"),
        ({"beds": 50}, "Extra inputs"),
        ({"table": {"设备费": 1}}, "at least 2 items"),
        ({"table": {"设备费": 0, "劳务费": 0}}, "table: its rows sum to 0"),
        ({"table": {"设备费": 2, "劳务费": -1}}, "greater than or equal to 0"),
    ],
)
def test_bad_facts_are_refused(more: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        _facts("grant", more)


def test_a_claim_of_no_fact_is_refused() -> None:
    with pytest.raises(ValueError, match=r"claimed\.patents is no fact of this scheme"):
        _review("grant", claimed={"patents": 2})
