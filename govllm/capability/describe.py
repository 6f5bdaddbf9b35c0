"""What the plan and the scorecard say of a task of lm-eval."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from govllm import canonical
from govllm.capability.library import LmTask, Loaded
from govllm.capability.names import FILE, KIND
from govllm.capability.results import PART
from govllm.domain import Bilingual, FieldSpec, Generation, MetricSpec, Task

_USE = Bilingual(
    "lm-eval 的任务，由 lm-eval 自己的代码提问、评分、汇总。",
    "A task of lm-eval: asked, scored and summed up by lm-eval's own code.",
)
_LIMITS = Bilingual(
    "外来任务，未经资格检验；只作报告，不作门槛。",
    "From elsewhere and not qualified here: reported, and it gates nothing.",
)


def described(
    loaded: Loaded, metrics: Sequence[MetricSpec], repeats: int | None, chat_template: bool
) -> Task:
    """The task as the rest of the house knows it.

    Args:
        repeats: how often each document is asked for an answer in words; None where it is asked
            for anything else.
    """
    first: LmTask = next(iter(loaded.leaves.values()))
    suite, _, name = loaded.name.partition("/")
    declared = _declaration_digest(loaded, chat_template)
    items = _items_digest(loaded)
    about = loaded.about
    return Task(
        suite=suite,
        name=name,
        version=str(about.get("version", first.VERSION)),
        kind=KIND,
        title=_told(about, "title", Bilingual(name, name)),
        intended_use=_told(about, "intended_use", _USE),
        limits=_told(about, "limits", _LIMITS),
        source=_told(about, "source", _source(loaded)),
        license=str(about.get("license", "not stated")),
        scenarios=(),
        system="",
        user=_template_of(first, "doc_to_text"),
        turns="",
        variants="",
        documents={},
        prefix=_template_of(first, "gen_prefix"),
        generation=_generation(first.get_config("generation_kwargs") or {}),
        labels={},
        fields={},
        answer=FieldSpec("text"),
        answer_by="logprob" if repeats is None else "text",
        scorers=("lm_eval",),
        metrics=tuple(metrics),
        slices=(PART,) if loaded.group else (),
        epochs=1,
        repeats=repeats or 1,
        perturb=(),
        max_turns=0,
        folder=loaded.folder or Path(),
        declaration_digest=declared,
        items_digest=items,
        digest=canonical.digest({"declaration": declared, "items": items}),
        baseline=None,
    )


def version() -> str:
    """lm-eval's."""
    return importlib.metadata.version("lm-eval")


def _told(about: Mapping[str, Any], name: str, otherwise: Bilingual) -> Bilingual:
    text = about.get(name)
    if isinstance(text, dict) and text.keys() >= {"zh", "en"}:
        return Bilingual(str(text["zh"]), str(text["en"]))
    return Bilingual(text, text) if isinstance(text, str) else otherwise


def _source(loaded: Loaded) -> Bilingual:
    sets = dict.fromkeys(str(task.DATASET_PATH) for task in loaded.leaves.values())
    told = ", ".join(sets)
    return Bilingual(f"lm-eval {version()}，数据集 {told}", f"lm-eval {version()}, data set {told}")


def _template_of(task: LmTask, field: str) -> str:
    found = task.get_config(field)
    return found if isinstance(found, str) else ""


def _generation(declared: Mapping[str, Any]) -> Generation:
    """For readers; the plan's digest of the requests holds what is sent."""
    until = declared.get("until") or ()
    return Generation(
        temperature=float(declared.get("temperature") or 0.0),
        max_tokens=int(declared.get("max_gen_toks") or declared.get("max_tokens") or 256),
        top_p=float(declared.get("top_p") or 1.0),
        stop=(until,) if isinstance(until, str) else tuple(map(str, until)),
    )


def _declaration_digest(loaded: Loaded, chat_template: bool) -> str:
    if loaded.folder is not None:
        declared: Any = canonical.file_digest(loaded.folder / FILE)
    else:
        declared = {leaf: _configured(task) for leaf, task in loaded.leaves.items()}
    groups = {name: _plain(group.to_dict()) for name, group in loaded.groups.items()}
    return canonical.digest({"tasks": declared, "groups": groups, "template": chat_template})


def _configured(task: LmTask) -> str:
    """A task's configuration without where its files lie on this machine."""
    configured = dict(task.dump_config())
    configured.pop("dataset_kwargs", None)
    configured.pop("custom_dataset", None)
    about = configured.get("metadata")
    if isinstance(about, dict):
        configured["metadata"] = {k: v for k, v in about.items() if k != "config_source"}
    return _plain(configured)


def _plain(value: Any) -> str:
    text = json.dumps(value, default=str, ensure_ascii=False, sort_keys=True)
    # What a function without a source calls itself differs from one process to the next.
    return re.sub(r" at 0x[0-9a-f]+", "", text)


def _items_digest(loaded: Loaded) -> str:
    digest = hashlib.sha256()
    for line in _lines(loaded):
        digest.update(line.encode())
    return digest.hexdigest()


def _lines(loaded: Loaded) -> Iterator[str]:
    for leaf, task in loaded.leaves.items():
        yield f"{leaf}\n"
        for document in task.eval_docs:
            yield f"{_plain(document)}\n"
