"""Presidio holding our recogniser finds what `scan` finds."""

from __future__ import annotations

import json
import random
import subprocess
import sys

import pytest

from govllm.privacy import invent
from govllm.privacy.classes import CLASSES
from govllm.privacy.scan import scan
from govllm.resources import evalsets_dir
from tests.bench.pipeline import recommended

# spaCy's and Presidio's own imports warn, each release differently.
pytestmark = pytest.mark.filterwarnings("default")


def texts() -> list[str]:
    found = []
    for name in ("dispatch", "ticket"):
        lines = (evalsets_dir() / "hotline" / name / "items.jsonl").read_text(encoding="utf-8")
        found += [" ".join(map(str, json.loads(line)["input"].values())) for line in
                  lines.splitlines()[:60]]  # fmt: skip
    rng = random.Random(11)
    for _ in range(40):
        found.append(
            f"来电人{invent.name(rng)}，身份证号{invent.resident_id(rng)}，电话{invent.mobile(rng)}，"
            f"住{invent.address(rng)}，车牌{invent.plate(rng)}，卡号{invent.bank_card(rng)}。"
        )
    return found


@pytest.mark.parametrize("by_class", [False, True])
@pytest.mark.parametrize("stock", [False, True])
def test_the_engine_finds_what_scan_finds(by_class: bool, stock: bool) -> None:
    from govllm.privacy.presidio import SCORES, chinese_analyzer

    engine = chinese_analyzer(by_class, recommended() if stock else None)
    assert stock == ("ner" in engine.nlp_engine.nlp["zh"].pipe_names)
    assert len(engine.registry.recognizers) == (len(CLASSES) if by_class else 1)
    total = 0
    for text in texts():
        ours = [(f.start, f.end, CLASSES[f.kind].entity) for f in scan(text)]
        results = engine.analyze(text, language="zh")
        assert sorted((r.start, r.end, r.entity_type) for r in results) == sorted(ours), text
        assert {r.score for r in results} <= set(SCORES.values())
        total += len(ours)
    assert total > 200


def test_entities_can_be_chosen() -> None:
    from govllm.privacy.presidio import chinese_analyzer

    engine = chinese_analyzer()
    text = "电话13800002719，车牌云A12345"
    (found,) = engine.analyze(
        text, language="zh", entities=["CN_MOBILE"], return_decision_process=True
    )
    assert text[found.start : found.end] == "13800002719"
    assert found.analysis_explanation.textual_explanation == "mobile number"


def test_scanning_does_not_import_presidio() -> None:
    code = "import sys, govllm.privacy.scan as s; s.scan('电话13800002719'); sys.exit('spacy' in "
    code += "sys.modules or 'presidio_analyzer' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
