"""Gates on a judge's word: only a judge that reached the profile's bar decides."""

from __future__ import annotations

from typing import Any

import pytest

from govllm.config.compose import composed
from govllm.config.schema import GateSettings, JudgeBarSettings, JudgeSettings
from govllm.errors import UsageError
from govllm.governance.gates import decide_all
from govllm.governance.judged import JUDGE_TASK, STATEMENTS, check_judge_gate, unfit
from govllm.resources import conf_dir

BAR = JudgeBarSettings(kappa=0.6, sensitivity=0.8, specificity=0.8)
GATE = GateSettings("g", JUDGE_TASK, STATEMENTS.name, threshold=0.1)


def judge(**lowers: float | None) -> dict[str, Any]:
    found = {"kappa": 0.7, "sensitivity": 0.85, "specificity": 0.9, **lowers}
    return {"qualification": {f"{name}_lower": value for name, value in found.items()}}


def test_a_judge_that_reaches_the_bar_may_decide() -> None:
    assert unfit(judge(), BAR) is None


@pytest.mark.parametrize(
    ("sealed", "said"),
    [
        (None, "there is no judge"),
        ({"qualification": None}, "was not qualified"),
        (judge(kappa=0.59), "kappa 0.59 < 0.6"),
        (judge(sensitivity=0.2, specificity=0.1), "sensitivity 0.20 < 0.8，specificity 0.10 < 0.8"),
        (judge(kappa=None), "kappa 0.00 < 0.6"),
    ],
)
def test_any_other_may_not(sealed: dict[str, Any] | None, said: str) -> None:
    why = unfit(sealed, BAR)
    assert why is not None
    assert said in why["en"]
    assert why["zh"]
    (result,) = decide_all([GATE], [], barred={JUDGE_TASK: why})
    assert result.verdict == "insufficient"
    assert result.reason == why


@pytest.mark.parametrize(
    ("gate", "asked", "said"),
    [
        ({"metric": "faithfullness"}, ("faithfulness",), "faithfulness"),
        ({"slice": "a=b"}, ("faithfulness",), "no such metric, slice"),
        ({"kind": "regression"}, ("faithfulness",), "kind of gate"),
        ({}, ("context_recall",), "not asked for faithfulness"),
    ],
)
def test_a_gate_that_could_never_decide_is_refused(
    gate: dict[str, Any], asked: tuple[str, ...], said: str
) -> None:
    given = {"id": "g", "task": JUDGE_TASK, "metric": STATEMENTS.name, "threshold": 0.1, **gate}
    with pytest.raises(UsageError) as told:
        check_judge_gate(
            GateSettings(**given), JudgeSettings("endpoint", "http://x", metrics=asked)
        )
    assert said in f"{told.value.what} {told.value.mend}"


def test_every_profile_says_what_it_asks_of_a_judge() -> None:
    names = [path.stem for path in sorted((conf_dir() / "profile").glob("*.yaml"))]
    bars = {name: composed([f"profile={name}"]).profile.judge_bar for name in names}
    assert all(0.5 <= value <= 1 for bar in bars.values() for value in vars(bar).values())
    assert bars["public_service"].kappa > bars["internal_office"].kappa
