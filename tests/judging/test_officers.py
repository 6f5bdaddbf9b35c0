"""What officers said in MLflow as pairs on which a judge is measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from govllm.evidence.folder import RunFolder
from govllm.evidence.words import last_words
from govllm.judging.officers import pairs_of
from govllm.judging.pairs import read_pairs
from govllm.plan.seal import read_seal
from govllm.tracking.human import Label
from tests.support.runs import plan_of, reply, run_plan
from tests.support.tasks import tiny, write_task


def label(sample: str, value: Any, name: str = "unsupported", by: str = "limin") -> Label:
    return Label("own/tiny", sample, 0, name, value, None, None, by, 0, "t", "p")


def test_labels_become_pairs(tmp_path: Path) -> None:
    declaration, items = tiny("grounded")
    plan = plan_of(write_task(tmp_path / "task", declaration, items))
    folder = run_plan(RunFolder(tmp_path / "run"), plan, lambda n, _: reply(f"答案：{n}元。"))
    words = last_words(folder.journal, read_seal(folder.plan).journal_root)
    labels = [
        label("t-000", "否"), label("t-001", True), label("t-002", "yes", "supported"),
        label("t-003", True), label("t-003", False, by="wangfang"),  # they disagree
        label("t-004", False), label("t-004", True),  # thought again
        label("t-005", True, "right"), label("t-006", "说不清"),
    ]  # fmt: skip
    found = list(pairs_of(labels, plan, words))
    told = {pair["id"].split("/")[2]: pair["claims"][0]["label"] for pair in found}
    assert told == {
        "t-000": "supported", "t-001": "absent", "t-002": "supported", "t-004": "absent",
    }  # fmt: skip
    assert found[0]["answer"] == "答案：0元。"
    assert "第三条" in found[0]["sources"][0]


def test_the_command_writes_what_qualify_judge_reads(tmp_path: Path) -> None:
    import json

    declaration, items = tiny("grounded")
    plan = plan_of(write_task(tmp_path / "task", declaration, items))
    folder = run_plan(RunFolder(tmp_path / "run"), plan, lambda n, _: reply(f"答案：{n}元。"))
    words = last_words(folder.journal, read_seal(folder.plan).journal_root)
    rows = pairs_of([label("t-000", False), label("t-001", True)], plan, words)
    out = tmp_path / "officers.jsonl"
    out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    first, second = read_pairs([out])
    assert (first.claims[0][1], second.claims[0][1]) == ("supported", "absent")
