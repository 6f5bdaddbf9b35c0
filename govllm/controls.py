"""`python -m govllm.controls`: which clauses of which rules are tested, and by what."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from govllm.config.cli import guarded
from govllm.errors import UsageError, nearest
from govllm.exits import ExitCode

if TYPE_CHECKING:
    from govllm.domain import Task
    from govllm.governance.controls import Catalogue, Control, Extent


def show(arguments: Sequence[str]) -> ExitCode:
    """List the catalogue's coverage, or what is wrong with it."""
    given = _parser().parse_args(arguments)
    # Imported here so that `--help` answers at once.
    from govllm.governance.controls import extent_of, lint, load_catalogue

    catalogue, tasks = load_catalogue(), _tasks()
    if faults := list(lint(catalogue, tasks)):
        print("\n".join(f"govllm: error: {fault}" for fault in faults), file=sys.stderr)
        return ExitCode.USAGE
    if given.lint:
        print(f"{len(catalogue.controls)} controls of {len(catalogue.frameworks)} frameworks: ok")
        return ExitCode.PASS
    chosen = _chosen(catalogue, given.framework)
    if given.json:
        listed = [{**c.sealed(), "extent": extent_of(c)} for c in chosen]
        print(json.dumps(listed, ensure_ascii=False, indent=1))
    else:
        print("\n".join(_table(catalogue, chosen, tasks)))
    return ExitCode.PASS


def _tasks() -> list[Task]:
    from govllm.resources import evalsets_dir
    from govllm.tasks.load import load_task, task_folders

    folders = task_folders(evalsets_dir())
    return [load_task(path, name.partition("/")[0]).task for name, path in folders.items()]


def _chosen(catalogue: Catalogue, framework: str | None) -> Sequence[Control]:
    if framework is None:
        return catalogue.controls
    known = [f.id for f in catalogue.frameworks]
    if framework not in known:
        raise UsageError(f"no framework {framework!r}", nearest(framework, known))
    return [c for c in catalogue.controls if c.framework == framework]


_EXTENTS: Mapping[Extent, str] = {
    "tested": "已检验 tested    ",
    "partly": "部分检验 partly  ",
    "not_tested": "未检验 not tested",
}


def _table(catalogue: Catalogue, chosen: Sequence[Control], tasks: Sequence[Task]) -> Iterator[str]:
    from govllm.governance.controls import extent_of, unmapped

    wanted = {control.framework for control in chosen}
    for framework in catalogue.frameworks:
        if framework.id not in wanted:
            continue
        extents = [extent_of(control) for control in framework.controls]
        edition = f" ({framework.edition})" if framework.edition else ""
        yield f"{framework.title.zh} · {framework.title.en}{edition}"
        yield "  " + " · ".join(
            f"{' '.join(words.split())} {extents.count(name)}" for name, words in _EXTENTS.items()
        )
        for control, extent in zip(framework.controls, extents, strict=True):
            where = ", ".join(dict.fromkeys(test.task for test in control.tests))
            reviewed = control.reviewer or "未复核 unreviewed"
            yield (
                f"  {_EXTENTS[extent]}  {control.id}  {control.title.zh} · "
                f"{control.title.en}  [{control.status}, {reviewed}]"
                + (f"  ← {where}" if where else "")
            )
    for name in unmapped(catalogue, tasks):
        yield f"任务 {name} 不检验任何条款 · task {name} tests no control of the catalogue"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m govllm.controls",
        description="List the control catalogue: each clause, how sure its entry is, and the "
        "tasks that test it.",
        epilog="example: python -m govllm.controls --framework gov-guideline",
    )
    parser.add_argument("--framework", metavar="ID", help="only this framework")
    parser.add_argument("--json", action="store_true", help="as JSON, with sources")
    parser.add_argument("--lint", action="store_true", help="only check it (exit 2 on a fault)")
    return parser


def main() -> int:
    """The command's exit code."""
    return guarded(lambda: show(sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
