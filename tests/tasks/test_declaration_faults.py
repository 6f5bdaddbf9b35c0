"""Every fault in `task.yaml` is one error that names file, line, field and what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from govllm.errors import DeclarationError, UsageError
from govllm.exits import ExitCode
from govllm.tasks.load import find_task, load_task
from tests.support.tasks import Declaration, tiny, write_task, write_tiny

_METRIC = {"name": "a", "score": "exact", "direction": "higher"}


@dataclass(frozen=True)
class Fault:
    """One way to break a declaration.

    Attributes:
        field: where the error must point.
        says: words the error must hold.
        change: what is put at a dotted place; `...` takes the key away.
        key: the key whose line the error must give; "" for the field's own last key.
    """

    field: str
    says: str
    change: Mapping[str, Any]
    kind: str = "classification"
    key: str = ""


def _put(declaration: Declaration, place: str, value: Any) -> None:
    *path, last = place.split(".")
    node: Any = declaration
    for step in path:
        node = node[int(step) if isinstance(node, list) else step]
    if value is ...:
        del node[last]
    else:
        node[last] = value


FAULTS = {
    "unknown field": Fault("lables", "unknown field, did you mean 'labels'?", {"lables": {}}),
    "unknown field, nothing near": Fault("qqqq", "known: answer, answer_by", {"qqqq": 1}),
    "unknown nested field": Fault("prompt.usr", "did you mean 'user'?", {"prompt.usr": "x"}),
    "unknown field of a list's entry": Fault(
        "metrics.0.directon", "did you mean 'direction'?", {"metrics": [_METRIC | {"directon": 1}]}
    ),
    "missing field": Fault("kind", "missing", {"kind": ...}, key="name"),
    "missing nested field": Fault("prompt.user", "missing", {"prompt.user": ...}, key="prompt"),
    "missing direction": Fault(
        "metrics.0.direction",
        "missing",
        {"metrics": [{"name": "a", "score": "exact"}]},
        key="- name",
    ),
    "empty prompt": Fault("prompt.user", "at least 1 character", {"prompt.user": ""}),
    "prompt is text": Fault("prompt", "a mapping of fields", {"prompt": "Answer!"}),
    "prompt is not a template": Fault(
        "prompt.user", "not a Jinja2 template", {"prompt.user": "{{ question"}
    ),
    "prompt has an unknown filter": Fault(
        "prompt.system", "No filter named 'loud'", {"prompt.system": "{{ labels | loud }}"}
    ),
    "wrong kind": Fault(
        "kind", "unknown kind 'clasification', did you mean 'classification'?",
        {"kind": "clasification"},
    ),
    "proofreading without elements": Fault(
        "labels", "needs a label set '要素' of two or more", {"labels.要素": ...},
        kind="proofread", key="labels",
    ),
    "unknown scorer": Fault(
        "scorers.0", "unknown scorer 'label', did you mean 'labels'?",
        {"scorers": [{"name": "label"}]}, key="- name",
    ),
    "unknown aggregate": Fault(
        "metrics.0.aggregate", "did you mean 'macro_f1'?",
        {"metrics": [_METRIC | {"aggregate": "macrof1"}]},
    ),
    "macro F1 of no label set": Fault(
        "metrics.0.score", "known: body", {"metrics": [_METRIC | {"aggregate": "macro_f1"}]}
    ),
    "macro F1 of a field that is no label": Fault(
        "metrics.0.score", "needs the score of a label set",
        {
            "kind": "extraction", "fields": {"body": {"type": "text"}},
            "metrics": [_METRIC | {"score": "body", "aggregate": "macro_f1"}],
        },
    ),
    "metric named twice": Fault(
        "metrics.1.name", "'a' is named twice", {"metrics": [_METRIC, dict(_METRIC)]},
        key="- name",
    ),
    "metric's name": Fault(
        "metrics.0.name", "letters, digits", {"metrics": [_METRIC | {"name": "a b"}]}, key="- name"
    ),
    "direction": Fault(
        "metrics.0.direction", "'higher' or 'lower'", {"metrics": [_METRIC | {"direction": "up"}]}
    ),
    "range upside down": Fault(
        "metrics.0", "low < high", {"metrics": [_METRIC | {"range": [1, 0]}]}, key="- name"
    ),
    "range without end": Fault(
        "metrics.0.range.1", "finite",
        {"metrics": [_METRIC | {"range": [0, float("inf")]}]}, key="- .inf",
    ),
    "temperature is not a number": Fault(
        "generation.temperature", "finite", {"generation": {"temperature": float("nan")}}
    ),
    "wrong type": Fault(
        "generation.max_tokens", "valid integer", {"generation": {"max_tokens": "many"}}
    ),
    "epochs": Fault("epochs", "greater than or equal to 1", {"epochs": 0}),
    "slices is text": Fault("slices", "should be a list", {"slices": "half"}),
    "slice that no item has": Fault(
        "slices.0", "did you mean 'half'?", {"slices": ["haf"]}, key="- haf"
    ),
    "name": Fault("name", "letters, digits", {"name": "a/b"}),
    "version": Fault("version", "string", {"version": [1]}),
    "answer_by": Fault("answer_by", "'text', 'logprob' or 'chat_logprob'", {"answer_by": "prob"}),
    "intended use in one language": Fault(
        "intended_use.en", "missing", {"intended_use": {"zh": "测试"}}, key="intended_use"
    ),
    "no source": Fault("source", "missing", {"source": ...}, key="name"),
    "no labels": Fault("labels", "at least one label set", {"labels": ...}, key="name"),
    "one label": Fault("labels.body", "at least two", {"labels": {"body": ["a"]}}),
    "label twice": Fault("labels.body", "'a' is named twice", {"labels": {"body": ["a", "a"]}}),
    "label without description": Fault(
        "labels.body.b", "string", {"labels": {"body": {"a": "x", "b": None}}}
    ),
    "labels read as truth values": Fault(
        "labels.body", "quotes", {"labels": {"body": [True, False]}}
    ),
    "label set named like a score": Fault(
        "labels.exact", "take another", {"labels": {"exact": ["a", "b"]}}
    ),
    "labels from: neither name nor names": Fault(
        "labels.body", "either name or names", {"labels": {"body": {"from": "t.yaml"}}}
    ),
    "labels from: both": Fault(
        "labels.body", "either name or names",
        {"labels": {"body": {"from": "t.yaml", "name": "a", "names": "b"}}},
    ),
    "labels from: misspelt": Fault(
        "labels.body.nam", "did you mean 'name'?",
        {"labels": {"body": {"from": "t.yaml", "nam": "a"}}},
    ),
    "labels from: no file": Fault(
        "labels.body.from", "no file t.yaml; give its place",
        {"labels": {"body": {"from": "t.yaml", "name": "a"}}}, key="body",
    ),
    "no fields": Fault("fields", "needs fields", {"fields": ...}, "extraction", key="name"),
    "field of an unknown type": Fault(
        "fields.name.type", "'label', 'text'", {"fields.name.type": "string"}, "extraction"
    ),
    "label field without its set": Fault(
        "fields.kind", "`labels` has no set of that name", {"labels": {}}, "extraction"
    ),
    "tolerance": Fault(
        "fields.amount.tolerance", "greater than or equal to 0",
        {"fields.amount.tolerance": -1}, "extraction",
    ),
    "field named like a score": Fault(
        "fields.fields", "take another", {"fields.fields": {"type": "text"}}, "extraction"
    ),
    "short answer of labels": Fault(
        "answer.type", "for labels use classification", {"answer": {"type": "label"}},
        "short_answer",
    ),
    "baselines": Fault("baselines.score", "missing", {"baselines": {"input": "question"}},
                       key="baselines"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_names_its_file_line_field_and_mend(tmp_path: Path, name: str) -> None:
    fault = FAULTS[name]
    declaration, items = tiny(fault.kind)
    for place, value in fault.change.items():
        _put(declaration, place, value)
    folder = write_task(tmp_path, declaration, items)
    with pytest.raises(DeclarationError) as caught:
        load_task(folder, "own")
    error = caught.value
    assert error.path == folder / "task.yaml"
    assert error.field == fault.field
    assert fault.says in str(error)
    assert str(error).startswith(f"{folder / 'task.yaml'}:{error.line}: {fault.field}: ")
    assert "\n" not in str(error)
    assert error.exit_code is ExitCode.USAGE
    written = (folder / "task.yaml").read_text(encoding="utf-8").splitlines()
    assert error.line is not None
    key = fault.key or fault.field.rpartition(".")[2] + ":"
    assert key in written[error.line - 1], (error.line, written[error.line - 1])


def _bytes_loaded(folder: Path, content: bytes) -> DeclarationError:
    write_tiny(folder, "classification")
    (folder / "classification" / "task.yaml").write_bytes(content)
    with pytest.raises(DeclarationError) as caught:
        load_task(folder / "classification", "own")
    assert "\n" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        (b"name: [a\nkind: x\n", 2, "not YAML"),
        (b"name: a\n\tkind: b\n", 2, "not YAML"),
        (b"name: a\n---\nname: b\n", 2, "not YAML"),
        (b"name: !!python/object/apply:os.system [x]\n", 1, "not YAML"),
        (b"name: *nowhere\n", 1, "not YAML"),
        (b"name: \x00\n", None, "not YAML"),
        (b"name: 2026-13-45\n", None, "not YAML"),
        (b"- a\n", 1, "must be a mapping"),
        (b"", 1, "must be a mapping"),
        (b"just words", 1, "must be a mapping"),
        ("name: a\ntitle: 测试\n".encode("gbk"), 2, "not UTF-8"),
        (b"name: a\nkind: b\nname: c\n", 3, "given before, on line 1"),
        (b"name: &a [*a]\n", 1, "string"),
        (b"name: a\nprompt: {user: x, user: y}\n", 2, "given before"),
    ],
)
def test_a_file_that_cannot_be_read(
    tmp_path: Path, content: bytes, line: int | None, says: str
) -> None:
    error = _bytes_loaded(tmp_path, content)
    assert error.path.name == "task.yaml"
    assert error.line == line
    assert says in str(error)


def test_no_declaration_and_no_items(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match=r"task\.yaml: no such file; a task's folder holds"):
        load_task(tmp_path, "own")
    folder = write_tiny(tmp_path, "choice")
    (folder / "items.jsonl").unlink()
    with pytest.raises(DeclarationError, match=r"items\.jsonl: no such file; a task needs"):
        load_task(folder, "own")


@pytest.mark.parametrize("decorate", [
    lambda b: b"\xef\xbb\xbf" + b,
    lambda b: b.replace(b"\n", b"\r\n"),
    lambda b: b"# a comment\n\n" + b,
])  # fmt: skip
def test_what_editors_do_to_a_file_is_no_fault(
    tmp_path: Path, decorate: Callable[[bytes], bytes]
) -> None:
    folder = write_tiny(tmp_path, "classification")
    plain = load_task(folder, "own").task
    path = folder / "task.yaml"
    path.write_bytes(decorate(path.read_bytes()))
    task = load_task(folder, "own").task
    assert task.labels == plain.labels
    assert task.user == plain.user


def test_a_broken_table_of_labels_names_the_table(tmp_path: Path) -> None:
    declaration, items = tiny("classification")
    declaration["labels"] = {"body": {"from": "table.yaml", "list": "bodies", "name": "name"}}
    folder = write_task(tmp_path, declaration, items)
    table = folder / "table.yaml"
    table.write_text("bodies: [a\n", encoding="utf-8")
    with pytest.raises(DeclarationError) as caught:
        load_task(folder, "own")
    assert caught.value.path.name == "table.yaml"
    assert caught.value.line is not None
    for content in ("other: []\n", "bodies: [{nam: a}]\n", "bodies: 3\n", "bodies: [a, b]\n", ""):
        table.write_text(content, encoding="utf-8")
        with pytest.raises(DeclarationError) as caught:
            load_task(folder, "own")
        assert caught.value.path.name == "task.yaml"
        assert caught.value.field == "labels.body"
        assert caught.value.line is not None
        assert "table.yaml does not hold what this names" in str(caught.value)


def test_unknown_task_names_the_nearest(tmp_path: Path) -> None:
    write_task(tmp_path / "hotline" / "dispatch", *tiny("classification"))
    with pytest.raises(UsageError, match=r"unknown task 'hotline/dispach'; did you mean 'hotline/"):
        find_task(tmp_path, "hotline/dispach")
    assert find_task(tmp_path, "hotline/dispatch").name == "dispatch"


def test_yaml_is_data_and_runs_nothing(tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    declaration, items = tiny("classification")
    declaration["prompt"]["user"] = "{{ question.__class__.__mro__[1].__subclasses__() }}"
    folder = write_task(tmp_path / "t", declaration, items)
    with pytest.raises(DeclarationError, match="unsafe"):
        load_task(folder, "own")
    text = yaml.safe_dump(tiny("classification")[0])
    attack = f"license: !!python/object/apply:pathlib.Path.touch [{witness}]\n"
    (folder / "task.yaml").write_text(text + attack, encoding="utf-8")
    with pytest.raises(DeclarationError, match="not YAML"):
        load_task(folder, "own")
    assert not witness.exists()
