"""The scorecard's first answer: may this candidate go live, and if not, what stands in the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from govllm.domain import Bilingual
from govllm.evidence.card.wording import SCOPES, VERDICTS, finding_words
from govllm.evidence.reading import Reading


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing a registration asks for.

    Attributes:
        state: `open` where this page cannot tell.
    """

    state: Literal["met", "unmet", "open"]
    title: Bilingual
    detail: Bilingual


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence of the verdict, and the gate it speaks of, by position, or None."""

    gate: int | None
    text: Bilingual


@dataclass(frozen=True, slots=True)
class Banner:
    """The verdict in words.

    Attributes:
        state: what it looks like: the verdict, or `limited` for a pass that approves nothing.
        note: beside a `limited` pass, what it is limited to; None else.
        answer: may it go live?
        tally: gates by verdict, in the order of `VERDICTS`.
    """

    state: str
    word: Bilingual
    note: Bilingual | None
    answer: Bilingual
    scope: Bilingual
    reasons: tuple[Reason, ...]
    conditions: tuple[Condition, ...]
    tally: tuple[tuple[str, int], ...]


def banner_of(run: Reading, waived: Collection[str] = ()) -> Banner:
    """The banner of a run.

    Args:
        waived: ids of the failed gates that an officer has validly waived.
    """
    verdict, conditions = run.verdict["verdict"], tuple(_conditions(run, waived))
    barred = any(c.state == "unmet" for c in conditions)
    limited = verdict == "pass" and (barred or bool(waived))
    counts = Counter(gate["verdict"] for gate in run.verdict["gates"])
    return Banner(
        state="limited" if limited else verdict,
        word=_WAIVED if verdict == "pass" and waived else VERDICTS[verdict],
        note=_note(run, barred, waived) if limited else None,
        answer=_answer(run, verdict == "pass" and barred),
        scope=SCOPES[run.verdict["scope"]],
        reasons=tuple(_reasons(run)),
        conditions=conditions,
        tally=tuple((word, counts[word]) for word in VERDICTS if counts[word]),
    )


_WAIVED = Bilingual("有豁免地通过", "Passed with waivers")


def _note(run: Reading, barred: bool, waived: Collection[str]) -> Bilingual:
    if barred:
        return _NOTES[run.verdict["scope"]]
    count = len(waived)
    return Bilingual(
        f"{count} 项门槛未达到，由负责人承担风险", f"gates not met, at somebody's own risk: {count}"
    )


_NOTES = {
    "complete": Bilingual("但不具备登记条件", "but not registrable as it is"),
    "partial": Bilingual("只就所测部分而言", "for the part that was tested"),
    "exploratory": Bilingual("只就改动后的方案而言", "by a profile that was changed"),
}

_NEVER = {
    "partial": Bilingual(
        "本次是部分运行：方案的其余部分一律未检验，永远不能登记。",
        "This is a partial run: the rest of the profile is untested, and it can never be "
        "registered.",
    ),
    "exploratory": Bilingual(
        "本次是探索性运行：门槛、任务或容错比例与发布的方案不同，永远不能登记。",
        "This run is exploratory: gates, tasks or error tolerance differ from the published "
        "profile, and it can never be registered.",
    ),
}

_ANSWERS = {
    "fail": Bilingual(
        "不能上线。至少有一项门槛已被证明达不到。",
        "It must not go live. At least one gate is shown not to hold.",
    ),
    "insufficient": Bilingual(
        "不能上线。现有证据不足以判定；证据不足不等于通过。",
        "It must not go live. The evidence does not suffice to decide, and that is not a pass.",
    ),
    "error": Bilingual(
        "不能上线。评测没有按计划完成，结果不可采用。",
        "It must not go live. The evaluation did not take place as planned; its results cannot "
        "be relied on.",
    ),
}


def _answer(run: Reading, limited: bool) -> Bilingual:
    verdict, never = run.verdict["verdict"], _NEVER.get(run.verdict["scope"])
    if verdict != "pass":
        answer = _ANSWERS[verdict]
    elif never is not None:
        answer = Bilingual("不能据此上线。", "This does not allow it to go live.")
    elif limited:
        return Bilingual(
            "暂不能登记：门槛均已达到，但下列登记条件还有未满足的。",
            "Not to be registered yet: the gates hold, but a condition below is not met.",
        )
    elif run.policy["use"] == "demonstration":
        return Bilingual(
            "门槛全部达到，可以试作登记。但本方案只作演示，登记不等于批准任何实际用途。",
            "Its gates all hold, and a registration may be tried out. The profile is a "
            "demonstration, though: it approves no use.",
        )
    else:
        title = run.policy["title"] or {"zh": run.policy["name"], "en": run.policy["name"]}
        return Bilingual(
            f"可以按方案“{title['zh']}”提交登记审批：其门槛全部达到。是否上线由审批人决定。",
            f"It may be submitted for registration under the profile “{title['en']}”, whose "
            "gates all hold. Whether it goes live is for the approver to decide.",
        )
    if never is None:
        return answer
    return Bilingual(answer.zh + never.zh, f"{answer.en} {never.en}")


def _reasons(run: Reading) -> Iterator[Reason]:
    for reason in run.verdict["reasons"]:
        for position, gate in enumerate(run.verdict["gates"]):
            if reason["en"] == f"{gate['id']}: {gate['reason']['en']}":
                spec = run.spec(gate["task"], gate["metric"])
                yield Reason(position, finding_words(gate, spec))
                break
        else:
            yield Reason(None, Bilingual(reason["zh"], reason["en"]))


def _conditions(run: Reading, waived: Collection[str]) -> Iterator[Condition]:
    yield _gates_hold(run, waived)
    yield _complete(run)
    profile = run.plan["profile"]
    same = profile["policy_sha256"] == profile["written_policy_sha256"] and not run.plan.get(
        "replaced_tasks"
    )
    yield Condition(
        "met" if same else "unmet",
        Bilingual("方案与发布的一致", "Profile as published"),
        Bilingual("门槛、任务和容错比例均未改动", "gates, tasks and error tolerance are unchanged")
        if same
        else Bilingual(
            "门槛、任务或容错比例与发布的方案不同", "gates, tasks or error tolerance differ from it"
        ),
    )
    attested = bool(run.verdict["candidate"]["attested"])
    yield Condition(
        "met" if attested else "unmet",
        Bilingual("候选模型已验证", "Candidate attested"),
        Bilingual("权重在本地，已计算摘要", "its weights were at hand and digested")
        if attested
        else Bilingual(
            "未验证：没有取得权重，无法证明上线的就是被测的模型；除非方案明文允许，不能登记",
            "not attested: the weights were not at hand, so nothing shows that what goes live is "
            "what was tested; not registrable unless the profile says so",
        ),
    )
    yield Condition(
        "open",
        Bilingual("证据完整、签名有效", "Evidence intact and signed"),
        Bilingual("本页不作判断，须另行核验", "not for this page to say: verify it separately"),
    )


def _gates_hold(run: Reading, waived: Collection[str]) -> Condition:
    gates = run.verdict["gates"]
    passed = sum(gate["verdict"] == "pass" for gate in gates)
    if waived and run.verdict["verdict"] == "pass":
        count = len(waived)
        return Condition(
            "met",
            Bilingual("门槛达到或已豁免", "Every gate holds or is waived"),
            Bilingual(
                f"共 {len(gates)} 项，达到 {passed} 项，豁免 {count} 项",
                f"{passed} of {len(gates)} gates hold, {count} waived",
            ),
        )
    holds = run.verdict["verdict"] == "pass" and passed == len(gates) > 0
    return Condition(
        "met" if holds else "unmet",
        Bilingual("门槛全部达到", "Every gate holds"),
        Bilingual(f"共 {len(gates)} 项，达到 {passed} 项", f"{passed} of {len(gates)} gates hold"),
    )


def _complete(run: Reading) -> Condition:
    planned = {task["id"]: task for task in run.plan["tasks"]}
    wanted = {t for suite in run.policy["suites"].values() for t in suite["tasks"]}
    left_out = len(wanted - set(planned))
    short = sum(t["n_planned"] < t["n_items"] * t["epochs"] for t in planned.values())
    if run.verdict["scope"] != "partial" and not left_out and not short:
        errored = run.n_errored
        return Condition(
            "met",
            Bilingual("完整运行", "Complete run"),
            Bilingual(
                "方案要求的任务和样本全部列入" + (f"；{errored} 个样本出错" if errored else ""),
                "every task and sample was planned"
                + (f"; {errored} samples errored" if errored else ""),
            ),
        )
    return Condition(
        "unmet",
        Bilingual("完整运行", "Complete run"),
        Bilingual(
            f"缺 {left_out} 项任务，{short} 项任务只取了部分样本",
            f"tasks left out: {left_out}; tasks with only a part of their samples: {short}",
        ),
    )
