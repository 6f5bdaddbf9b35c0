"""A judge on labelled pairs: what it reaches is measured, whatever it does wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from govllm.errors import DeclarationError
from govllm.exits import ExitCode
from govllm.judging.answers import Judge, Said
from govllm.judging.pairs import (
    LABELS,
    Verdict,
    agreement,
    read_pairs,
    requests_of,
    verdicts_of,
)
from govllm.qualify_judge import qualify_judge
from govllm.resources import evalsets_dir
from tests.support.judge import ScriptedJudge
from tests.support.mock_server import Behaviour, serving

PAIRS = evalsets_dir() / "instruments" / "judge" / "pairs.jsonl"
JUDGE = Judge({"name": "scripted"}, 512)
TRUTH = {
    claim: label == "supported" for pair in read_pairs([PAIRS]) for claim, label in pair.claims
}


def said(script: ScriptedJudge) -> dict[str, Said]:
    asked = requests_of(read_pairs([PAIRS]), JUDGE)
    return {r.key: Said(script[r.messages[0]["content"]]) for r in asked}


def test_there_are_enough_pairs() -> None:
    pairs = read_pairs([PAIRS])
    claims = [claim for pair in pairs for claim in pair.claims]
    assert len(pairs) >= 300
    assert len({pair.id for pair in pairs}) == len(pairs)
    shares = {label: sum(told == label for _, told in claims) / len(claims) for label in LABELS}
    assert min(shares.values()) > 0.15


def test_a_perfect_judge() -> None:
    record = agreement(verdicts_of(read_pairs([PAIRS]), JUDGE, said(ScriptedJudge(TRUTH))))
    assert (record["kappa"], record["sensitivity"], record["specificity"]) == (1.0, 1.0, 1.0)
    assert record["silent"] == 0
    assert record["sensitivity_lower"] > 0.98


@pytest.mark.parametrize("rate", [5, 20, 40])
def test_a_judge_that_errs_at_a_known_rate_is_measured_at_it(rate: int) -> None:
    judge = ScriptedJudge(TRUTH, wrong_of_100=rate)
    record = agreement(verdicts_of(read_pairs([PAIRS]), JUDGE, said(judge)))
    for name, supported in (("sensitivity", False), ("specificity", True)):
        claims = [c for p in read_pairs([PAIRS]) for c, told in p.claims if TRUTH[c] == supported]
        right = sum(not judge.turns(claim) for claim in claims) / len(claims)
        assert record[name] == pytest.approx(right)
        assert abs(right - (1 - rate / 100)) < 0.05
        assert record[f"{name}_lower"] < right < record[f"{name}_upper"]
    assert record["kappa_lower"] < record["kappa"] < record["kappa_upper"]
    assert record["kappa"] == pytest.approx(1 - 2 * rate / 100, abs=0.08)


def test_a_judge_that_says_nothing_of_use_counts_as_wrong() -> None:
    told = dict.fromkeys([r.key for r in requests_of(read_pairs([PAIRS]), JUDGE)], Said("嗯。"))
    record = agreement(verdicts_of(read_pairs([PAIRS]), JUDGE, told))
    assert record["silent"] == record["claims"]
    assert (record["sensitivity"], record["specificity"]) == (0.0, 0.0)
    assert record["kappa"] < 0


def test_a_judge_that_holds_everything_for_supported() -> None:
    record = agreement(
        verdicts_of(read_pairs([PAIRS]), JUDGE, said(ScriptedJudge(dict.fromkeys(TRUTH, True))))
    )
    assert (record["sensitivity"], record["specificity"], record["kappa"]) == (0.0, 1.0, 0.0)
    assert record["errors"]["contradicted"]["share"] == 1.0
    assert record["errors"]["supported"]["share"] == 0.0


def test_where_it_errs_is_told() -> None:
    """One that is wrong on each answer's first claim alone, and on long answers alone."""
    verdicts = [
        Verdict(str(n), "supported", place > 0.0 or n % 2 == 0, place, 10 + 90 * (n % 2))
        for n in range(100)
        for place in (0.0, 0.5, 1.0)
    ]
    errors = agreement(verdicts)["errors"]
    assert (errors["first"]["share"], errors["middle"]["share"], errors["last"]["share"]) == (
        0.5, 0.0, 0.0,
    )  # fmt: skip
    assert errors["short"]["share"] == 0.0
    assert errors["long"]["share"] == pytest.approx(1 / 3)
    assert errors["absent"] == {
        "claims": 0, "share": None, "share_lower": None, "share_upper": None,
    }  # fmt: skip


def test_claims_in_another_order_are_known_by_their_words() -> None:
    (pair, *_) = [p for p in read_pairs([PAIRS]) if len(p.claims) > 2]
    rows = [
        {"statement": claim, "reason": "", "verdict": int(label == "supported")}
        for claim, label in pair.claims
    ]
    (request,) = requests_of([pair], JUDGE)
    told = json.dumps({"statements": rows[1:]}, ensure_ascii=False)
    verdicts = verdicts_of([pair], JUDGE, {request.key: Said(told)})
    assert verdicts[0].judged is None
    assert all(verdict.right for verdict in verdicts[1:])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "not JSON"),
        ("[1]", "must be a JSON object"),
        ('{"id": "x", "answer": "a", "sources": []}', "claims"),
        (
            '{"id": "x", "answer": "a", "sources": [], "claims": [{"claim": "c", "label": "yes"}]}',
            "unknown label 'yes'",
        ),
    ],
)
def test_what_is_no_pair(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(DeclarationError, match=said) as told:
        read_pairs([path])
    assert f"{path}:1" in str(told.value)


@pytest.mark.parametrize("label", [None, "supported", "absent"])
def test_pairs_that_could_measure_nothing(tmp_path: Path, label: str | None) -> None:
    path = tmp_path / "pairs.jsonl"
    row = {"id": "x", "answer": "a", "sources": ["s"], "claims": [{"claim": "c", "label": label}]}
    path.write_text(json.dumps(row) + "\n" if label else "", encoding="utf-8")
    with pytest.raises(DeclarationError, match="supported and claims that are not"):
        read_pairs([path])


def test_the_command_writes_a_record_and_asks_nothing_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pairs = tmp_path / "pairs.jsonl"
    pairs.write_text("".join(PAIRS.read_text("utf-8").splitlines(keepends=True)[:20]), "utf-8")
    behaviour = Behaviour(ScriptedJudge(TRUTH))
    with serving(behaviour) as url:
        out = tmp_path / "judge.json"
        told = [str(out), "--base-url", url, "--pairs", str(pairs), "quiet=true"]
        assert qualify_judge(told) == ExitCode.PASS
        assert qualify_judge(told) == ExitCode.PASS
    assert behaviour.hits.total() == 20
    record = json.loads(out.read_text("utf-8"))
    assert (record["pairs"], record["kappa"]) == (20, 1.0)
    assert "mock: 20 answers" in capsys.readouterr().out
