"""Every file in conf/: it composes, makes settings, and explains each of its keys."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest
import yaml

from govllm.config import cli, compose
from govllm.config.compose import composed, policy_digest, written_policy_digest
from govllm.config.schema import Settings
from govllm.errors import UsageError
from govllm.exits import ExitCode
from govllm.plan.plan import _scope as scope_of
from govllm.plan.plan import make_plan
from govllm.resources import conf_dir
from govllm.serving.provenance import Candidate
from govllm.serving.served import Engine

_FILES = sorted(p for p in conf_dir().rglob("*.yaml") if "local" not in p.parts)
# What each option needs beside itself to be whole.
_NEEDS = {
    "serving/endpoint": ["serving.base_url=http://127.0.0.1:1/v1"],
    "judge/endpoint": ["judge.base_url=http://127.0.0.1:1/v1"],
    "judge/vllm": ["judge.path=/models/judge"],
    "model/local": ["model.path=/models/x"],
    "tracking/server": ["tracking.uri=http://127.0.0.1:5000"],
}
_OPTIONS = [
    f"{p.parent.name}/{p.stem}"
    for p in _FILES
    if p.parent.parent == conf_dir() and p.parent.name != "hydra"
]


@pytest.mark.parametrize("option", _OPTIONS)
def test_every_option_composes_and_makes_settings(option: str) -> None:
    group, name = option.split("/")
    settings = composed([f"{group}={name}", *_NEEDS.get(option, [])])
    assert isinstance(settings, Settings)


@pytest.mark.parametrize("path", _FILES, ids=lambda p: str(p.relative_to(conf_dir())))
def test_every_key_has_a_comment(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("#")
    for key in yaml.safe_load("\n".join(lines)):
        if key == "defaults":
            continue
        at = next(n for n, line in enumerate(lines) if line.startswith(f"{key}:"))
        before = lines[at - 1]
        # `run` and `sweep` of hydra/default.yaml share one comment.
        shared = path.parent.name == "hydra" and before.startswith("run:")
        assert before.startswith("#") or shared, f"{path}: no comment over {key}"


def test_defaults_are_those_of_the_contract() -> None:
    settings = composed([])
    assert settings.model.name == "govllm-reference"
    assert settings.serving.kind == "vllm"
    assert settings.profile.name == "quickstart"
    assert settings.tracking.kind == "local"
    assert settings.limit is None
    assert settings.profile.suites["hotline"].tasks == ("hotline/dispatch", "hotline/ticket")


def test_an_endpoint_does_not_inherit_the_reference_weights() -> None:
    settings = composed(["serving=endpoint", "serving.base_url=http://127.0.0.1:1/v1"])
    assert settings.model.path is None
    assert settings.model.name is None


def test_every_setting_is_explained_in_its_group() -> None:
    """A key that no file shows can be set by nobody who does not read the code."""
    for group in dataclasses.fields(Settings):
        default = group.default_factory
        if not dataclasses.is_dataclass(default):
            continue
        shown: set[str] = set()
        for path in (conf_dir() / group.name).glob("*.yaml"):
            shown |= set(yaml.safe_load(path.read_text(encoding="utf-8")))
        # A profile's suites stand in its list of defaults.
        missing = {f.name for f in dataclasses.fields(default)} - shown - {"suites"}
        assert not missing, f"conf/{group.name}/ does not show {missing}"
    top = yaml.safe_load((conf_dir() / "config.yaml").read_text(encoding="utf-8"))
    groups = {p.name for p in conf_dir().iterdir() if p.is_dir()}
    keys = {f.name for f in dataclasses.fields(Settings) if f.metadata.get("key", True)}
    assert keys <= set(top) | groups


@pytest.mark.parametrize(
    ("overrides", "scope"),
    [
        (["profile.gates.0.threshold=0.1"], "exploratory"),
        (["profile.gates.0.threshold=0.1", "limit=5"], "exploratory"),
        (["+profile.title.de=x"], "exploratory"),
        (["limit=5"], "partial"),
        (["tasks=[hotline/dispatch]", "limit=5"], "partial"),
        (["tracking=none", "client.concurrency=2", "seed=1"], "complete"),
    ],
)
def test_what_changes_the_policy_makes_a_run_exploratory(overrides: list[str], scope: str) -> None:
    settings = composed(overrides)
    assert scope_of(settings, written_policy_digest(settings.profile.name)) == scope


LOWER = (
    "profile: {gates: [{id: g, task: hotline/dispatch, metric: exact, threshold: 0.0, source: x}]}"
)
SHADOW = """\
defaults: [base_profile, /suite@suites.hotline: hotline, _self_]
name: {name}
gates: [{{id: g, task: hotline/dispatch, metric: exact, threshold: 0.0, source: x}}]
"""


def scopes(monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> str:
    """The scope of the run that a command line would make, with a `--config-dir` or without."""
    found: list[str] = []

    def job(settings: Settings) -> ExitCode:
        written = written_policy_digest(settings.profile.name, settings.searched)
        found.append(scope_of(settings, written))
        return ExitCode.PASS

    monkeypatch.setattr("sys.argv", ["govllm"])
    assert cli.run_command(job, arguments) is ExitCode.PASS
    return found[0]


def test_local_defaults_that_change_the_policy_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They come in without a word on the command line."""
    conf = tmp_path / "conf"
    shutil.copytree(conf_dir(), conf, ignore=shutil.ignore_patterns("local"))
    for module in (cli, compose):
        monkeypatch.setattr(module, "conf_dir", lambda: conf)
    assert scopes(monkeypatch, []) == "complete"
    (conf / "local").mkdir()
    for own, scope in (
        ("client: {concurrency: 3}", "complete"),
        ("profile: {max_error_share: 0.5}", "exploratory"),
        ("profile: {required_controls: [gbt-45654/a5-a]}", "exploratory"),
        ("profile: {trusted_keys: [mine.pub]}", "exploratory"),
        (LOWER, "exploratory"),
        ("profile: {suites: {hotline: {tasks: [hotline/dispatch]}}}", "exploratory"),
    ):
        (conf / "local/default.yaml").write_text(f"# @package _global_\n{own}\n")
        assert scopes(monkeypatch, []) == scope, own


def test_a_profile_that_calls_itself_something_else_is_exploratory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "profile").mkdir()
    (tmp_path / "profile/lax.yaml").write_text(SHADOW.format(name="quickstart"))
    assert scopes(monkeypatch, ["--config-dir", str(tmp_path), "profile=lax"]) == "exploratory"


def test_the_plan_says_that_it_is_exploratory() -> None:
    settings = composed(["profile.gates.0.threshold=0.1", "limit=5"])
    plan = make_plan(settings, Candidate(name="c", attested=False), Engine("vllm", "1"))
    assert plan.scope == plan.content["scope"] == "exploratory"
    policy = plan.content["profile"]
    assert policy["policy"]["gates"][0]["threshold"] == 0.1
    assert policy["policy_sha256"] != policy["written_policy_sha256"]


def test_settings_are_frozen() -> None:
    settings = composed([])
    with pytest.raises(AttributeError):
        settings.limit = 3  # type: ignore[misc]


@pytest.mark.parametrize(
    ("overrides", "key"),
    [
        (["model=local"], "model.path"),
        (["serving=endpoint"], "serving.base_url"),
        (["tracking=server"], "tracking.uri"),
    ],
)
def test_what_must_be_given_is_named(overrides: list[str], key: str) -> None:
    with pytest.raises(UsageError, match=key):
        composed(overrides)


def test_policy_is_unchanged_unless_overridden() -> None:
    shipped = written_policy_digest("quickstart")
    assert policy_digest(composed([]).profile) == shipped
    free = ["limit=3", "client.concurrency=2", "tracking=none", "paths.runs=/tmp/x"]
    assert policy_digest(composed(free).profile) == shipped
    for override in (
        "profile.gates.0.threshold=0.01",
        "profile.gates.0.min_samples=1",
        "profile.max_error_share=0.5",
        "profile.gates=[]",
    ):
        assert policy_digest(composed([override]).profile) != shipped
    assert written_policy_digest("no-such-profile") is None
