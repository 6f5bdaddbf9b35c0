"""A library's model of names beside the rules, by configuration."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import spacy

from govllm.errors import UsageError
from govllm.privacy.__main__ import privacy
from govllm.privacy.classes import Finding
from govllm.privacy.ner import load_finder
from govllm.privacy.scan import scan

# spaCy's own imports warn, each release differently.
pytestmark = pytest.mark.filterwarnings("default")

# A name that no rule of ours takes for one: no family name, no label.
NAME = "瞑瞑"
TEXT = f"昨天{NAME}走了。"


def knows_one(text: str) -> Iterator[Finding]:
    at = text.find(NAME)
    if at >= 0:
        yield Finding(at, at + len(NAME), "name", NAME)


def out_of_bounds(text: str) -> Iterator[Finding]:
    yield Finding(0, len(text) + 1, "name", text)


def no_findings(text: str) -> Iterator[str]:
    yield text


@pytest.fixture
def model(tmp_path: Path) -> str:
    """A pipeline of spaCy's on the disk that knows one person and one place."""
    pipeline = spacy.blank("zh")
    ruler = pipeline.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "PERSON", "pattern": NAME}, {"label": "GPE", "pattern": "昨天"}])
    pipeline.to_disk(tmp_path / "model")
    return str(tmp_path / "model")


def test_our_rules_do_not_know_the_name() -> None:
    assert scan(TEXT) == []


def test_people_of_a_spacy_pipeline_are_names(model: str) -> None:
    assert [(f.kind, f.value) for f in scan(TEXT, extra=load_finder(f"spacy:{model}"))] == [
        ("name", NAME)
    ]


def test_a_function_is_a_finder() -> None:
    (found,) = scan(TEXT, extra=load_finder("tests.privacy.test_ner:knows_one"))
    assert TEXT[found.start : found.end] == NAME


def test_identifiers_stay_what_they_are() -> None:
    text = f"{NAME}电话13800002719"
    found = scan(text, extra=load_finder("tests.privacy.test_ner:knows_one"))
    assert [f.kind for f in found] == ["name", "mobile"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_command_asks_it_in_every_process(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], jobs: int
) -> None:
    path = tmp_path / "letter.txt"
    path.write_text(f"{TEXT}\n\n" * 20_000, encoding="utf-8")
    words = ["scan", str(path), "--kinds", "name", "--jobs", str(jobs)]
    assert privacy(words) == 0
    assert privacy([*words, "--ner", "tests.privacy.test_ner:knows_one"]) == 1
    assert "20000 found" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("zh_core_web_trf", "names no model"),
        ("spacy:", "names no model"),
        ("spacy:zh_core_web_none", "no model 'zh_core_web_none'"),
        ("tests.privacy.nowhere:f", "cannot be loaded"),
        ("tests.privacy.test_ner:nothing", "cannot be loaded"),
    ],
)
def test_what_is_not_there_is_told(given: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        load_finder(given)


@pytest.mark.parametrize(
    ("name", "said"),
    [("out_of_bounds", "outside of the text"), ("no_findings", "gives '昨天")],
)
def test_what_it_must_not_give_is_told(name: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        scan(TEXT, extra=load_finder(f"{__name__}:{name}"))


def test_spacy_is_not_read_without_need() -> None:
    import subprocess

    code = "import govllm.privacy.__main__, sys; print('spacy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
