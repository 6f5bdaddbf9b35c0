"""`--help`: the groups with what each option is, and examples; at once, without Hydra.

Hydra's own help composes the configuration and copies it dozens of times: about a second.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from govllm.resources import conf_dir

_EVAL = """\
govllm evaluates a language model on government tasks and decides by gates.

usage: python -m govllm.eval [group=option …] [key=value …]
"""

_QUALIFY = """\
govllm.qualify tries tasks on simulated candidates: do they tell known-good from known-bad?

usage: python -m govllm.qualify [tasks=[SUITE/TASK,…]] [task_path=DIR] [key=value …]
"""

_EVAL_EXAMPLES = """\
examples
  python -m govllm.eval                                      the reference candidate, quickstart
  python -m govllm.eval model=local model.path=/models/mine  a checkpoint of your own
  python -m govllm.eval serving=endpoint serving.base_url=http://HOST:8000/v1 model.name=NAME
  python -m govllm.eval model=local model.path=/models/mine profile=public_service    by a policy
  python -m govllm.eval suite=government                     figures for all government tasks
  python -m govllm.eval suite=hotline limit=50               a part of it (never registrable)
  python -m govllm.eval task_path=./my-task                  a task of your own
  python -m govllm.eval tasks=[lm_eval/ceval-valid_law]      a task of lm-eval, from your own cache
  python -m govllm.eval paths.run=runs/may                   in this folder; again: goes on with it
  python -m govllm.eval evidence.key=keys/signing.key        with signed evidence
  python -m govllm.eval -m model=local model.path=/models/a,/models/b    several candidates
"""

_QUALIFY_EXAMPLES = """\
examples
  python -m govllm.qualify                          the tasks of the quickstart profile
  python -m govllm.qualify tasks=[hotline/ticket]   one of them
  python -m govllm.qualify task_path=./my-task      a task of your own
"""

_KEYS = """\
keys beside the groups
  tasks=[SUITE/TASK,…]   these tasks alone            task_path=DIR      a task of your own
  limit=N                N samples of each task       seed=N             order, samples, draws
  perturb=[asr,typos]    ask again in other words     incumbent=RUN      compare with this run
"""

_FOOT = """\
exit codes: 0 pass, 1 a gate fails, 2 wrong use or configuration, 3 not enough evidence, 4 it broke
more: --cfg job prints the composed configuration; the files in conf/ explain every key
"""

_QUALIFY_FOOT = """\
exit codes: 0 all qualify, 1 one does not, 2 wrong use or configuration, 4 it broke
"""

_GROUPS = (
    "model",
    "serving",
    "client",
    "lm_eval",
    "suite",
    "judge",
    "profile",
    "tracking",
    "evidence",
    "paths",
)


def asked_for(arguments: Sequence[str]) -> bool:
    """Whether the command line asks for help."""
    return any(argument in ("--help", "-h") for argument in arguments)


def eval_help() -> str:
    """The help of `govllm.eval`."""
    return "\n".join((_EVAL, _groups(_GROUPS), _KEYS, _EVAL_EXAMPLES, _FOOT))


def qualify_help() -> str:
    """The help of `govllm.qualify`."""
    return "\n".join((_QUALIFY, _groups(("suite", "profile")), _QUALIFY_EXAMPLES, _QUALIFY_FOOT))


def _groups(groups: Sequence[str]) -> str:
    lines = ["groups (choose with group=option)"]
    for group in groups:
        for position, (name, purpose) in enumerate(_options(conf_dir() / group)):
            lines.append(f"  {group if position == 0 else '':9} {name:16} {purpose}")
    return "\n".join(lines) + "\n"


def _options(folder: Path) -> Iterator[tuple[str, str]]:
    """Each option of a group with the first line of its file, which says what it is."""
    for path in sorted(folder.glob("*.yaml")):
        with path.open(encoding="utf-8") as lines:
            yield path.stem, next(lines).lstrip("# ").rstrip()
