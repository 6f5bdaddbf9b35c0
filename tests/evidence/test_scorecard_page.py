"""The scorecard as a page: both languages, tasks, provenance, cost and answers to open."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from govllm.client.journal import line_of, redacted
from govllm.errors import JournalError
from govllm.evidence.folder import RunFolder
from govllm.evidence.scorecard import write_scorecard
from govllm.tasks.requests import Request
from tests.evidence.test_scorecard import hostile, page_of, right, truth, words, wrong
from tests.support.runs import (
    REMOTE,
    Told,
    failure,
    finished_run,
    gate,
    plan_of,
    reply,
    run_plan,
)
from tests.support.tasks import tiny, write_task

# Both languages, one page


def test_every_label_is_there_in_both_languages(tmp_path: Path) -> None:
    page = page_of(finished_run(tmp_path, wrong, gates=[gate()]))
    assert page.count("span", "zh") == page.count("span", "en") > 100
    assert page.source.count('lang="zh-CN"') >= page.count("span", "zh")
    # Chinese stands nowhere outside its spans but in texts of tasks and answers.
    english = words(page.part("gates"), "en")
    assert not re.search(r"[\u4e00-\u9fff]", english), english


def test_links_lead_somewhere_and_ids_are_unique(tmp_path: Path) -> None:
    def telling(n: int, request: Request) -> Told:
        return failure() if n == 0 else (wrong if n % 2 else right)(n, request)

    page = page_of(finished_run(tmp_path, telling, gates=[gate()], max_error_share=0.5))
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links} <= set(page.ids)
    for outcome in ("failing", "errored", "passing"):
        assert f"#g0-{outcome}" in page.links


def test_the_same_evidence_gives_the_same_page(tmp_path: Path) -> None:
    folder = finished_run(tmp_path, wrong, gates=[gate()])
    first = page_of(folder).source
    assert page_of(folder).source == first
    assert folder.scorecard.stat().st_mode & 0o777 == 0o600


def test_colours_have_contrast() -> None:
    css = (Path(__file__).parents[2] / "govllm/evidence/templates/scorecard/page.css").read_text(
        encoding="utf-8"
    )
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})[;\s]", css))
    pairs = [(name.removesuffix("-bg"), name) for name in colours if name.endswith("-bg")]
    pairs += [
        (ink, paper) for ink in ("ink", "soft", "faint", "blue") for paper in ("paper", "tint")
    ]
    assert len(pairs) == 13
    for ink, paper in pairs:
        assert _contrast(colours[ink], colours[paper]) >= 4.5, (ink, paper)


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio of two colours."""

    def light(colour: str) -> float:
        digits = colour[1:] if len(colour) == 7 else "".join(2 * c for c in colour[1:])
        parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        red, green, blue = (
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


# Tasks, provenance, cost, answers


def test_baselines_and_slices_stand_beside_the_metrics(tmp_path: Path) -> None:
    declaration, items = tiny("classification")
    declaration["metrics"] = [
        {"name": "accuracy", "score": "body", "direction": "higher"},
        {"name": "f1", "score": "body", "aggregate": "macro_f1", "direction": "higher"},
    ]
    task = write_task(tmp_path / "task", declaration, items)
    digest = hashlib.sha256((task / "items.jsonl").read_bytes()).hexdigest()
    results = {"majority": {"estimate": 0.3333}, "tfidf_logreg": {"estimate": 0.4321}}
    (task / "train.jsonl").write_text("")
    trained = hashlib.sha256(b"").hexdigest()
    record = {"items_sha256": digest, "train_sha256": trained, "score": "body", "results": results}
    (task / "baseline.json").write_text(json.dumps(record))
    page = page_of(run_plan(RunFolder(tmp_path / "run"), plan_of(task), right))
    part = page.part("tasks")
    assert "33.3%" in part
    assert "43.2%" in part
    assert part.count('class="baseline"') == 2 + 2  # in the legend, and beside the accuracy
    assert part.count('class="picture slice"') == 2
    assert "even" in part


def test_without_baselines_the_page_says_so(tmp_path: Path) -> None:
    assert "没有基线记录" in page_of(finished_run(tmp_path, right)).part("tasks")


def test_provenance_is_shown(tmp_path: Path) -> None:
    part = page_of(finished_run(tmp_path, right)).part("candidate")
    for value in ("a" * 64, "d" * 64, "e" * 64, "bfloat16", "4096", "vllm 0.32.0", "dtype=auto"):
        assert value in part
    assert "已验证" in part


def test_what_is_not_attested_is_shown_so(tmp_path: Path) -> None:
    part = page_of(finished_run(tmp_path, right, candidate=REMOTE)).part("candidate")
    assert "未验证" in part
    assert "已验证" not in part
    assert part.count('class="missing"') >= 6


def test_cost_counts_errors_and_cut_answers(tmp_path: Path) -> None:
    def telling(n: int, request: Request) -> Told:
        if n < 2:
            return failure(("timeout", "http_503")[n])
        return reply(truth(n), finish="length") if n == 2 else right(n, request)

    page = page_of(finished_run(tmp_path, telling))
    cost = words(page.part("cost"), "zh")
    assert "请求 12" in cost
    assert "出错的尝试 2" in cost
    assert "被截断的答案 1" in cost
    assert "超时 1" in cost
    assert "服务器报错（HTTP 503） 1" in cost
    assert "11.0 秒" in cost
    assert "达到长度上限，被截断" in page.part("answers")


def test_an_answer_is_shown_with_question_reasoning_and_scores(tmp_path: Path) -> None:
    def telling(n: int, _: Request) -> Told:
        return reply("我想是住建局", reasoning="先排除交通局")

    page = page_of(finished_run(tmp_path, telling, gates=[gate()]))
    part = page.part("answers")
    assert "question number 1 of a tiny task" in part
    assert "先排除交通局" in part
    assert "我想是住建局" in part
    assert "Answer in the form asked for." in part
    said = words(part, "zh")
    assert "应为 环保局，给出 住建局" in said
    assert "不合要求 共 8 个，示 8 个" in said
    assert "合要求 共 4 个，示 4 个" in said


def test_log_probabilities_are_shown_by_choice(tmp_path: Path) -> None:
    def telling(n: int, request: Request) -> Told:
        return reply(request.messages[-1]["content"], logprob=-1.5 if n % 3 == 0 else -9.0)

    page = page_of(finished_run(tmp_path, telling, "choice_logprob", [gate("accuracy")]))
    part = page.part("answers")
    assert "-1.5000" in part
    assert words(part, "zh").count("选项 3：green") > 0


def test_texts_that_were_taken_out_are_said_to_be(tmp_path: Path) -> None:
    folder = finished_run(tmp_path, right, gates=[gate()])
    rows = [json.loads(line) for line in folder.journal.read_text().splitlines()]
    folder.journal.write_bytes(b"".join(line_of(redacted(row)) for row in rows))
    page = page_of(folder)
    assert "文本已从本证据副本中移除" in page.part("answers")
    assert "question number" not in page.source


def test_a_very_long_answer_is_clipped_and_says_so(tmp_path: Path) -> None:
    page = page_of(finished_run(tmp_path, hostile("住建局" * 4000)))
    assert "此处略去 6000 个字符" in page.part("answers")


def test_a_changed_journal_gives_no_page(tmp_path: Path) -> None:
    folder = finished_run(tmp_path, right)
    folder.journal.write_text(folder.journal.read_text().replace("住建局", "交通局", 1))
    with pytest.raises(JournalError):
        write_scorecard(folder)
