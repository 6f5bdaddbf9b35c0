"""Every command of both READMEs is run: make dry, evaluations against a mock endpoint.

A command that no rule below knows fails: it needs a rule of its own.
"""

from __future__ import annotations

import fnmatch
import functools
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
import yaml

import govllm
from govllm import controls, keys, qualify, track
from govllm.config.cli import run_command
from govllm.config.compose import composed, written_policy_digest
from govllm.config.schema import Settings
from govllm.evidence.folder import RunFolder
from govllm.exits import ExitCode
from govllm.plan.select import wanted_tasks
from govllm.qualification import qualify as qualification
from govllm.qualify_judge import qualify_judge
from govllm.resources import evalsets_dir
from govllm.tasks.load import load_task, task_folders
from govllm.tracking.store import Store
from tests.docs.decisions import DECIDING, name_of
from tests.docs.desk import COMMANDS, EVAL, Desk
from tests.docs.evaluations import check_eval
from tests.docs.office import Office
from tests.docs.pages import ENGLISH, ROOT
from tests.support.judge import ScriptedJudge
from tests.support.mock_server import Behaviour, right_answers, serving
from tests.support.runs import finished_run, reply

SHIPPED_DIGEST = functools.cache(written_policy_digest)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[tuple[str, str, Behaviour]]:
    government = composed(["suite=government"]).suite
    assert government is not None
    folders = task_folders(evalsets_dir())
    known = [
        load_task(folders[name], name.partition("/")[0])
        for name in (*government.tasks, "hallucination/grounded")
    ]
    behaviour = Behaviour(right_answers(*known))
    with serving(behaviour) as url, serving(Behaviour(ScriptedJudge())) as judge:
        yield url, judge, behaviour


@pytest.fixture
def desk(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    endpoint: tuple[str, str, Behaviour],
) -> Desk:
    monkeypatch.chdir(tmp_path)
    # Both would be most of the time: all samples are qualified elsewhere, and the shipped
    # profiles stay what they are while this runs.
    monkeypatch.setattr(qualification, "MOST_SAMPLES", 40)
    monkeypatch.setattr("govllm.plan.plan.written_policy_digest", SHIPPED_DIGEST)
    for name, body in ENGLISH.files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, encoding="utf-8")
    url, judge, behaviour = endpoint
    behaviour.answers = {
        **behaviour.answers,
        **right_answers(load_task(tmp_path / "my-task", "own")),
    }
    return Desk(tmp_path, url, judge, lambda: capsys.readouterr().out)


def dry_make(words: Sequence[str], desk: Desk) -> str:
    """What make would do on a fresh clone: one without a virtual environment."""
    fresh = f"VENV={desk.folder / 'venv'}"
    found = subprocess.run(
        ["make", "-n", fresh, *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
    return found.stdout


def check_make(words: Sequence[str], desk: Desk) -> None:
    target, *variables = words
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:.*## ", makefile, re.MULTILINE), f"no target {target}"
    plain = dry_make([target], desk)
    expected = {
        "eval": EVAL.removeprefix("python "),
        "test": "-m pytest",
        "ui": "-m mlflow ui",
        "setup": "--editable .",
    }
    assert expected[target] in plain
    for variable in variables:
        name, _, value = variable.partition("=")
        assert re.search(rf"^{name} *\?=", makefile, re.MULTILINE), f"no variable {name}"
        assert value in dry_make([target, variable], desk)


def check_qualify(words: Sequence[str], desk: Desk) -> None:
    wanted: list[str] = []

    def job(settings: Settings) -> ExitCode:
        wanted.extend(["own/remit"] if settings.task_path else wanted_tasks(settings))
        return qualify.qualify_tasks(settings)

    assert run_command(job, words) is ExitCode.PASS
    said = desk.output()
    assert wanted
    for name in wanted:
        assert re.search(rf"^{name}: \d+ samples, qualified$", said, re.MULTILINE)


def check_qualify_judge(words: Sequence[str], desk: Desk) -> None:
    asked = [desk.judge if word.startswith("http") else word for word in words]
    assert qualify_judge(asked) is ExitCode.PASS
    assert (desk.folder / words[0]).is_file()
    assert "340 answers" in desk.output()


def check_track(words: Sequence[str], desk: Desk) -> None:
    # The run it names is the one that another command of the README makes.
    assert f"{EVAL} paths.run={words[0]}" in COMMANDS
    made = finished_run(desk.folder, lambda number, request: reply("{}"))
    (desk.folder / words[0]).parent.mkdir()
    made.path.rename(desk.folder / words[0])
    logged: list[tuple[RunFolder, Store]] = []
    with pytest.MonkeyPatch.context() as patch:
        # Logging for real is tested with the wheel: MLflow takes seconds to import.
        patch.setattr(
            "govllm.tracking.track.log_run", lambda run, store, *_: logged.append((run, store))
        )
        assert track.log(words) is ExitCode.PASS
    ((run, store),) = logged
    assert run.verdict.is_file()
    assert store.database == desk.folder / "runs" / "mlflow.db"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("office"))


def check_keys(words: Sequence[str], desk: Desk) -> None:
    assert keys.make(words) is ExitCode.PASS
    assert (desk.folder / words[-1] / "signing.pub").is_file()


def check_controls(words: Sequence[str], desk: Desk) -> None:
    assert controls.show(words) is ExitCode.PASS
    assert "gov-guideline/scenario-13" in desk.output()


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("command", [c for c in COMMANDS if name_of(c) in DECIDING])
def test_deciding(command: str, desk: Desk, office: Office) -> None:
    """In a folder with keys and with the runs that the commands name."""
    office.move_in(desk.folder)
    words = shlex.split(command)
    action, before, code, said = DECIDING[name_of(command)]
    for prefix in before:
        earlier = next(c for c in COMMANDS if c.startswith(prefix))
        done = DECIDING[name_of(earlier)][0](here(shlex.split(earlier), desk))
        assert done is ExitCode.PASS
    desk.output()
    assert action(here(words, desk)) is code
    assert said in desk.output()


def here(words: Sequence[str], desk: Desk) -> list[str]:
    """A command's arguments, with the machine's own folders in the desk's."""
    return [word.replace("/models/", f"{desk.folder}/models/") for word in words[3:]]


def decided(words: Sequence[str], desk: Desk) -> None:
    """Run by `test_deciding`, which knows what it needs."""
    assert words


def test_ci_examples_run_commands_that_are_known() -> None:
    files = [yaml.safe_load(body) for name, body in ENGLISH.files.items() if name.endswith(".yml")]
    gitlab, github = files
    steps = [step.get("run", "") for step in github["jobs"]["gate"]["steps"]]
    for line in filter(None, [*gitlab["govllm"]["script"], *steps]):
        rule_for(line.replace(".venv/bin/", ""))
    assert gitlab["govllm"]["artifacts"]["reports"]["junit"].endswith("junit.xml")


def check_pip(words: Sequence[str], desk: Desk) -> None:
    # tests/packaging builds the wheel and installs it; here only the name must fit.
    assert words[:2] == ["install", "--no-deps"]
    assert words[2] == "-r"
    assert (ROOT / words[3]).is_file()
    assert fnmatch.fnmatch(f"govllm-{govllm.__version__}-py3-none-any.whl", words[4])


Rule = Callable[[Sequence[str], Desk], None]
RULES: tuple[tuple[str, Rule], ...] = (
    (r"make ", check_make),
    (rf"{EVAL}( |$)", check_eval),
    (r"python -m govllm\.qualify( |$)", check_qualify),
    (r"python -m govllm\.qualify_judge ", check_qualify_judge),
    (r"python -m govllm\.track ", check_track),
    (r"python -m govllm\.keys ", check_keys),
    (r"python -m govllm\.controls( |$)", check_controls),
    (rf"python -m govllm\.({'|'.join(DECIDING)}) ", decided),
    (r"pip ", check_pip),
)


def rule_for(command: str) -> Rule:
    """The rule that runs a command.

    Raises:
        LookupError: where there is none.
    """
    for pattern, rule in RULES:
        if re.match(pattern, command):
            return rule
    raise LookupError(f"no rule runs `{command}`: write one")


@pytest.mark.parametrize("command", COMMANDS)
def test_command(command: str, desk: Desk) -> None:
    words = shlex.split(command)
    arguments = words[3:] if words[:2] == ["python", "-m"] else words[1:]
    rule_for(command)(arguments, desk)


@pytest.mark.parametrize("command", ["python -m govllm.evaluate", "govllm eval", "docker run x"])
def test_a_command_without_a_rule_is_found(command: str) -> None:
    with pytest.raises(LookupError):
        rule_for(command)


@pytest.mark.parametrize("flavour", ["cpu", "cuda"])
def test_both_builds_of_vllm_can_be_set_up(flavour: str, desk: Desk) -> None:
    assert f"-r requirements/{flavour}.txt" in dry_make(["setup", f"FLAVOUR={flavour}"], desk)
