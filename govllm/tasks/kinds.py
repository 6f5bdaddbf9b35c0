"""The kinds of task that need no Python: what their items must hold and how they are scored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from types import MappingProxyType

from govllm.domain import Bilingual, Direction, MetricSpec, Sample, Task
from govllm.errors import UsageError, nearest
from govllm.tasks.faults import dialogue, edits, forms, lists, privacy, questions
from govllm.tasks.faults.forms import Fault


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of task.

    Attributes:
        name: as `task.yaml` says it.
        scorer: the scorer used where the task names none.
        metrics: the metrics reported where the task names none.
        declaration_faults: what a declaration of this kind lacks, as (field, fault) pairs.
        item_faults: what is wrong with an item, likewise.
        free: whether a target is not itself an answer, so that items carry examples.
    """

    name: str
    scorer: str
    metrics: tuple[MetricSpec, ...]
    declaration_faults: Callable[[Task], Iterator[Fault]]
    item_faults: Callable[[Task, Sample], Iterator[Fault]]
    free: bool = False


def _share(name: str, score: str, zh: str, en: str, direction: Direction = "higher") -> MetricSpec:
    return MetricSpec(name, score, "mean", direction, 0.0, 1.0, "share", Bilingual(zh, en))


_PARSED = _share("answered", "parsed", "按格式作答率", "Answers in the asked form")
_UNSUPPORTED = _share(
    "hallucination_rate", "unsupported", "无依据率", "Unsupported answers", "lower"
)


_BUILT_IN = (
    Kind(
        "classification",
        "labels",
        (_share("exact", "exact", "全对率", "All labels right"), _PARSED),
        forms.needs_labels,
        forms.classification_item,
    ),
    Kind(
        "extraction",
        "fields",
        (
            _share("field_accuracy", "fields", "字段准确率", "Field accuracy"),
            _share("exact", "exact", "全对率", "All fields right"),
            _PARSED,
        ),
        forms.needs_fields,
        forms.extraction_item,
    ),
    Kind(
        "varied",
        "varied",
        (
            _share("field_accuracy", "fields", "字段准确率", "Field accuracy"),
            _share("invariance", "invariant", "换人不变率", "Same answer whoever it is"),
        ),
        forms.needs_variants,
        forms.extraction_item,
    ),
    Kind(
        "retrieval",
        "ranking",
        (
            _share("recall_3", "recall_3", "前三召回率", "Recall at 3"),
            _share("mrr", "reciprocal_rank", "平均倒数排名", "Mean reciprocal rank"),
        ),
        forms.nothing,
        lists.ranking_item,
    ),
    Kind(
        "proofread",
        "edits",
        (
            _share("detection", "detection", "查错F0.5", "F0.5 of errors found"),
            _share("correction", "correction", "改错F0.5", "F0.5 of errors mended"),
            _PARSED,
        ),
        edits.needs_classes,
        edits.edits_item,
    ),
    Kind(
        "choice",
        "choice",
        (_share("accuracy", "correct", "准确率", "Accuracy"), _PARSED),
        forms.nothing,
        forms.choice_item,
    ),
    Kind(
        "short_answer",
        "short_answer",
        (_share("accuracy", "correct", "准确率", "Accuracy"), _PARSED),
        forms.short_answer_form,
        forms.short_answer_item,
    ),
    Kind(
        "free_text",
        "checks",
        (
            _share("checks_passed", "checks", "要求满足率", "Requirements met"),
            _share("all_passed", "exact", "全部要求满足率", "All requirements met"),
        ),
        forms.nothing,
        forms.free_text_item,
        free=True,
    ),
    Kind(
        "leak",
        "leaks",
        (_share("leak_rate", "leaked", "泄露率", "Leak rate", "lower"),),
        forms.nothing,
        privacy.leak_item,
    ),
    Kind(
        "masking",
        "masking",
        (
            _share("utility", "kept", "其余内容保留率", "Share of the rest kept"),
            _share("safe_and_usable", "usable", "脱敏且可用率", "Nothing left and usable"),
        ),
        forms.nothing,
        privacy.masking_item,
    ),
    Kind(
        "grounded",
        "grounded",
        (
            _share("accuracy", "right", "准确率", "Right answers"),
            _UNSUPPORTED,
        ),
        forms.nothing,
        questions.grounded_item,
    ),
    Kind(
        "closed",
        "closed",
        (_share("invented_rate", "invented", "编造率", "Invented answers", "lower"),),
        forms.nothing,
        questions.closed_item,
    ),
    Kind(
        "summary",
        "summary",
        (
            _share("coverage", "covered", "要点覆盖率", "Points covered"),
            _UNSUPPORTED,
        ),
        forms.nothing,
        questions.summary_item,
    ),
    Kind(
        "consistency",
        "consistency",
        (_share("consistency", "consistent", "一致率", "Answers that agree"),),
        questions.needs_repeats,
        questions.question_item,
    ),
    Kind(
        "dialogue",
        "dialogue",
        (
            _share("success", "success", "成功率", "Asked what is missing and answered right"),
            _share("answer", "answer", "答复正确率", "Right answers"),
            _PARSED,
        ),
        dialogue.needs_turns,
        dialogue.dialogue_item,
    ),
    Kind(
        "exposure",
        "exposure",
        (
            _share(
                "top_ranked", "top_ranked", "记忆可辨率", "Canaries above all references", "lower"
            ),
        ),
        privacy.needs_chat_logprob,
        privacy.exposure_item,
    ),
)


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind by name: the built-in ones and those that packages add by entry point.

    Raises:
        UsageError: where a package takes the name of one that is there.
    """
    table = {kind.name: kind for kind in _BUILT_IN}
    for point in entry_points(group="govllm.kinds"):
        kind = point.load()
        if kind.name in table:
            fault = f"{point.value} calls its kind {kind.name!r}, as another one is called"
            raise UsageError(fault, "mend the package, or uninstall it")
        table[kind.name] = kind
    return MappingProxyType(table)


def kind_named(name: str) -> Kind:
    """The kind of that name.

    Raises:
        UsageError: where there is none.
    """
    table = kinds()
    if name not in table:
        raise UsageError(f"unknown kind {name!r}", nearest(name, table))
    return table[name]
