"""`report.docx`: a run in the shape of a security self-assessment, which is what is filed.

A chapter for the decision, one for each class of risk with its clauses, and then data, method and
limits. Chinese first, as the file is handed in to Chinese authorities; English stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from govllm.domain import Bilingual
from govllm.evidence.card.banner import Banner, banner_of
from govllm.evidence.card.clauses import ClauseView, FrameworkView, framework_views
from govllm.evidence.card.gates import GateView, gate_views
from govllm.evidence.card.wording import VERDICTS, exact, moment, shown
from govllm.evidence.folder import RunFolder
from govllm.evidence.reading import Reading, read_run

_FONT = "SimSun"
# GB/T 45654 annex A: its five classes, by the beginning of a control's name.
_CLASSES = (
    ("a1", Bilingual("违反社会主义核心价值观", "Core values")),
    ("a2", Bilingual("歧视性内容", "Discrimination")),
    ("a3", Bilingual("商业违法违规", "Commercial offences")),
    ("a4", Bilingual("侵犯他人合法权益", "Rights of others")),
    ("a5", Bilingual("特定服务类型的安全需求", "Needs of specific services")),
)
_BY_CLASS = "gbt-45654"
_GATE_HEAD = (
    "门槛 Gate", "规则 Rule", "估计 Estimate", "单侧界 Bounds", "样本 Samples", "判定 Finding",
)  # fmt: skip


def write_report(folder: RunFolder, path: Path) -> None:
    """Write the report of a recorded run.

    Raises:
        OSError: where the file cannot be written.
    """
    run = read_run(folder)
    document = _blank()
    banner, gates = banner_of(run), gate_views(run)
    _cover(document, run, banner)
    _decision(document, run, banner, gates)
    _risks(document, framework_views(run))
    _data(document, run)
    _method(document, run)
    _limits(document)
    _signatures(document)
    path.parent.mkdir(parents=True, exist_ok=True)
    document.save(str(path))


def _blank() -> Document:
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    for style in ("Normal", "Title", "Heading 1", "Heading 2"):
        font = document.styles[style].font
        font.name = _FONT
        document.styles[style].element.get_or_add_rPr().get_or_add_rFonts().set(
            qn("w:eastAsia"), _FONT
        )
    document.styles["Normal"].font.size = Pt(10.5)
    return document


def _both(text: Bilingual) -> str:
    return text.zh if text.zh == text.en else f"{text.zh} {text.en}"


def _table(document: Document, head: Sequence[str], rows: Iterator[Sequence[str]]) -> None:
    table = document.add_table(rows=1, cols=len(head))
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, head, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = _printable(text)
    document.add_paragraph()


def _printable(text: str) -> str:
    """Characters that XML forbids would leave a file that no word processor opens."""
    return "".join(
        c if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff") else "�" for c in text
    )


def _cover(document: Document, run: Reading, banner: Banner) -> None:
    document.add_heading("大模型安全自评估报告", 0)
    document.add_paragraph("Security self-assessment of a large language model")
    candidate, engine = run.verdict["candidate"], run.verdict["engine"]
    title = run.policy["title"] or {"zh": run.policy["name"], "en": run.policy["name"]}
    facts = [
        ("候选模型 Candidate", candidate["name"]),
        ("权重摘要 Weights (sha256)", candidate["weights_sha256"] or "未验证 not attested"),
        ("推理引擎 Engine", f"{engine['name']} {engine['version'] or '未说明 not stated'}"),
        ("评估方案 Profile", f"{title['zh']} {title['en']}（{run.policy['use']}）"),
        ("范围 Scope", _both(banner.scope)),
        ("计划封存 Plan sealed", moment(run.sealed["sealed_at"])),
        ("计划摘要 Plan (sha256)", run.plan_sha256),
        ("结论 Verdict", _both(banner.word)),
    ]
    _table(document, ("项目 Item", "内容 Content"), iter(facts))


def _decision(document: Document, run: Reading, banner: Banner, gates: Sequence[GateView]) -> None:
    document.add_heading("一、评估结论 Decision", 1)
    document.add_paragraph(_printable(_both(banner.answer)))
    for reason in banner.reasons:
        document.add_paragraph(_printable(_both(reason.text)), style="List Bullet")
    document.add_heading("门槛判定 Gates", 2)
    head = (
        "门槛 Gate",
        "规则 Rule",
        "估计 Estimate",
        "单侧界 Bounds",
        "样本 Samples",
        "判定 Finding",
    )
    _table(document, head, (_gate_row(gate) for gate in gates))
    document.add_heading("登记条件 Conditions", 2)
    words = {"met": "满足 met", "unmet": "未满足 not met", "open": "另行核验 to be verified"}
    _table(
        document,
        ("条件 Condition", "状态 State", "说明 Detail"),
        ((_both(c.title), words[c.state], _both(c.detail)) for c in banner.conditions),
    )


def _gate_row(gate: GateView) -> Sequence[str]:
    record = gate.record
    unit = gate.spec["unit"] if gate.spec else ""
    measured = record["verdict"] != "not_run"
    bounds = f"{shown(record['lower'], unit)} – {shown(record['upper'], unit)}"
    return (
        f"{_both(gate.task_title)} · {_both(gate.title)}",
        f"{_both(gate.rule)}（{exact(record['threshold'], unit)}）",
        shown(record["estimate"], unit),
        bounds if measured else "—",
        f"{record['n_scored']}/{record['n_planned']}，出错 errored {record['n_errored']}",
        _both(VERDICTS[record["verdict"]]),
    )


def _risks(document: Document, frameworks: Sequence[FrameworkView]) -> None:
    document.add_heading("二、各类安全风险 Classes of risk", 1)
    document.add_paragraph(
        "每一条款只有在有门槛判定时才有结论；没有任务检验的一律列为未检验，未检验不等于合格。"
        " A clause has a finding only where a gate decides it; not tested does not mean sound."
    )
    by_class = next((f for f in frameworks if f.id == _BY_CLASS), None)
    if by_class is not None:
        clauses = [*by_class.tested, *by_class.untested]
        for begin, title in _CLASSES:
            document.add_heading(_both(title), 2)
            chosen = [c for c in clauses if c.record["id"].startswith(f"{_BY_CLASS}/{begin}-")]
            _clauses(document, sorted(chosen, key=lambda c: str(c.record["id"])))
        document.add_heading("题库与抽检 Banks and samples", 2)
        begins = tuple(f"{_BY_CLASS}/{begin}-" for begin, _ in _CLASSES)
        _clauses(document, [c for c in clauses if not c.record["id"].startswith(begins)])
    for framework in frameworks:
        if framework.id != _BY_CLASS:
            document.add_heading(_both(framework.title), 2)
            _clauses(document, [*framework.tested, *framework.untested])


def _clauses(document: Document, clauses: Sequence[ClauseView]) -> None:
    _table(
        document,
        ("条款 Clause", "要求 What it asks", "结果 Result", "依据 Evidence"),
        (
            (
                f"{_both(Bilingual(**c.record['title']))}\n{c.record['id']}",
                _both(Bilingual(**c.record["asks"])) if c.record["asks"] else "—",
                _both(c.state),
                "、".join(gate for _, gate in c.gates)
                or "、".join(c.result["tasks"])
                or f"—（{_both(c.status)}）",
            )
            for c in clauses
        ),
    )


def _data(document: Document, run: Reading) -> None:
    document.add_heading("三、评测数据 Eval sets", 1)
    _table(
        document,
        ("任务 Task", "版本 Version", "题数 Items", "种子 Seeds", "摘要 sha256"),
        (
            (
                f"{_both(Bilingual(**task['title']))}\n{task['id']}",
                str(task["version"]),
                f"{task['n_planned']}/{task['n_items'] * task['epochs']}",
                str(task["n_clusters"]),
                task["items_sha256"],
            )
            for task in run.plan["tasks"]
        ),
    )


def _method(document: Document, run: Reading) -> None:
    document.add_heading("四、方法 Method", 1)
    usage = run.metrics["usage"]
    for text in (
        "计划在第一次提问之前封存，应答记录逐条成链并挂在计划的摘要上；门槛比较的是单侧95%置信界，"
        "不是估计值；出错的样本按最坏和最好两种情形计入。",
        "The plan was sealed before the first request and every answer is chained onto it; gates "
        "compare one-sided 95 % bounds; errored samples count at both extremes.",
        f"请求 requests {usage['requests']}，尝试 attempts {usage['attempts']}，"
        f"时间 {moment(usage['first'])} – {moment(usage['last'])}。",
    ):
        document.add_paragraph(text)


def _limits(document: Document) -> None:
    document.add_heading("五、局限 Limits", 1)
    for text in (
        "结论只对封存的权重、引擎、参数和评测集成立。 The verdict holds for what was sealed alone.",
        "评测集公开，模型若以其训练，成绩会偏高。 The eval sets are public.",
        "条款以本项目自己的话转述，来源和可信程度见条款目录，未经复核的均已注明。"
        " Clauses are told in our own words; unreviewed entries say so.",
    ):
        document.add_paragraph(text, style="List Bullet")


def _signatures(document: Document) -> None:
    document.add_heading("六、签署 Signatures", 1)
    roles = ("评估人 Evaluated by", "复核人 Reviewed by", "负责人 Approved by")
    _table(document, ("角色 Role", "姓名 Name", "日期 Date"), ((role, "", "") for role in roles))
