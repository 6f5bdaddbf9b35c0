"""What both READMEs say holds: links, tables, files, and that they say the same."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from govllm.config import cli, compose
from govllm.config.schema import ServingSettings, Settings
from govllm.domain import FieldSpec
from govllm.evidence.folder import SEALED
from govllm.exits import ExitCode
from govllm.resources import conf_dir
from govllm.scoring.checks import CHECKS
from govllm.tasks.kinds import kinds
from tests.docs.pages import ENGLISH, READMES, ROOT, Page

CODE_WORDS = {
    "README.md": {
        ExitCode.PASS: "pass",
        ExitCode.FAIL: "fails",
        ExitCode.USAGE: "wrong use",
        ExitCode.INSUFFICIENT: "not enough evidence",
        ExitCode.BROKE: "broke",
    },
    "README.zh.md": {
        ExitCode.PASS: "通过",
        ExitCode.FAIL: "不通过",
        ExitCode.USAGE: "用法",
        ExitCode.INSUFFICIENT: "证据不足",
        ExitCode.BROKE: "出错",
    },
}

both = pytest.mark.parametrize("page", READMES, ids=[page.name for page in READMES])


def table_headed(page: Page, *first_cells: str) -> list[list[str]]:
    """The rows of the page's one table whose first heading is one of these."""
    (rows,) = [table[1:] for table in page.tables if table[0][0] in first_cells]
    return rows


def test_both_have_the_same_code_blocks() -> None:
    english, chinese = ([(b.language, b.body) for b in page.blocks] for page in READMES)
    assert english == chinese
    assert len(english) > 5


def test_both_have_the_same_commands_files_and_sections() -> None:
    english, chinese = READMES
    assert sorted(set(english.commands)) == sorted(set(chinese.commands))
    assert english.files == chinese.files
    assert english.headings == chinese.headings
    assert [len(t) for t in english.tables] == [len(t) for t in chinese.tables]


@pytest.mark.parametrize(
    ("page", "target"),
    [(page, target) for page in READMES for target in page.links],
    ids=[f"{page.name}-{target}" for page in READMES for target in page.links],
)
def test_link_leads_somewhere(page: Page, target: str) -> None:
    assert (page.path.parent / target).is_file()


@both
def test_paths_in_the_prose_exist(page: Page) -> None:
    named = {
        s for s in page.spans if re.match(r"(conf|docs|evalsets|govllm|requirements|tests)/", s)
    }
    written_by_the_reader = set(page.files)
    assert "requirements/cpu.txt" in named
    missing = [s for s in sorted(named - written_by_the_reader) if not (ROOT / s).exists()]
    assert missing == []


@both
def test_exit_codes(page: Page) -> None:
    rows = table_headed(page, "exit code", "退出码")
    assert [int(code) for code, _ in rows] == [int(code) for code in ExitCode]
    for code, meaning in rows:
        word = CODE_WORDS[page.name][ExitCode(int(code))]
        assert meaning.startswith(word) or word in meaning.split("：")[0], meaning


@both
def test_table_of_files_holds_the_sealed_ones(page: Page) -> None:
    rows = table_headed(page, "file", "文件")
    assert [name.strip("`") for name, _ in rows] == list(SEALED)


@both
def test_table_of_kinds(page: Page) -> None:
    rows = table_headed(page, "kind", "题型 `kind`")
    assert {row[0].strip("`") for row in rows} == set(kinds())
    targets = {row[0].strip("`"): re.findall(r"`([a-z_]+)`", row[1]) for row in rows}
    assert set(targets["extraction"]) == set(get_args(get_type_hints(FieldSpec)["type"]))
    checks = set(targets["free_text"]) - {"passing", "failing"}
    assert checks
    assert checks <= set(CHECKS)


@both
def test_the_key_of_an_endpoint_is_read_from_the_variable_it_names(page: Page) -> None:
    assert f"`{ServingSettings.api_key_env}`" in page.prose


def test_every_block_is_commands_or_a_file() -> None:
    lost = [b.body for b in ENGLISH.blocks if b.language != "sh" and b.file is None]
    assert lost == []
    assert set(ENGLISH.files) == {
        "my-task/task.yaml",
        "my-task/items.jsonl",
        "mine/profile/desk.yaml",
        "conf/local/default.yaml",
        ".gitlab-ci.yml",
        ".github/workflows/govllm.yml",
    }


def test_defaults_of_ones_own_are_composed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    conf = tmp_path / "conf"
    shutil.copytree(conf_dir(), conf, ignore=shutil.ignore_patterns("local"))
    for module in (cli, compose):
        monkeypatch.setattr(module, "conf_dir", lambda: conf)
    (conf / "local").mkdir()
    own = ENGLISH.files["conf/local/default.yaml"]
    (tmp_path / "conf/local/default.yaml").write_text(own, encoding="utf-8")
    jobs: list[Settings] = []

    def note(settings: Settings) -> ExitCode:
        jobs.append(settings)
        return ExitCode.PASS

    assert cli.run_command(note, []) is ExitCode.PASS
    (settings,) = jobs
    assert (settings.client.concurrency, settings.tracking.kind) == (128, "server")
    assert settings.tracking.uri == "http://mlflow.example:5000"
    # What it does not name stays.
    assert (settings.profile.name, settings.client.max_attempts) == ("quickstart", 4)
