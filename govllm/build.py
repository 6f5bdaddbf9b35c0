"""`python -m govllm.build`: make what stands beside the eval sets."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from govllm.config.cli import guarded
from govllm.exits import ExitCode


def main(arguments: Sequence[str]) -> ExitCode:
    """The command's exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m govllm.build",
        description="Make what stands beside the eval sets.",
        epilog="examples:\n"
        "  python -m govllm.build baselines hotline/dispatch\n"
        "  python -m govllm.build contexts\n"
        "  python -m govllm.build government social_security/calculate\n"
        "  python -m govllm.build audit",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    baselines = commands.add_parser(
        "baselines", help="fit the trivial baselines on train.jsonl and write baseline.json"
    )
    baselines.add_argument("tasks", nargs="*", help="suite/task names; none means all that declare")
    commands.add_parser(
        "contexts", help="compose the items of privacy/context and privacy/own_data"
    )
    commands.add_parser("masking", help="draw the items of privacy/masking from its material")
    commands.add_parser(
        "detection", help="measure the detector of personal data on its labelled passages"
    )
    commands.add_parser(
        "hallucination", help="compose the items of the hallucination tasks from the corpus"
    )
    government = commands.add_parser(
        "government", help="make the items of government tasks from their seeds"
    )
    government.add_argument("tasks", nargs="*", help="suite/task names; none means all")
    audit = commands.add_parser(
        "audit", help="look through eval sets; exit code 1 where one goes over a limit"
    )
    audit.add_argument("tasks", nargs="*", help="suite/task names; none means all")
    commands.add_parser("service", help="compose the items of hotline/service from calls")
    commands.add_parser("checks", help="measure the checks on hallucination on labelled answers")
    commands.add_parser("abstention", help="fit the model of declining on the labelled answers")
    commands.add_parser("names", help="fit the model of names on the development passages")
    given = parser.parse_args(arguments)
    others = {
        "contexts": _contexts,
        "masking": _masking,
        "detection": _detection,
        "hallucination": _hallucination,
        "service": _service,
        "checks": _checks,
        "abstention": _abstention,
        "names": _names,
        "government": lambda: _government(given.tasks),
        "audit": lambda: _audit(given.tasks),
    }
    return guarded(others.get(given.command, lambda: _baselines(given.tasks)))


def _detection() -> ExitCode:
    from govllm import canonical
    from govllm.privacy.classes import CLASSES
    from govllm.qualification.detection import FILE, FOLDER, measure_detector
    from govllm.resources import evalsets_dir

    record = measure_detector(evalsets_dir())
    canonical.write_json(evalsets_dir() / FOLDER / FILE, record)
    for part, told in record.items():
        print(f"{part}: {told['passages']} passages of {told['sources']} sources")
        for kind, row in told["classes"].items():
            print(
                f"  {kind:18} {CLASSES[kind].title.zh}  hits {row['hits']}  false {row['false']}  "
                f"missed {row['missed']}  F1 {row['f1']:.3f} "
                f"[{row['f1_lower']:.3f}, {row['f1_upper']:.3f}]"
            )
    return ExitCode.PASS


def _hallucination() -> ExitCode:
    from govllm.corpus.items import write_items
    from govllm.resources import evalsets_dir

    for path, count in write_items(evalsets_dir()):
        print(f"{path}  {count} items")
    return ExitCode.PASS


def _government(names: Sequence[str]) -> ExitCode:
    from govllm.errors import UsageError, nearest
    from govllm.government.recipe import write_items
    from govllm.government.recipes import RECIPES
    from govllm.resources import evalsets_dir

    for name in names or RECIPES:
        if name not in RECIPES:
            raise UsageError(f"{name!r} is not made from seeds", nearest(name, RECIPES))
        for path, count in write_items(evalsets_dir() / name, RECIPES[name]):
            print(f"{path}  {count} items")
    return ExitCode.PASS


def _audit(names: Sequence[str]) -> ExitCode:
    from tqdm import tqdm

    from govllm.qualification.audit import audit, table
    from govllm.resources import evalsets_dir
    from govllm.tasks.load import find_task, load_task, task_folders

    evalsets = evalsets_dir()
    chosen = names or list(task_folders(evalsets))
    rows = [
        audit(load_task(find_task(evalsets, name), name.partition("/")[0]))
        for name in tqdm(chosen, desc="audit", unit="set", disable=None)
    ]
    print("\n".join(table(rows)))
    faults = [f"{row.task}: {fault}" for row in rows for fault in row.faults()]
    for fault in faults:
        print(fault, file=sys.stderr)
    return ExitCode.FAIL if faults else ExitCode.PASS


def _service() -> ExitCode:
    from govllm.corpus.calls import write_service
    from govllm.resources import evalsets_dir

    for path, count in write_service(evalsets_dir()):
        print(f"{path}  {count} items")
    return ExitCode.PASS


def _checks() -> ExitCode:
    from govllm import canonical
    from govllm.qualification.checks import FILE, FOLDER, measure_checks
    from govllm.resources import evalsets_dir

    for family, record in measure_checks(evalsets_dir()).items():
        canonical.write_json(evalsets_dir() / FOLDER / family / FILE, record)
        for part, row in record.items():
            told = ", ".join(
                f"{name} {row[name]:.3f} [{row[f'{name}_lower']:.3f}, {row[f'{name}_upper']:.3f}]"
                for name in ("f1", "sensitivity", "specificity")
            )
            print(f"{family} {part}: {row['answers']} answers, {told}")
    return ExitCode.PASS


def _abstention() -> ExitCode:
    from importlib.resources import files

    from govllm.hallucination.abstention.fit import fit
    from govllm.qualification.checks import FOLDER, PARTS, rows_of
    from govllm.resources import evalsets_dir

    rows = list(rows_of(evalsets_dir() / FOLDER / "abstention" / f"{PARTS[0]}.jsonl"))
    path = Path(str(files("govllm.hallucination") / "data" / "abstention.json"))
    fitted = fit([row["answer"] for row in rows], [row["abstains"] for row in rows])
    path.write_text(fitted, encoding="utf-8")
    print(path)
    return ExitCode.PASS


def _names() -> ExitCode:
    from importlib.resources import files

    from govllm.privacy.names.fit import fit
    from govllm.qualification.detection import FOLDER, PARTS, nameless_calls, sources_of
    from govllm.resources import evalsets_dir

    path = Path(str(files("govllm.privacy") / "data" / "names.json"))
    passages = sources_of(evalsets_dir() / FOLDER / f"{PARTS[0]}.jsonl")
    path.write_text(fit(list(passages), list(nameless_calls(evalsets_dir()))), encoding="utf-8")
    print(path)
    return ExitCode.PASS


def _contexts() -> ExitCode:
    from govllm.privacy.contexts import write_items
    from govllm.resources import evalsets_dir

    for path, count in write_items(evalsets_dir() / "privacy"):
        print(f"{path}  {count} items")
    return ExitCode.PASS


def _masking() -> ExitCode:
    from govllm.privacy.masking_items import write_items
    from govllm.resources import evalsets_dir

    path, count = write_items(evalsets_dir() / "privacy/masking")
    print(f"{path}  {count} items")
    return ExitCode.PASS


def _baselines(names: Sequence[str]) -> ExitCode:
    from govllm import canonical
    from govllm.qualification.baselines import build_baselines
    from govllm.resources import evalsets_dir
    from govllm.tasks.baseline import FILE
    from govllm.tasks.load import find_task, load_task, task_folders

    evalsets = evalsets_dir()
    for name in names or task_folders(evalsets):
        loaded = load_task(find_task(evalsets, name), name.partition("/")[0])
        record = build_baselines(loaded)
        canonical.write_json(loaded.task.folder / FILE, record)
        for baseline, result in record["results"].items():
            print(
                f"{name}  {baseline:14}  {result['estimate']:.3f} "
                f"[{result['lower']:.3f}, {result['upper']:.3f}]"
            )
    return ExitCode.PASS


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
