"""Papers that an applicant brings: what is missing, what will not do, and who may hand in later."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govllm.government.social.materials import HANDLINGS, MaterialsFacts, answer
from govllm.resources import evalsets_dir

Row = tuple[str, list[str], list[str]]


def checked(matter: str, papers: str, wrong: dict[str, Any] | None = None, **facts: Any) -> Row:
    brought = {name: (wrong or {}).get(name, {}) for name in papers.split()}
    case = {"matter": matter, "on": "2026-07-15", "brought": brought, **facts}
    found = answer(MaterialsFacts.model_validate({"case": case}))
    return found["能否受理"], found["缺少"], found["不合格"]


TAKEN: Row = ("受理", [], [])
FOREIGN = "申请表 护照 居留许可 单位证明 照片"
INJURY = "认定申请表 伤者身份证 劳动关系证明 诊断证明"
RECENT = {"诊断证明": {"issued": "2026-07-01"}}
DEATH = "待遇申领表 死亡证明 火化证明 身份证 关系证明 领款账户 户口注销证明"
CLAIM = "报销申请表 社保卡 医疗发票 费用清单 出院记录"


@pytest.mark.parametrize(
    ("row", "right"),
    [
        # 第二条（二）: the last day still counts.
        (
            checked("card", "申请表 身份证", {"身份证": {"until": "2026-07-15"}}, reason="lost"),
            TAKEN,
        ),
        (
            checked("card", "申请表 身份证", {"身份证": {"until": "2026-07-14"}}, reason="lost"),
            ("补正后受理", [], ["身份证"]),
        ),
        # 第二条（三）: thirty days from the day after the issue.
        (
            checked(
                "card",
                FOREIGN,
                {"单位证明": {"issued": "2026-06-15"}},
                reason="first",
                foreigner=True,
            ),
            TAKEN,
        ),
        (
            checked(
                "card",
                FOREIGN,
                {"单位证明": {"issued": "2026-06-14"}},
                reason="first",
                foreigner=True,
            ),
            ("补正后受理", [], ["单位证明"]),
        ),
        # 第三条: a photograph may follow, an old card may not.
        (
            checked("card", "申请表 身份证", reason="lost", new_photo=True),
            ("容缺受理", ["照片"], []),
        ),
        (
            checked("card", "申请表 身份证", reason="damaged", new_photo=True),
            ("补正后受理", ["照片", "旧卡"], []),
        ),
        # What may follow must not be wrong where it was brought.
        (
            checked(
                "injury",
                INJURY + " 公安证明",
                {**RECENT, "公安证明": {"stamped": False}},
                event="violence",
            ),
            ("补正后受理", [], ["公安证明"]),
        ),
        (checked("injury", INJURY, RECENT, event="violence"), ("容缺受理", ["公安证明"], [])),
        # 责任认定书 may follow only while the police have not issued it.
        (
            checked("injury", INJURY, RECENT, event="traffic", blame_open=True),
            ("容缺受理", ["责任认定书"], []),
        ),
        (
            checked("injury", INJURY, RECENT, event="traffic"),
            ("补正后受理", ["责任认定书"], []),
        ),
        # 第四条: with an agent the applicant's card may be a copy, the agent's may not.
        (
            checked(
                "card",
                "申请表 身份证 授权委托书 代办人身份证",
                {"身份证": {"copied": True}},
                reason="lost",
                agent=True,
            ),
            TAKEN,
        ),
        (
            checked(
                "card",
                "申请表 身份证 授权委托书 代办人身份证",
                {"代办人身份证": {"copied": True}},
                reason="lost",
                agent=True,
            ),
            ("补正后受理", [], ["代办人身份证"]),
        ),
        (
            checked(
                "card",
                "申请表 户口簿 监护人身份证 监护关系证明 照片",
                reason="first",
                minor=True,
                has_id=False,
            ),
            TAKEN,
        ),
        # The self-employed sign and need no proof of their post.
        (checked("retirement", "退休申请表 身份证 社保卡", woman=True, self_employed=True), TAKEN),
        (
            checked("retirement", "退休申请表 身份证 社保卡", woman=True),
            ("补正后受理", ["岗位证明"], []),
        ),
        (
            checked("birth", "津贴申请表 身份证 出生医学证明 银行账户", difficult=True),
            ("补正后受理", ["出院记录"], []),
        ),
        (
            checked(
                "birth", "津贴申请表 身份证 出生医学证明 结婚证", husband=True, wife_works=False
            ),
            ("容缺受理", ["配偶未就业承诺书", "银行账户"], []),
        ),
        (checked("survivor", DEATH), TAKEN),
        (
            checked("survivor", "待遇申领表 死亡证明 身份证 关系证明 领款账户", buried=True),
            ("补正后受理", ["户口注销证明"], []),
        ),
        (
            checked("survivor", "待遇申领表 死亡证明 身份证 关系证明", buried=True, by_police=True),
            ("容缺受理", ["领款账户"], []),
        ),
        # A stamped copy stands for an invoice only where that is lost.
        (checked("claim", CLAIM, {"医疗发票": {"copied": True}}, invoice_lost=True), TAKEN),
        (
            checked("claim", CLAIM, {"医疗发票": {"copied": True}}),
            ("补正后受理", [], ["医疗发票"]),
        ),
        (checked("claim", CLAIM, stay=False), ("补正后受理", ["门诊病历"], [])),
    ],
)
def test_worked_by_hand(row: Row, right: Row) -> None:
    assert row == right


def test_papers_that_are_not_needed_are_not_looked_at() -> None:
    spare = {"结婚证": {"copied": True, "stamped": False, "until": "2001-01-01"}}
    assert checked("birth", "津贴申请表 身份证 出生医学证明 银行账户 结婚证", spare) == TAKEN


@given(
    matter=st.sampled_from(sorted(HANDLINGS)),
    data=st.data(),
    agent=st.booleans(),
)
def test_one_paper_more_never_adds_to_what_is_missing_and_order_does_not_matter(
    matter: str, data: st.DataObject, agent: bool
) -> None:
    facts: dict[str, Any] = {"agent": agent} | ({"reason": "first"} if matter == "card" else {})
    issued = {name: {"issued": "2026-07-14"} for name in HANDLINGS[matter].names}
    names = data.draw(st.lists(st.sampled_from(HANDLINGS[matter].names), unique=True, min_size=1))
    some = checked(matter, " ".join(names), issued, **facts)
    assert some == checked(matter, " ".join(reversed(names)), issued, **facts)
    assert some[2] == []
    fewer = checked(matter, " ".join(names[1:]), issued, **facts)
    assert set(fewer[1]) - set(some[1]) <= {names[0]}
    assert set(some[1]) <= set(fewer[1])
    everything = checked(matter, " ".join(HANDLINGS[matter].names), issued, **facts)
    assert everything == TAKEN


@pytest.mark.parametrize(
    ("papers", "what"),
    [("申请表 身份证 结婚证", "结婚证 is on no list"), (FOREIGN, "the day of issue decides")],
)
def test_papers_that_cannot_be_judged_are_refused(papers: str, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        checked("card", papers, reason="first", foreigner=True)


def test_the_lists_shown_name_every_paper_that_is_known() -> None:
    folder = evalsets_dir() / "corpus" / "rules"
    common = (folder / "ss-materials-common-2026.yaml").read_text(encoding="utf-8")
    for handling in HANDLINGS.values():
        shown = (folder / f"{handling.document}.yaml").read_text(encoding="utf-8")
        assert all(f"{name} |" in shown or name in common for name in handling.names)
