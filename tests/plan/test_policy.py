"""A policy is what its profile's file says: every other way in makes the run exploratory."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from govllm.config import cli
from govllm.config.compose import composed
from govllm.config.schema import GateSettings, ProfileSettings, Settings
from govllm.errors import UsageError
from govllm.exits import ExitCode
from govllm.plan.plan import Plan, make_plan
from govllm.plan.policy import check_policy, undecidable
from govllm.resources import conf_dir, evalsets_dir
from govllm.serving.provenance import Candidate
from govllm.serving.served import Engine

MINE = """\
defaults: [base_profile, /suite@suites.hotline: hotline, _self_]
name: {name}
gates:
- {{id: g, task: hotline/dispatch, metric: exact, source: tests, threshold: {threshold}}}
"""
LAX = "# @package _global_\nprofile: {max_error_share: 1.0}\n"
OTHER = Candidate(name="c", attested=False), Engine("vllm", "1")


def own(folder: Path, name: str = "mine", threshold: str = "0.9", more: str = "") -> Path:
    """A folder of configuration that holds a profile."""
    (folder / "profile").mkdir(parents=True, exist_ok=True)
    text = MINE.format(name=name, threshold=threshold) + more
    (folder / f"profile/{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def planned(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Plan:
    """The plan of a command line."""
    plans: list[Plan] = []

    def job(settings: Settings) -> ExitCode:
        plans.append(make_plan(settings, *OTHER))
        return ExitCode.PASS

    monkeypatch.setattr("sys.argv", ["govllm"])
    assert cli.run_command(job, list(arguments)) is ExitCode.PASS
    return plans[0]


def refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str
) -> str:
    """What is said on standard error of a command line that makes no plan."""

    def job(settings: Settings) -> ExitCode:
        make_plan(settings, *OTHER)
        return ExitCode.PASS

    monkeypatch.setattr("sys.argv", ["govllm"])
    assert cli.run_command(job, list(arguments)) is ExitCode.USAGE
    said = capsys.readouterr().err
    assert "Traceback" not in said
    return said


# Values that decide nothing


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"use": "public_servic"}, "unknown use 'public_servic'; did you mean 'public_service'?"),
        ({"max_error_share": float("nan")}, "max_error_share is nan"),
        ({"max_error_share": 1.5}, "max_error_share is 1.5"),
        ({"max_error_share": -0.1}, "max_error_share is -0.1"),
        ({"max_evidence_age_days": float("nan")}, "max_evidence_age_days is nan"),
        ({"max_evidence_age_days": float("inf")}, "max_evidence_age_days is inf"),
        ({"max_evidence_age_days": 0.0}, "max_evidence_age_days is 0"),
    ],
)
def test_a_profile_with_a_value_that_decides_nothing_is_refused(
    changed: dict[str, Any], said: str
) -> None:
    with pytest.raises(UsageError) as raised:
        check_policy(ProfileSettings("trial", **changed))
    assert f"profile trial: {said}" in str(raised.value)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"threshold": float("nan")}, "threshold is nan"),
        ({"threshold": float("-inf")}, "threshold is -inf"),
        ({"min_samples": 0}, "min_samples is 0"),
        ({"status": "certain"}, "unknown status 'certain'"),
        ({"source": " "}, "source is ' '"),
        ({"source": {"zh": "本单位决定"}}, "source is {'zh': '本单位决定'}"),
    ],
)
def test_a_gate_with_a_value_that_decides_nothing_is_refused(
    changed: dict[str, Any], said: str
) -> None:
    gate = GateSettings(**{"id": "g", "task": "a/b", "metric": "m", "threshold": 0.5, **changed})
    with pytest.raises(UsageError) as raised:
        check_policy(ProfileSettings("trial", gates=(gate,)))
    assert f"gate 'g': {said}" in str(raised.value)


@pytest.mark.parametrize("name", sorted(p.stem for p in (conf_dir() / "profile").glob("*.yaml")))
def test_every_shipped_policy_can_decide(name: str) -> None:
    check_policy(composed([f"profile={name}"]).profile)


@pytest.mark.parametrize(
    ("threshold", "more", "said"),
    [
        (".nan", "", "threshold is nan"),
        ("0.5", "max_error_share: .nan\n", "max_error_share is nan"),
        ("0.5", "use: nothing\n", "unknown use 'nothing'"),
        ("0.5", "max_error_share: {\n", "mine.yaml:6: not YAML"),
    ],
)
def test_a_file_that_cannot_decide_is_wrong_use(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    threshold: str,
    more: str,
    said: str,
) -> None:
    folder = own(tmp_path, threshold=threshold, more=more)
    words = ["--config-dir", str(folder), "profile=mine"]
    assert said in refused(monkeypatch, capsys, *words)


# Ways in


def test_a_profile_of_ones_own_is_a_policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = own(tmp_path)
    for way in (["--config-dir", str(folder)], [f"hydra.searchpath=[file://{folder}]"]):
        assert planned(monkeypatch, *way, "profile=mine").scope == "complete"
        changed = planned(monkeypatch, *way, "profile=mine", "profile.gates.0.threshold=0.1")
        assert changed.scope == "exploratory"


def test_a_file_of_a_shipped_profiles_name_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = own(tmp_path, name="quickstart", threshold="0.0")
    (folder / "suite").mkdir()
    (folder / "suite/hotline.yaml").write_text("name: hotline\ntasks: [hotline/dispatch]\n")
    shipped = composed([]).profile
    for way in (["--config-dir", str(folder)], [f"hydra.searchpath=[file://{folder}]"]):
        plan = planned(monkeypatch, *way)
        assert plan.settings.profile == shipped
        assert plan.scope == "complete"


@pytest.mark.parametrize("profile", ["quickstart", "mine"])
def test_another_primary_folder_is_another_policy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, profile: str
) -> None:
    shutil.copytree(conf_dir(), tmp_path / "conf")
    folder = own(tmp_path / "conf", name=profile, threshold="0.0")
    plan = planned(monkeypatch, "--config-path", str(folder), f"profile={profile}")
    assert plan.settings.profile.gates[0].threshold == 0.0
    assert plan.scope == "exploratory"


def test_another_primary_file_is_another_policy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    primary = (conf_dir() / "config.yaml").read_text(encoding="utf-8")
    (tmp_path / "lax.yaml").write_text(f"{primary}\nprofile: {{max_error_share: 0.5}}\n")
    words = ["--config-dir", str(tmp_path), "--config-name", "lax"]
    assert planned(monkeypatch, *words).scope == "exploratory"


@pytest.mark.parametrize("words", [(), ("local=lax",)])
def test_local_defaults_beside_a_profile_of_ones_own_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    folder = own(tmp_path)
    (folder / "local").mkdir()
    name = "lax" if words else "default"
    (folder / f"local/{name}.yaml").write_text(LAX)
    for profile in ("mine", "quickstart"):
        plan = planned(monkeypatch, "--config-dir", str(folder), f"profile={profile}", *words)
        assert plan.settings.profile.max_error_share == 1.0
        assert plan.scope == "exploratory"


@pytest.mark.parametrize(
    "override",
    [
        "++profile.use=public_service",
        "profile.name=internal_office",
        "profile.gates=[]",
        "profile.required_controls=[gbt-45654/a5-a]",
        "profile.trusted_keys=[mine.pub]",
        "profile.require_attested=false",
        "profile.require_signed_waivers=false",
        "profile.max_evidence_age_days=9999",
        "+profile.title.de=x",
    ],
)
def test_an_override_on_the_command_line_is_found(
    monkeypatch: pytest.MonkeyPatch, override: str
) -> None:
    assert planned(monkeypatch, override).scope == "exploratory"


def test_a_file_that_says_too_little_by_itself_is_another_policy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the schema a number in quotes stays text, and is not what the run decides by."""
    (tmp_path / "profile").mkdir()
    (tmp_path / "profile/mine.yaml").write_text(
        "name: mine\nsuites: {hotline: {name: hotline, tasks: [hotline/dispatch]}}\n"
        "gates: [{id: g, task: hotline/dispatch, metric: exact, source: x, threshold: '0.5'}]\n"
    )
    plan = planned(monkeypatch, "--config-dir", str(tmp_path), "profile=mine")
    assert plan.scope == "exploratory"


def test_two_folders_with_the_same_profile_leave_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = own(tmp_path / "a"), own(tmp_path / "b", threshold="0.0")
    for one, other in ((first, second), (second, first)):
        words = ["--config-dir", str(one), f"hydra.searchpath=[file://{other}]", "profile=mine"]
        assert planned(monkeypatch, *words).scope == "exploratory"


def test_a_suite_put_before_a_profiles_own_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = own(tmp_path / "a")
    text = (folder / "profile/mine.yaml").read_text().replace("hotline: hotline", "hotline: part")
    (folder / "profile/mine.yaml").write_text(text)
    other = tmp_path / "b"
    for at, tasks in ((folder, "hotline/dispatch, hotline/ticket"), (other, "hotline/dispatch")):
        (at / "suite").mkdir(parents=True)
        (at / "suite/part.yaml").write_text(f"name: part\ntasks: [{tasks}]\n")
    words = ["--config-dir", str(folder), "profile=mine"]
    alone = planned(monkeypatch, *words)
    assert (alone.scope, len(alone.tasks)) == ("complete", 2)
    ways = [
        [*words, f"hydra.searchpath=[file://{other}]"],
        ["--config-dir", str(other), f"hydra.searchpath=[file://{folder}]", "profile=mine"],
    ]
    for way in ways:
        plan = planned(monkeypatch, *way)
        assert plan.scope == ("complete" if len(plan.tasks) == 2 else "exploratory")


@pytest.mark.parametrize("value", ["'${oc.env:GOVLLM_TEST,0.9}'", "'${client.backoff_s}'"])
def test_a_policy_does_not_depend_on_what_stands_elsewhere(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    value: str,
) -> None:
    folder = own(tmp_path, threshold=value)
    said = refused(monkeypatch, capsys, "--config-dir", str(folder), "profile=mine")
    assert "profile.gates.0.threshold" in said
    assert "write the value itself" in said


def test_what_is_no_key_cannot_be_given(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert "unknown key 'searched'" in refused(monkeypatch, capsys, f"+searched=[{tmp_path}]")


# Tasks under another's name


def with_evalsets(folder: Path) -> Settings:
    settings = composed([])
    return replace(settings, paths=replace(settings.paths, evalsets=str(folder)))


def test_other_items_under_a_shipped_tasks_name_are_another_policy(tmp_path: Path) -> None:
    evalsets = tmp_path / "evalsets"
    shutil.copytree(evalsets_dir(), evalsets)
    same = make_plan(with_evalsets(evalsets), *OTHER)
    assert (same.scope, same.replaced) == ("complete", ())
    items = evalsets / "hotline/dispatch/items.jsonl"
    lines = items.read_text(encoding="utf-8").splitlines(keepends=True)
    items.write_text("".join(lines[:-8]), encoding="utf-8")
    plan = make_plan(with_evalsets(evalsets), *OTHER)
    assert plan.replaced == ("hotline/dispatch",)
    assert plan.content["replaced_tasks"] == ["hotline/dispatch"]
    assert plan.scope == plan.content["scope"] == "exploratory"


def test_a_suite_cannot_take_the_name_of_ones_own_tasks(tmp_path: Path) -> None:
    """Gates on those may claim controls that the catalogue does not map to them."""
    evalsets = tmp_path / "evalsets"
    shutil.copytree(evalsets_dir(), evalsets)
    shutil.copytree(evalsets / "hotline/dispatch", evalsets / "own/dispatch")
    settings = replace(with_evalsets(evalsets), tasks=("own/dispatch",))
    with pytest.raises(UsageError, match="no suite may be called 'own'"):
        make_plan(settings, *OTHER)


def test_required_controls_that_no_gate_decides_are_known_beforehand() -> None:
    assert undecidable(composed([]).profile) == []
    left = undecidable(composed(["profile=public_service"]).profile)
    assert "gov-guideline/security" in left
    assert "gov-guideline/hallucination" not in left
    assert "gov-guideline/scenario-09" not in left


FORM_GATES = ("dispatch-form", "ticket-form")


@pytest.mark.parametrize(
    ("profile", "unreachable"),
    [
        ("quickstart", ()),
        ("internal_office", FORM_GATES),
        ("public_service", FORM_GATES),
        ("decision_support", FORM_GATES),
    ],
)
def test_gates_that_the_shipped_items_can_never_pass_are_known(
    profile: str, unreachable: tuple[str, ...]
) -> None:
    """Their profiles' files say so; a further one would block every candidate unnoticed."""
    assert make_plan(composed([f"profile={profile}"]), *OTHER).unreachable == unreachable
    said = (conf_dir() / f"profile/{profile}.yaml").read_text(encoding="utf-8")
    assert ("seeds to show" in said) == bool(unreachable)
