"""What cannot be asked is refused in one line that names the mend, before anything is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from govllm.config.schema import Settings
from govllm.errors import GovllmError, UsageError
from govllm.pipeline import evaluate
from govllm.qualify import qualify_tasks
from tests.support.lm_eval_tasks import TASKS, write_task
from tests.support.mock_server import Behaviour, serving

Made = Callable[..., Settings]
UNFILTERED = {k: v for k, v in TASKS["t_text"].items() if k != "filter_list"}


def quiet(_: str) -> None:
    """Reports nothing."""


@pytest.fixture
def refusal(behaviour: Behaviour, settings: Made) -> Callable[..., str]:
    """What a run of these tasks is refused with; nothing was asked."""

    def of(*names: str, **more: Any) -> str:
        with serving(behaviour) as url, pytest.raises(UsageError) as caught:
            evaluate(settings(url, *names, **more), quiet)
        assert not behaviour.hits
        return str(caught.value)

    return of


def own(
    tmp_path: Path, name: str, base: Mapping[str, Any] = TASKS["t_choice"], **changed: Any
) -> dict[str, Any]:
    """Settings that name a folder with one task, changed in these keys."""
    folder = tmp_path / "own"
    folder.mkdir()
    rows = [{"question": "一加一？", "answer": "2", "choices": ["2", "3"]}] * 3
    write_task(folder, name, {**base, **changed}, rows)
    return {"lm_eval.include_path": folder}


def test_an_unknown_name_and_the_nearest(refusal: Callable[..., str]) -> None:
    told = refusal("ceval-valid_laww")
    assert told == "lm-eval has no task 'ceval-valid_laww'; did you mean 'lm_eval/ceval-valid_law'?"
    assert "lm-eval ls tasks" in refusal("qqqqqqqqqqqqqqqqqqqq")


def test_a_shipped_name_and_the_nearest(refusal: Callable[..., str]) -> None:
    assert "did you mean 'capability/reading'?" in refusal("capability/readin")


def test_a_data_set_that_is_not_in_the_cache(refusal: Callable[..., str]) -> None:
    for name, data in (("gsm8k", "openai/gsm8k"), ("cmmlu", "haonan-li/cmmlu")):
        told = refusal(name)
        assert f"lm_eval/{name}: its data set is not in this machine's Hugging Face cache" in told
        assert data in told
        assert f"HF_HOME=DIR lm-eval run --model dummy --tasks {name} --limit 1" in told


def test_a_package_that_is_not_installed(refusal: Callable[..., str], tmp_path: Path) -> None:
    more = own(tmp_path, "t_needy")
    folder = more["lm_eval.include_path"]
    (folder / "helper.py").write_text("import no_such_package\ndef process(d): return d\n")
    with (folder / "t_needy.yaml").open("a") as stream:
        stream.write("process_docs: !function helper.process\n")
    assert "needs the Python package 'no_such_package'" in refusal("t_needy", **more)


def test_groups_and_tags_without_a_figure_of_their_own(refusal: Callable[..., str]) -> None:
    told = refusal("t_bare_group")
    assert "gives no figure of its own" in told
    assert "lm_eval/t_choice, lm_eval/t_text" in told
    told = refusal("ai2_arc")
    assert "is a tag of lm-eval's" in told
    assert "lm_eval/arc_challenge, lm_eval/arc_easy" in told


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"output_type": "guess"}, "lm-eval cannot use it"),
        ({"test_split": "held_back"}, "lm-eval cannot use it"),
        ({"unsafe_code": True}, "runs code that a candidate writes"),
        ({"doc_to_image": ["picture"]}, "shows pictures or sound"),
        ({"doc_to_choice": "{{choices"}, "lm-eval cannot use it"),
    ],
)
def test_a_task_that_lm_eval_cannot_use(
    refusal: Callable[..., str], tmp_path: Path, changed: dict[str, Any], fault: str
) -> None:
    told = refusal("t_own", **own(tmp_path, "t_own", **changed))
    assert told.startswith("lm_eval/t_own")
    assert fault in told


def test_scoring_that_fails_on_an_empty_answer_is_found_before_anything_is_asked(
    refusal: Callable[..., str], tmp_path: Path
) -> None:
    more = own(tmp_path, "t_rash", UNFILTERED)
    folder = more["lm_eval.include_path"]
    (folder / "helper.py").write_text("def score(doc, results): return {'acc': results[0][0]}\n")
    declared = folder / "t_rash.yaml"
    declared.write_text(declared.read_text() + "process_results: !function helper.score\n")
    assert "lm-eval fails (IndexError" in refusal("t_rash", **more)


def test_scoring_that_fails_on_an_answer_keeps_what_was_answered(
    behaviour: Behaviour, settings: Made, tmp_path: Path
) -> None:
    more = own(tmp_path, "t_rash", UNFILTERED)
    folder = more["lm_eval.include_path"]
    (folder / "helper.py").write_text(
        "def score(doc, results): return {'acc': 1 // (results[0] == '')}\n"
    )
    declared = folder / "t_rash.yaml"
    declared.write_text(declared.read_text() + "process_results: !function helper.score\n")
    with serving(behaviour) as url, pytest.raises(GovllmError, match=r"ZeroDivisionError.*is kept"):
        evaluate(settings(url, "t_rash", **more), quiet)
    assert (tmp_path / "run/journal.jsonl").is_file()


def test_folders_that_are_not_there(refusal: Callable[..., str]) -> None:
    assert "lm_eval.include_path: no folder /no/such" in refusal(
        "t_choice", **{"lm_eval.include_path": "/no/such"}
    )


def test_without_a_tokenizer(
    refusal: Callable[..., str], behaviour: Behaviour, settings: Made, tmp_path: Path
) -> None:
    """Of an endpoint whose weights are not at hand: words can be asked for, probabilities not."""
    more = {"model.path": "null"}
    told = refusal("t_choice", **more)
    assert "log-probabilities" in told
    assert "lm_eval.tokenizer=DIR" in told
    assert "tokenizer is not at hand" in refusal(
        "t_text", **more, **{"lm_eval.chat_template": True}
    )
    with serving(behaviour) as url:
        evaluate(settings(url, "t_text", **more), quiet)
    assert all(prompt.startswith("t_text第") for prompt in behaviour.hits)


def test_a_tokenizer_that_is_none(behaviour: Behaviour, settings: Made, tmp_path: Path) -> None:
    more = {"lm_eval.tokenizer": tmp_path}
    with serving(behaviour) as url, pytest.raises(UsageError, match="holds no tokenizer"):
        evaluate(settings(url, "t_choice", **more), quiet)
    assert not behaviour.hits


@pytest.fixture
def suites(tmp_path: Path) -> Path:
    """Eval sets of one's own with a task that lm-eval measures."""
    folder = tmp_path / "sets/office/mine"
    folder.mkdir(parents=True)
    declared = {
        **TASKS["t_choice"],
        "task": "mine",
        "dataset_path": "json",
        "dataset_kwargs": {"data_files": {"test": "items.jsonl"}},
        "test_split": "test",
    }
    (folder / "lm_eval.yaml").write_text(yaml.safe_dump(declared, allow_unicode=True), "utf-8")
    (folder / "items.jsonl").write_text('{"question": "?", "choices": ["a", "b"]}\n')
    return folder


@pytest.mark.parametrize(
    ("file", "content", "fault"),
    [
        ("lm_eval.yaml", "task: [", "lm_eval.yaml:1: not YAML"),
        ("lm_eval.yaml", "output_type: x\n", "task: missing"),
        ("lm_eval.yaml", "task: mine\n", "dataset_kwargs.data_files: names no file of items"),
        ("items.jsonl", "", "items.jsonl: holds no items"),
        ("items.jsonl", '{"question": 1}\n{"question"', "items.jsonl:2: not JSON"),
        ("items.jsonl", "[1]\n", "items.jsonl:1: must be a JSON object"),
        ("items.jsonl", None, "items.jsonl: no such file"),
        ("items.jsonl", '{"id":"a","question":"?","choices":["a","b"]}\n' * 2, "the same id"),
    ],
)
def test_a_suites_own_task_that_is_broken(
    suites: Path, file: str, content: str | None, fault: str, behaviour: Behaviour, settings: Made
) -> None:
    if content is None:
        (suites / file).unlink()
    else:
        (suites / file).write_text(content)
    more = {"paths.evalsets": suites.parents[1], "profile.gates": "[]"}
    with serving(behaviour) as url, pytest.raises(UsageError) as caught:
        evaluate(settings(url, "office/mine", **more), quiet)
    assert fault in str(caught.value)


def test_a_suites_own_task_is_asked(suites: Path, behaviour: Behaviour, settings: Made) -> None:
    more = {"paths.evalsets": suites.parents[1], "profile.gates": "[]"}
    with serving(behaviour) as url:
        evaluate(settings(url, "office/mine", **more), quiet)
    assert behaviour.hits.total() == 2


def test_qualify_says_that_they_are_not(capsys: pytest.CaptureFixture[str], settings: Made) -> None:
    code = qualify_tasks(settings("http://127.0.0.1:1/v1", "capability/reading"))
    assert code == 1
    assert "capability/reading: measured by lm-eval, not qualified" in capsys.readouterr().out
