"""Tasks of every kind load as declared, from anywhere, and cost little memory."""

from __future__ import annotations

import json
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from govllm.domain import FieldSpec, Generation
from govllm.errors import DeclarationError
from govllm.tasks.items import index_items
from govllm.tasks.load import load_task, task_folders
from govllm.tasks.prompts import messages
from govllm.tasks.requests import requests_of, sampling_seed
from tests.support.tasks import KINDS, load_tiny, tiny, write_task, write_tiny

TEN_LINES = """\
name: greet
version: 1
kind: short_answer
intended_use: Whether the model knows its capitals.
source: my own
prompt:
  user: "Name the capital of {{ country }}. Answer with the name alone."
metrics:
  - {name: accuracy, score: correct, direction: higher}
scorers: [{name: short_answer}]
"""


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_loads(tmp_path: Path, name: str) -> None:
    declaration, items = tiny(name)
    loaded = load_tiny(tmp_path, name)
    assert loaded.task.kind == declaration["kind"]
    assert loaded.task.id == "own/tiny"
    assert len(loaded.items) == len(items)
    samples = list(loaded.items.read(range(len(items))))
    assert [s.id for s in samples] == [item["id"] for item in items]
    assert [s.target for s in samples] == [item["target"] for item in items]
    assert loaded.items.clusters == len(items) // 2
    system, user = messages(loaded.task, samples[1])
    assert system == {"role": "system", "content": "Answer in the form asked for."}
    (asked,) = items[1]["input"].values()
    assert user == {"role": "user", "content": asked}


def test_what_a_declaration_says_is_what_the_task_holds(tmp_path: Path) -> None:
    declaration, items = tiny("extraction")
    declaration |= {
        "version": 2,
        "title": "Ticket",
        "license": "MIT",
        "scenarios": ["智能问答"],
        "generation": {"temperature": 0.5, "max_tokens": 9, "top_p": 0.9, "stop": ["\n\n"]},
        "metrics": [
            {
                "name": "errors",
                "score": "fields",
                "direction": "lower",
                "range": [-1, 3],
                "unit": "points",
                "title": {"zh": "错", "en": "Errors"},
            }
        ],
        "slices": ["half", "kind"],
        "epochs": 3,
    }
    task = load_task(write_task(tmp_path, declaration, items), "own").task
    assert task.version == "2"
    assert (task.title.zh, task.title.en) == ("Ticket", "Ticket")
    assert task.generation == Generation(0.5, 9, 0.9, ("\n\n",))
    assert task.fields["amount"] == FieldSpec("number", 0.5)
    assert task.slices == ("half", "kind")
    assert task.epochs == 3
    (metric,) = task.metrics
    assert (metric.low, metric.high, metric.worst, metric.best) == (-1.0, 3.0, 3.0, -1.0)
    assert (metric.title.zh, metric.unit, metric.aggregate) == ("错", "points", "mean")
    assert task.metric("errors") is metric
    assert task.metric("nothing") is None


def test_a_kind_brings_scorers_and_metrics_where_none_are_named(tmp_path: Path) -> None:
    task = load_tiny(tmp_path, "extraction").task
    assert task.scorers == ("fields",)
    assert [m.name for m in task.metrics] == ["field_accuracy", "exact", "answered"]
    assert all(m.direction == "higher" for m in task.metrics)


def test_labels_from_a_table(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "city.yaml").write_text(
        "districts: [东, 西]\n"
        "departments:\n"
        "  - {name: 住建局, remit: 房屋, matters: [危房, 漏水]}\n"
        "  - {name: 交通局, remit: 道路, matters: [坑洼]}\n",
        encoding="utf-8",
    )
    declaration, items = tiny("classification")
    table = "../corpus/city.yaml"
    declaration["labels"] = {
        "body": {"from": table, "list": "departments", "name": "name", "description": "remit"},
        "bare": {"from": table, "list": "departments", "name": "name"},
        "matter": {"from": table, "list": "departments", "names": "matters"},
        "district": {"from": table, "names": "districts"},
        "urgency": {"紧急": "立刻", "一般": "其余"},
    }
    declaration["prompt"]["user"] = (
        "{{ question }} {% for n, r in labels.body.items() %}{{ n }}={{ r }};{% endfor %}"
    )
    target = dict(
        zip(declaration["labels"], ["住建局", "交通局", "坑洼", "东", "一般"], strict=True)
    )
    for item in items:
        item["target"] = target
    loaded = load_task(write_task(tmp_path / "task", declaration, items), "own")
    assert loaded.task.labels == {
        "body": {"住建局": "房屋", "交通局": "道路"},
        "bare": {"住建局": "", "交通局": ""},
        "matter": {"危房": "", "漏水": "", "坑洼": ""},
        "district": {"东": "", "西": ""},
        "urgency": {"紧急": "立刻", "一般": "其余"},
    }
    (sample,) = loaded.items.read([0])
    assert messages(loaded.task, sample)[-1]["content"].endswith("住建局=房屋;交通局=道路;")


def test_the_digest_covers_declaration_labels_and_items(tmp_path: Path) -> None:
    table = tmp_path / "table.yaml"
    table.write_text("names: [住建局, 交通局, 环保局]\n", encoding="utf-8")
    declaration, items = tiny("classification")
    declaration["labels"] = {"body": {"from": "../table.yaml", "names": "names"}}

    def digest() -> str:
        return load_task(write_task(tmp_path / "t", declaration, items), "own").task.digest

    first = digest()
    assert digest() == first
    table.write_text("names: [住建局, 交通局, 环保局, 水务局]\n", encoding="utf-8")
    longer = digest()
    table.write_text("names: [交通局, 住建局, 环保局]\n", encoding="utf-8")
    reordered = digest()
    items[0]["input"]["question"] += "?"
    other_items = digest()
    declaration["prompt"]["user"] += " "
    assert len({first, longer, reordered, other_items, digest()}) == 5


def test_a_task_of_ten_lines_loads_from_outside_the_repository(tmp_path: Path) -> None:
    """From another working directory and in a fresh interpreter, as a user would have it."""
    folder = tmp_path / "greet"
    folder.mkdir()
    assert len(TEN_LINES.splitlines()) == 10
    (folder / "task.yaml").write_text(TEN_LINES, encoding="utf-8")
    item = {"id": "1", "cluster": "1", "input": {"country": "France"}, "target": "Paris"}
    (folder / "items.jsonl").write_text(json.dumps(item) + "\n", encoding="utf-8")
    loaded = load_task(folder, "own")
    (sample,) = loaded.items.read([0])
    (asked,) = messages(loaded.task, sample)
    assert asked["content"] == "Name the capital of France. Answer with the name alone."
    code = (
        "from pathlib import Path; from govllm.tasks.load import load_task;"
        "from govllm.qualification.qualify import qualify;"
        "t = load_task(Path('greet'), 'own'); q = qualify(t.task, t.items, 1);"
        "q.require(); print(t.task.id, q.qualified)"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "own/greet True\n", "")


def test_task_folders_are_found_by_suite_and_name(tmp_path: Path) -> None:
    write_task(tmp_path / "b" / "two", *tiny("choice"))
    write_task(tmp_path / "a" / "one", *tiny("choice"))
    write_tiny(tmp_path, "choice")
    assert list(task_folders(tmp_path)) == ["a/one", "b/two"]


def test_many_items_are_indexed_in_little_memory(tmp_path: Path) -> None:
    """What stays is where each item begins, not what it says; what passes is little more."""
    n = 20_000
    path = tmp_path / "items.jsonl"
    with path.open("w", encoding="utf-8") as stream:
        for i in range(n):
            item = {"id": f"i{i}", "cluster": f"c{i % 5_000}", "input": {"q": "x"}, "target": "a"}
            stream.write(json.dumps(item) + "\n")
    tracemalloc.start()
    items = index_items(path, lambda sample: ())
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(items) == n
    assert items.clusters == 5_000
    assert kept <= 60 * n, f"{kept / n:.1f} bytes an item stay"
    assert peak <= 250 * n, f"{peak / n:.1f} bytes an item at the worst moment"
    (last, first) = items.read([n - 1, 0])
    assert (last.id, first.id) == (f"i{n - 1}", "i0")


def test_reading_holds_one_sample_at_a_time(tmp_path: Path) -> None:
    declaration, items = tiny("choice")
    big = "x" * 100_000
    many = [{**items[0], "id": str(n), "input": {"question": f"{n} {big}"}} for n in range(100)]
    loaded = load_task(write_task(tmp_path, declaration, many), "own")
    tracemalloc.start()
    for sample in loaded.items.read(range(100)):
        assert len(sample.input["question"]) > 100_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000


def test_requests_have_keys_of_what_can_change_the_answer(tmp_path: Path) -> None:
    loaded = load_tiny(tmp_path, "classification")
    one, two = loaded.items.read([0, 1])

    def key(sample=one, epoch=0, identity="a", seed=1):  # type: ignore[no-untyped-def]
        (request,) = requests_of(loaded.task, sample, epoch, identity=identity, seed=seed)
        return request.key

    keys = [key(), key(sample=two), key(epoch=1), key(identity="b"), key(seed=2)]
    assert len(set(keys)) == 5
    assert key() == keys[0]
    (request,) = requests_of(loaded.task, one, 0, identity="a", seed=1)
    assert request.endpoint == "chat"
    assert "stop" not in request.sampling
    assert 0 <= sampling_seed(1, "t", "s", 0) < 2**31


@pytest.mark.parametrize("kind", ["classification", "dialogue"])
def test_thoughts_have_tokens_beside_those_of_the_answer(tmp_path: Path, kind: str) -> None:
    loaded = load_tiny(tmp_path, kind)
    (sample,) = loaded.items.read([0])
    plain, thinking = (
        next(iter(requests_of(loaded.task, sample, 0, identity="a", seed=1, thinking=tokens)))
        for tokens in (0, 4000)
    )
    allowed = loaded.task.generation.max_tokens
    assert plain.sampling["max_tokens"] == allowed
    assert thinking.sampling["max_tokens"] == allowed + 4000
    assert thinking.key != plain.key


def test_by_log_probability_every_choice_is_a_request(tmp_path: Path) -> None:
    loaded = load_tiny(tmp_path, "choice_logprob")
    (sample,) = loaded.items.read([0])
    asked = list(requests_of(loaded.task, sample, 0, identity="a", seed=1))
    assert [r.part for r in asked] == [0, 1, 2]
    assert {r.endpoint for r in asked} == {"loglikelihood"}
    assert [r.messages[-1] for r in asked] == [
        {"role": "assistant", "content": choice} for choice in ("red", "blue", "green")
    ]
    assert len({r.key for r in asked}) == 3


def test_items_that_change_under_an_evaluation_are_told(tmp_path: Path) -> None:
    loaded = load_tiny(tmp_path, "choice")
    assert len(list(loaded.items.read([0, 1]))) == 2
    loaded.items.path.write_bytes(b"\n" + loaded.items.path.read_bytes())
    with pytest.raises(DeclarationError, match="written while"):
        list(loaded.items.read([0]))
