"""The messages of a task, as its declaration words them.

Stands in for the product's loader of task declarations until that one is used here.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import yaml

from govllm.reference.cases import DISPATCH, FIELDS, Case

ROOT = Path(__file__).resolve().parents[2] / "evalsets"
HOTLINE = ROOT / "hotline"

Messages = list[dict[str, str]]


@dataclass(frozen=True)
class City:
    """The parts of the city's table that composing needs."""

    bodies: dict[str, str]
    districts: tuple[str, ...]
    departments: tuple[str, ...]


@cache
def city() -> City:
    """Which body answers for which matter, and the districts."""
    table = yaml.safe_load((ROOT / "corpus" / "city.yaml").read_text(encoding="utf-8"))
    bodies = {matter: body["name"] for body in table["departments"] for matter in body["matters"]}
    names = tuple(body["name"] for body in table["departments"])
    return City(bodies, tuple(table["districts"]), names)


def _labels(task_dir: Path, declared: Any) -> Any:
    """A label list as declared, or taken `from:` another file."""
    if not (isinstance(declared, dict) and "from" in declared):
        return declared
    source = yaml.safe_load((task_dir / declared["from"]).read_text(encoding="utf-8"))
    if "list" not in declared:
        return source[declared["names"]]
    rows = source[declared["list"]]
    if "names" in declared:
        return [name for row in rows for name in row[declared["names"]]]
    return {row[declared["name"]]: row[declared["description"]] for row in rows}


@cache
def _task(task_dir: Path) -> tuple[jinja2.Template, jinja2.Template, dict[str, Any]]:
    task = yaml.safe_load((task_dir / "task.yaml").read_text(encoding="utf-8"))
    env = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)  # noqa: S701
    labels = {name: _labels(task_dir, declared) for name, declared in task["labels"].items()}
    prompt = task["prompt"]
    return env.from_string(prompt["system"]), env.from_string(prompt["user"]), labels


def render(task_dir: Path, given: dict[str, str]) -> Messages:
    """System and user message for one input."""
    system, user, labels = _task(task_dir)
    return [
        {"role": "system", "content": system.render(labels=labels, **given)},
        {"role": "user", "content": user.render(labels=labels, **given)},
    ]


def answer(case: Case) -> list[tuple[str, bool]]:
    """The right answer in pieces, each with whether it is sure enough to be learnt."""
    if case.task == DISPATCH:
        pieces = [
            ("承办单位：", True),
            (str(case.target["承办单位"]), True),
            ("\n紧急程度：", True),
        ]
        if "紧急程度" in case.known:
            pieces.append((str(case.target["紧急程度"]), True))
        return pieces
    pieces = []
    for at, field in enumerate(FIELDS):
        value = json.dumps(case.target[field], ensure_ascii=False)
        sure = field in case.known
        pieces.append((("{" if at == 0 else ", ") + f'"{field}": ', True))
        pieces.append((value, sure))
    pieces.append(("}", True))
    return pieces
