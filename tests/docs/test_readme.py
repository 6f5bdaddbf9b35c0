"""Every command of both READMEs is run: make dry, evaluations against a mock endpoint.

A command that no rule below knows fails: it needs a rule of its own.
"""

from __future__ import annotations

import dataclasses
import fnmatch
import functools
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

import govllm
from govllm import (
    canaries,
    compare,
    controls,
    gate,
    history,
    keys,
    labels,
    qualify,
    redact,
    refuse,
    register,
    rejudge,
    report,
    revoke,
    track,
    verify,
    waive,
)
from govllm.config.cli import run_command
from govllm.config.compose import written_policy_digest
from govllm.config.schema import Settings, TrackingSettings
from govllm.eval import evaluate_one
from govllm.evidence.folder import SEALED, RunFolder
from govllm.exits import ExitCode, of_verdict, worst
from govllm.plan.select import wanted_tasks
from govllm.privacy.__main__ import privacy
from govllm.qualification import qualify as qualification
from govllm.qualify_judge import qualify_judge
from govllm.resources import evalsets_dir
from govllm.tasks.load import load_task
from govllm.tasks.requests import JUDGE
from govllm.tracking.store import Store
from tests.docs.office import Office
from tests.docs.pages import ENGLISH, READMES, ROOT
from tests.support.colours import document, rows, write_checkpoint
from tests.support.evidence import make_key
from tests.support.judge import ScriptedJudge
from tests.support.mock_server import Behaviour, right_answers, serving
from tests.support.runs import finished_run, reply

COMMANDS = tuple(dict.fromkeys(command for page in READMES for command in page.commands))
EVAL = "python -m govllm.eval"
# Few enough to be quick, and a sample is a sample.
LIMIT = 20
SHIPPED_DIGEST = functools.cache(written_policy_digest)


@dataclass(frozen=True)
class Desk:
    """Where a reader of the README sits: a folder with the files it shows, and an endpoint.

    Attributes:
        folder: the current folder.
        url: of a mock that knows the right answers to what is asked.
        judge: of a scripted judge.
        output: what was printed since the last look.
    """

    folder: Path
    url: str
    judge: str
    output: Callable[[], str]


@pytest.fixture(scope="module")
def endpoint() -> Iterator[tuple[str, str, Behaviour]]:
    known = [
        load_task(path.parent, path.parts[-3])
        for path in evalsets_dir().glob("*/*/task.yaml")
        if path.parts[-3] == "hotline" or path.parts[-2] == "grounded"
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


def check_eval(words: Sequence[str], desk: Desk) -> None:
    if set(words) & {"--help", "--cfg"}:
        assert run_command(evaluate_one, words) is ExitCode.PASS
        assert "profile" in desk.output()
        return
    named = re.findall(r"/models/(\w+)", " ".join(words))
    for weights in named:
        checkpoint = write_checkpoint(desk.folder / "models" / weights)
        (checkpoint / "model.safetensors").write_bytes(weights.encode())
    if key := next((w.partition("=")[2] for w in words if w.startswith("evidence.key=")), None):
        make_key((desk.folder / key).parent)
    before = set(desk.folder.iterdir())
    jobs: list[Settings] = []

    def job(settings: Settings) -> ExitCode:
        jobs.append(settings)
        return evaluate_one(against_the_mock(settings, desk))

    code = run_command(job, words)
    check_overrides(words, jobs)
    found = sorted(desk.folder.glob("runs/**/verdict.json"))
    assert len(found) == len(jobs)
    for settings, verdict in zip(jobs, found, strict=True):
        check_run(verdict.parent, settings, attested=bool(named))
    verdicts = {str(document(path.parent, path.name)["verdict"]) for path in found}
    # All answers are right, and so few of them that a gate may want more.
    assert verdicts <= {"pass", "insufficient"}
    assert code == worst(of_verdict(verdict) for verdict in verdicts)
    written = set(desk.folder.iterdir()) - before
    assert written == {desk.folder / "runs"}, "a run writes nothing beside its folder"


def against_the_mock(settings: Settings, desk: Desk) -> Settings:
    """The settings as they are, but for where is asked, where the weights are, and how much."""
    path = settings.model.path or ""
    here = f"{desk.folder}{path}" if path.startswith("/models/") else None
    narrowed = settings.suite or settings.tasks or settings.profile.name == "desk"
    return dataclasses.replace(
        settings,
        model=dataclasses.replace(settings.model, name=None, path=here),
        serving=dataclasses.replace(settings.serving, kind="endpoint", base_url=desk.url),
        paths=dataclasses.replace(settings.paths, runs=str(desk.folder / "runs")),
        tracking=TrackingSettings("none", None),
        task_path=settings.task_path if narrowed else "my-task",
        limit=LIMIT,
        quiet=True,
        judge=settings.judge
        and dataclasses.replace(settings.judge, base_url=desk.judge, qualification=None),
    )


def check_overrides(words: Sequence[str], jobs: Sequence[Settings]) -> None:
    """Every override of the command stands in the settings, one value in each job."""
    assert jobs
    for word in words:
        key, equals, given = word.partition("=")
        if not equals or given == "local":
            continue
        values = given.split(",") if len(jobs) > 1 and "," in given else [given] * len(jobs)
        assert [plainly(value_at(job, key)) for job in jobs] == values, word


def value_at(settings: Settings, key: str) -> Any:
    found: Any = settings
    for step in key.split("."):
        found = getattr(found, step)
    return found


def plainly(value: Any) -> str:
    """A setting as the command line writes it; a chosen group is known by its kind or name."""
    if dataclasses.is_dataclass(value):
        return str(getattr(value, "kind", None) or getattr(value, "name", None))
    if isinstance(value, tuple):
        return f"[{','.join(value)}]"
    return str(value)


def check_run(run: Path, settings: Settings, attested: bool) -> None:
    assert {path.name for path in run.iterdir()} >= set(SEALED) - {"incumbent.parquet"}
    sealed = document(run, "plan.json")["content"]
    asked = {task["id"]: task["n_planned"] for task in sealed["tasks"]}
    journal = [row for row in rows(run) if not row["task"].startswith(JUDGE)]
    assert sum(asked.values()) == len(journal) > 0
    # "{}" is what the mock says to a question it does not know.
    assert all(row["error"] is None and row["answer"] != "{}" for row in journal)
    verdict = document(run, "verdict.json")
    assert verdict["candidate"]["attested"] is attested
    if settings.suite or settings.tasks:
        assert list(asked) == list(wanted_tasks(settings))
        assert verdict["scope"] == "partial"
    if settings.task_path:
        assert asked == {"own/remit": 2}
    if settings.profile.name == "desk":
        (gate,) = sealed["profile"]["policy"]["gates"]
        assert gate["id"] == "right-department"
        assert [g["id"] for g in verdict["gates"]] == [gate["id"]]
        assert verdict["gates"][0]["n_scored"] == LIMIT
    if settings.paths.run:
        assert run.relative_to(Path.cwd()) == Path(settings.paths.run)


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


def _canaries(words: Sequence[str]) -> ExitCode:
    """Tasks are written for what was planted before."""
    if words[0] == "tasks":
        canaries.canaries(["plant", str(Path(words[1]).parent)])
    return canaries.canaries(words)


def _privacy(words: Sequence[str]) -> ExitCode:
    """A bureau's own table lies there before; a scan that finds something exits as a gate does."""
    Path(words[1]).write_text("联系电话,事项\n13800002719,路灯不亮\n", encoding="utf-8")
    assert privacy(words) is (ExitCode.FAIL if words[0] == "scan" else ExitCode.PASS)
    return ExitCode.PASS


# By command: what must have been done before, and what it ends with.
WAIVE, REGISTER = "python -m govllm.waive ", "python -m govllm.register "
DECIDING: dict[str, tuple[Callable[[Sequence[str]], ExitCode], tuple[str, ...], ExitCode, str]] = {
    "verify": (verify.check, (), ExitCode.PASS, "evidence: intact, signed by"),
    "waive": (waive.waive, (), ExitCode.PASS, "waivers.json  signed"),
    "gate": (gate.gate, (WAIVE, REGISTER), ExitCode.PASS, "PASS"),
    "register": (register.register, (), ExitCode.PASS, "APPROVED hotline version 1"),
    "history": (history.history, (REGISTER,), ExitCode.PASS, "hotline 1  现行 approved"),
    "revoke": (revoke.revoke, (REGISTER,), ExitCode.PASS, "REVOKED hotline version 1"),
    "refuse": (refuse.refuse, (), ExitCode.PASS, "REFUSED runs/failed-may"),
    "report": (report.report, (), ExitCode.PASS, "report.docx"),
    # The office's runs have twenty samples a task, and the gates ask for 400.
    "rejudge": (rejudge.rejudge, (), ExitCode.INSUFFICIENT, "exploratory: never registrable"),
    # Logged by the registration, and nobody has looked at it yet.
    "labels": (labels.fetch, (REGISTER,), ExitCode.INSUFFICIENT, "nobody has labelled"),
    "redact": (redact.redact, (), ExitCode.PASS, "rows without texts"),
    "privacy": (_privacy, (), ExitCode.PASS, "tickets.csv: 1 found"),
    "canaries": (_canaries, (), ExitCode.PASS, "canaries"),
    # Twenty pairs cannot show so small a margin.
    "compare": (compare.compare, (), ExitCode.INSUFFICIENT, "更好 better"),
}


def _name(command: str) -> str:
    """`verify` of `python -m govllm.verify …`."""
    found = re.match(r"python -m govllm\.(\w+)", command)
    return found[1] if found else ""


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("command", [c for c in COMMANDS if _name(c) in DECIDING])
def test_deciding(command: str, desk: Desk, office: Office) -> None:
    """In a folder with keys and with the runs that the commands name."""
    office.move_in(desk.folder)
    words = shlex.split(command)
    action, before, code, said = DECIDING[_name(command)]
    for prefix in before:
        earlier = next(c for c in COMMANDS if c.startswith(prefix))
        done = DECIDING[_name(earlier)][0](here(shlex.split(earlier), desk))
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
