"""The scorecard: what an officer reads, what hostile text cannot do, what never seems passed."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path

import pytest

from govllm.client.journal import Journal
from govllm.evidence.folder import RunFolder
from govllm.evidence.scorecard import write_scorecard
from govllm.plan.seal import read_seal
from govllm.tasks.requests import Request
from tests.support.runs import (
    REMOTE,
    Telling,
    Told,
    failure,
    finished_run,
    gate,
    plan_of,
    reply,
    run_plan,
)
from tests.support.tasks import tiny, write_task

BODIES = ["住建局", "交通局", "环保局"]
VOID = {"meta", "input", "br"}


def truth(n: int) -> str:
    """The right answer to the tiny classification task's n-th request."""
    return BODIES[n % 3]


def right(n: int, _: Request) -> Told:
    return reply(truth(n))


def wrong(n: int, _: Request) -> Told:
    return reply(truth(n + 1))


def dead(n: int, _: Request) -> Told:
    return failure()


def hostile(text: str) -> Telling:
    return lambda n, _: reply(text)


class Page(HTMLParser):
    """A page taken apart: elements with attributes, ids, links, and text by enclosing element."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.unbalanced: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements.append((tag, given))
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            self.links.append(given["href"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def count(self, tag: str, kind: str = "") -> int:
        wanted = {kind} - {""}
        return sum(t == tag and wanted <= set(a.get("class", "").split()) for t, a in self.elements)

    def part(self, element_id: str) -> str:
        """The source from an element's id to the next section of the page."""
        start = self.source.index(f'id="{element_id}"')
        end = self.source.find("<section", start)
        return self.source[start : end if end > 0 else None]


def page_of(folder: RunFolder) -> Page:
    write_scorecard(folder)
    return Page(folder.scorecard.read_text(encoding="utf-8"))


def words(source: str, language: str) -> str:
    """A part of the page as the reader of one language sees it."""
    other = "en" if language == "zh" else "zh"
    seen = re.sub(rf'<span class="{other}"[^>]*>.*?</span>', "", source, flags=re.S)
    apart = re.sub(r"</(dt|dd|td|th|p|li|b|h\d)>", " ", seen)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", apart)).strip()


def banner(page: Page) -> tuple[str, str]:
    """The banner's class and its Chinese words."""
    found = re.search(r'<section class="banner (v-\w+)"', page.source)
    assert found
    return found[1], words(page.part("verdict"), "zh")


# What an officer sees first


@pytest.mark.parametrize(
    ("telling", "threshold", "state", "word"),
    [
        (right, 0.5, "v-pass", "通过"),
        (wrong, 0.5, "v-fail", "不通过"),
        (right, 0.99, "v-insufficient", "证据不足"),
        (dead, 0.5, "v-error", "出错"),
    ],
)
def test_banner_tells_the_verdict(
    tmp_path: Path, telling: Telling, threshold: float, state: str, word: str
) -> None:
    page = page_of(finished_run(tmp_path, telling, gates=[gate(threshold=threshold)]))
    found, said = banner(page)
    assert found == state
    assert word in said
    assert ("不能上线" in said) == (state != "v-pass")


def test_the_reasons_are_in_plain_words_and_lead_to_their_gate(tmp_path: Path) -> None:
    page = page_of(finished_run(tmp_path, wrong, gates=[gate()]))
    said = banner(page)[1]
    assert re.search(r"有 95% 的把握不高于 \d+\.\d%，达不到门槛 50%", said)
    assert '<a href="#g0">' in page.part("verdict")


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"scope": "partial", "limit": 9}, "部分运行"),
        ({"scope": "exploratory"}, "探索性运行"),
        ({"candidate": REMOTE}, "未验证"),
    ],
)
def test_a_pass_that_approves_nothing_does_not_look_like_one(
    tmp_path: Path, options: Mapping[str, object], why: str
) -> None:
    folder = finished_run(tmp_path, right_by_sample, gates=[gate(threshold=0.3)], **options)
    assert json.loads(folder.verdict.read_text())["verdict"] == "pass"
    page = page_of(folder)
    state, said = banner(page)
    assert state == "v-limited"
    assert "不能" in said
    assert "可以" not in said
    assert why in said + words(page.source.partition('class="conditions"')[2][:6000], "zh")


def right_by_sample(_: int, request: Request) -> Told:
    """Right answers whatever the order of asking."""
    return reply(truth(int(request.sample.removeprefix("t-"))))


@pytest.mark.parametrize("scope", ["partial", "exploratory"])
def test_what_can_never_be_registered_is_said_of_failures_too(tmp_path: Path, scope: str) -> None:
    page = page_of(finished_run(tmp_path, wrong, gates=[gate()], scope=scope))
    assert "永远不能登记" in banner(page)[1]


def test_a_gate_row_has_counts_rule_and_numbers(tmp_path: Path) -> None:
    def telling(n: int, request: Request) -> Told:
        return failure() if n == 0 else right(n, request)

    folder = finished_run(
        tmp_path,
        telling,
        gates=[
            gate(
                min_samples=5,
                clauses=("gbt-45654/a5-a",),
                source={"zh": "本单位决定", "en": "decided here"},
            )
        ],
        max_error_share=0.5,
    )
    row = words(page_of(folder).part("gates"), "zh")
    assert "须有 95% 的把握：不低于 50%；至少 5 个样本" in row
    assert "计划 12" in row
    assert "已评分 11" in row
    assert "出错 1" in row
    assert "1 个样本出错，按最坏和最好两种情形都已计入" in row
    assert "测试用" in row
    assert "gbt-45654/a5-a" in row
    assert "本单位决定" in row
    assert "decided here" not in row
    shown = json.loads(folder.verdict.read_text())["gates"][0]
    assert f"{100 * shown['estimate']:.1f}%" in row
    assert f"{100 * shown['lower']:.1f}%" in row


def test_gates_are_drawn_with_threshold_bound_and_interval(tmp_path: Path) -> None:
    row = page_of(finished_run(tmp_path, right, gates=[gate()])).part("gates")
    drawing = re.search(r'<svg class="picture gate".*?</svg>', row, re.S)
    assert drawing
    for mark in ("interval", "estimate", "bound", "threshold", "zone"):
        assert f'class="{mark}"' in drawing[0]


# Nothing untested looks passed


def test_an_errored_gate_is_not_drawn_as_measured(tmp_path: Path) -> None:
    row = page_of(finished_run(tmp_path, dead, gates=[gate()])).part("gates")
    assert 'class="unknown"' in row
    assert 'class="estimate" cx' not in row.partition('<div class="legend">')[0]
    assert "chip v-error" in row


def test_what_was_left_out_is_listed(tmp_path: Path) -> None:
    elsewhere = gate(id="elsewhere", task="hotline/dispatch", metric="exact")
    folder = finished_run(
        tmp_path, right_by_sample, gates=[gate(), elsewhere], scope="partial", limit=7
    )
    page = page_of(folder)
    listed = words(page.part("untested"), "zh")
    assert "门槛 elsewhere：没有执行" in listed
    assert "12 个样本中只问了 7 个" in listed
    assert "half=" in listed  # slices of under five samples
    assert "chip v-not_run" in page.part("gates")
    assert "没有测量" in page.part("gates")


def test_a_task_without_a_gate_is_said_to_be_undecided(tmp_path: Path) -> None:
    page = page_of(finished_run(tmp_path, right))
    assert "只测量，方案没有为它设门槛" in page.part("untested")
    assert banner(page)[0] == "v-insufficient"


def test_samples_that_were_never_asked_count_as_errors(tmp_path: Path) -> None:
    plan = plan_of(write_task(tmp_path / "task", *tiny("classification")), [gate()])
    folder = run_plan(RunFolder(tmp_path / "run"), plan, right)
    rows = folder.journal.read_text().splitlines()[:8]
    folder.journal.unlink()
    sealed = read_seal(folder.plan)
    with Journal(folder.journal, 0, sealed.sha256) as journal:
        for row in map(json.loads, rows):
            made = ("seq", "salts", "digests", "previous", "hash")
            journal.append({k: v for k, v in row.items() if k not in made})
    from govllm.pipeline import judge, score

    score(plan, sealed, folder)
    judge(plan, sealed, folder)
    page = page_of(folder)
    assert page.count("details", "v-error") == 2 * 4  # under the gate and under the task
    assert "没有问到" in page.part("answers")


def test_an_empty_qualification_is_not_shown_as_passed(tmp_path: Path) -> None:
    declaration, _ = tiny("classification")
    plan = plan_of(write_task(tmp_path / "task", declaration, []))
    page = page_of(run_plan(RunFolder(tmp_path / "run"), plan, right))
    line = page.part("tasks").partition("任务检验")[2].partition("</dd>")[0]
    assert "v-not_run" in line
    assert "v-pass" not in line


# Hostile text

ATTACKS = [
    "<script>alert(1)</script>",
    "</pre></details></section><h1>通过</h1>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "{{ 7 * 7 }}{% for x in y %}",
    "</style><style>body{display:none}</style>",
    "<!--",
    "\u202e\u0007\ufffe",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_answers_stay_text(tmp_path: Path, attack: str) -> None:
    def telling(n: int, _: Request) -> Told:
        if n % 3 == 0:
            return failure(code=attack, detail=attack)
        return reply(attack, reasoning=attack, finish=attack)

    page = page_of(finished_run(tmp_path, telling, gates=[gate()]))
    assert page.count("script") == page.count("style") == page.count("h1") == 1
    assert page.count("img") == 0
    assert not [a for _, attributes in page.elements for a in attributes if a.startswith("on")]
    assert page.unbalanced == []
    assert page.open == []


def test_characters_that_are_not_seen_are_named(tmp_path: Path) -> None:
    page = page_of(finished_run(tmp_path, hostile("紧急程度：\u202e一般\x00\r\n👨\u200d👩")))
    assert "[U+202E]一般[U+0000]" in page.source
    assert "\u202e" not in page.source
    assert "👨\u200d👩" in page.source


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    attack = '"><script>alert(1)</script>'
    declaration, items = tiny("classification")
    declaration["title"] = {"zh": attack, "en": attack}
    for item in items:
        item["id"] += attack
        item["slices"] = {"half": attack}
    plan = plan_of(
        write_task(tmp_path / "task", declaration, items),
        [gate(id=attack, slice=f"half={attack}", source=attack)],
    )
    page = page_of(run_plan(RunFolder(tmp_path / "run"), plan, wrong))
    assert page.count("script") == 1
    assert page.unbalanced == []


def test_only_the_pages_own_script_and_style_may_run(tmp_path: Path) -> None:
    page = page_of(finished_run(tmp_path, right, gates=[gate()]))
    policy = next(a["content"] for t, a in page.elements if t == "meta" and "content" in a)
    assert "default-src 'none'" in policy
    for tag in ("script", "style"):
        inline = page.source.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0]
        digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_the_page_needs_nothing_from_outside(tmp_path: Path) -> None:
    page = page_of(finished_run(tmp_path, right, gates=[gate()]))
    loading = ("src", "srcset", "data", "action", "poster", "background")
    assert not [a for _, attributes in page.elements for a in attributes if a in loading]
    assert page.count("link") == 0
    assert "url(" not in page.source
    assert "@import" not in page.source
    assert all(link.startswith("#") for link in page.links)
