"""Declining: the shipped weights are those that fit the labelled answers, and plain cases hold."""

from __future__ import annotations

import json
import random

import pytest

from govllm.hallucination.abstention import abstains
from govllm.hallucination.abstention.features import features_of
from govllm.hallucination.abstention.fit import fit
from govllm.hallucination.abstention.model import load_weights
from govllm.qualification.checks import FOLDER, rows_of
from govllm.resources import evalsets_dir


@pytest.mark.parametrize(
    "answer",
    [
        "答案：抱歉，我不知道，无法回答。",
        "所给条文没有规定发放时间，无法回答。",
        "条文里没写这一项，我答不了。",
        "第三条规定每月85元，但没有提到什么时候发，因此无法告诉您发放日期。",
        "I'm sorry, the provided documents do not say how long this takes.",
        "这个我不清楚，您打12345问问吧。",
    ],
)
def test_declining(answer: str) -> None:
    assert abstains(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "答案：每月85元。",
        "不可以。已经领取护理补贴的，不再享受。",
        "没有年龄限制，成年人都能申请。",
        "能领的。",
        "抱歉让您久等了，受理期限是15个工作日。",
        "The fee is 360 yuan in the first year.",
        "",
        "{}",
        "……",
    ],
)
def test_answering(answer: str) -> None:
    assert not abstains(answer)


def test_fitting_is_the_same_each_time_and_learns() -> None:
    rows = list(rows_of(evalsets_dir() / FOLDER / "abstention" / "development.jsonl"))
    chosen = random.Random(1).sample(rows, 300)
    answers = [row["answer"] for row in chosen]
    labels = [row["abstains"] for row in chosen]
    first = fit(answers, labels)
    assert first == fit(answers, labels)
    weights = json.loads(first)
    scores = [sum(weights.get(f, 0.0) for f in features_of(a)) + weights["bias"] for a in answers]
    right = sum((score > 0) == label for score, label in zip(scores, labels, strict=True))
    assert right / len(labels) > 0.9


def test_weights_are_few_enough_to_ship() -> None:
    assert 1000 < len(load_weights()) <= 20_001
