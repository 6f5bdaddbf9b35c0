"""Hydra applications with honest exit codes and one-line errors.

Hydra itself drops what the main function returns, exits 1 on a misspelt key and prints chains of
causes. Here the job's exit code is kept, a multirun ends with its worst, and every error is one
line that names the mend.
"""

from __future__ import annotations

import dataclasses
import os
import re
import select
import signal
import sys
import traceback
import typing
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from types import FrameType
from typing import Any

import hydra
import yaml
from hydra.core.hydra_config import HydraConfig
from hydra.errors import HydraException
from omegaconf import DictConfig
from omegaconf.errors import OmegaConfBaseException

from govllm.config.compose import composed, register_resolvers, settings_of, with_open_keys
from govllm.config.schema import Settings
from govllm.config.store import register
from govllm.errors import GovllmError, UsageError, nearest
from govllm.exits import ExitCode, worst
from govllm.resources import conf_dir

Job = Callable[[Settings], ExitCode]

# Flags of Hydra that print something and run no job.
_INFORMING = ("--cfg", "-c", "--info", "-i", "--hydra-help")


def run_command(job: Job, arguments: Sequence[str]) -> ExitCode:
    """Compose the configuration from the command line and run the job once or, with `-m`, for
    each combination; the exit code is the worst."""
    register()
    register_resolvers()
    # Hydra then raises its errors to us and does not print and exit by itself.
    os.environ["HYDRA_FULL_ERROR"] = "1"
    sys.argv = [sys.argv[0], *with_open_keys(arguments)]
    codes: list[ExitCode] = []

    @hydra.main(  # type: ignore[untyped-decorator]
        version_base="1.3", config_path=str(conf_dir()), config_name="config"
    )
    def application(config: DictConfig) -> None:
        # An interrupt must end a whole multirun and not only this job of it.
        codes.append(_explained(lambda: job(replace(settings_of(config), searched=_searched()))))

    def compose_and_run() -> ExitCode:
        # Hydra stumbles over an argument without a key and would print a traceback.
        if keyless := [a for a in arguments if a.startswith("=")]:
            raise UsageError(f"{keyless[0]!r} names no key", "write key=value")
        try:
            application()
        except (HydraException, OmegaConfBaseException, yaml.YAMLError) as error:
            raise UsageError(_plain(error), _mend(error, arguments)) from None
        except AssertionError as error:
            # All that OmegaConf says of a key below one that is null.
            if "Unexpected type for root" not in str(error):
                raise
            raise UsageError(
                "a key is set below a group that was not chosen", "choose it first: suite=hotline"
            ) from None
        informed = any(a.partition("=")[0] in _INFORMING for a in arguments)
        return ExitCode.PASS if informed and not codes else worst(codes)

    return guarded(compose_and_run)


def composed_from(overrides: Sequence[str]) -> Settings:
    """The settings that overrides of a command line compose, for commands that are no Hydra
    applications.

    Raises:
        UsageError: for what cannot be composed, with the mend.
    """
    try:
        return composed(overrides)
    except (HydraException, OmegaConfBaseException, yaml.YAMLError) as error:
        raise UsageError(_plain(error), _mend(error, overrides)) from None


def _searched() -> tuple[str, ...]:
    """The folders that `--config-dir` or `hydra.searchpath` put beside the shipped ones."""
    sources = HydraConfig.get().runtime.config_sources
    ours = ("hydra", "main", "schema")
    return tuple(str(s.path) for s in sources if s.schema == "file" and str(s.provider) not in ours)


_KEPT = "what was answered is kept, the same command goes on with it"


def guarded(job: Callable[[], ExitCode], kept: str = _KEPT) -> ExitCode:
    """Run a job; errors become one line on standard error and their exit code.

    Ctrl-C and SIGTERM stop it in the same way: what it opened is closed, and the code is `BROKE`.

    Args:
        kept: said to whoever stopped it: what is left of the work.
    """
    try:
        with _sigterm_as_interrupt():
            return _explained(job)
    except KeyboardInterrupt:
        print(f"govllm: stopped; {kept}", file=sys.stderr)
        return ExitCode.BROKE


@contextmanager
def _sigterm_as_interrupt() -> Iterator[None]:
    try:
        former = signal.signal(signal.SIGTERM, _interrupt)
    except ValueError:  # not on the main thread: signals are someone else's affair
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former)


def _interrupt(number: int, frame: FrameType | None) -> None:
    # While requests are under way asyncio's own handler stands there, which ends them in order.
    handler = signal.getsignal(signal.SIGINT)
    if callable(handler):
        handler(signal.SIGINT, frame)
    else:
        raise KeyboardInterrupt


def _explained(job: Callable[[], ExitCode]) -> ExitCode:
    try:
        code = job()
        sys.stdout.flush()
        return code
    except GovllmError as error:
        print(f"govllm: error: {error}", file=sys.stderr)
        return error.exit_code
    except SystemExit as error:
        return ExitCode.PASS if error.code in (0, None) else ExitCode.USAGE
    except Exception as error:  # noqa: BLE001  whatever it was, a CI gate must read 4 and not 1
        if isinstance(error, BrokenPipeError) and _is_unread(sys.stdout.fileno()):
            # `… | head`: what is still to be printed, at exit too, goes nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            print("govllm: stopped: nobody reads what is printed any more", file=sys.stderr)
            return ExitCode.BROKE
        traceback.print_exc()
        print("govllm: error: this is a fault of govllm itself; please report it", file=sys.stderr)
        return ExitCode.BROKE


def _is_unread(pipe: int) -> bool:
    """Whether whoever read from a pipe has gone."""
    watch = select.poll()
    watch.register(pipe, 0)
    return any(event & select.POLLERR for _, event in watch.poll(0))


def _plain(error: Exception) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and (mark := error.problem_mark):
        return f"{mark.name}:{mark.line + 1}: not YAML: {error.problem}"
    cause = error.__cause__ if isinstance(error.__cause__, OmegaConfBaseException) else error
    if key := _unknown_key(error):
        return f"unknown key {key!r}"
    if missing := _missing_option(error):
        return f"{missing[0]} has no option {missing[1]!r}"
    first = next(line for line in str(cause).splitlines() if line.strip())
    at = re.search(r"full_key: (\S+)", str(cause))
    return f"{at[1] if at else 'configuration'}: {first.strip()}"


def _missing_option(error: Exception) -> tuple[str, str] | None:
    match = re.search(r"Could not find '([^']+)/([^'/]+)'", str(error))
    return (match[1], match[2]) if match else None


def _unknown_key(error: Exception) -> str | None:
    text = f"{error}\n{error.__cause__ or ''}"
    for pattern in (
        r"Key '([^']+)' is not in struct",
        r"Key '([^']+)' not in '",
        r"Could not override '([^'=]+)'",
    ):
        if match := re.search(pattern, text):
            return match[1]
    return None


def _mend(error: Exception, arguments: Sequence[str]) -> str:
    text = str(error)
    if isinstance(error, yaml.YAMLError):
        return "mend the line; texts with : or # in them need quotes"
    if key := _unknown_key(error):
        given = next((a.lstrip("+~").partition("=")[0] for a in arguments if key in a), key)
        group, _, last = given.rpartition(".")
        known = _known_keys(group)
        near = nearest(last or key, known)
        return near if group == "" else f"in {group}: {near}"
    if missing := _missing_option(error):
        return nearest(missing[1], [p.stem for p in (conf_dir() / missing[0]).glob("*.yaml")])
    if "is not a ListConfig" in text or "is not a ListConfig" in str(error.__cause__):
        return "lists stand in brackets: tasks=[a,b]"
    return "see python -m govllm.eval --help"


def _known_keys(group: str) -> list[str]:
    """The keys that may stand at a dotted place, such as `profile.gates.0`; none where there is no
    such place."""
    hint: Any = Settings
    for step in filter(None, group.split(".")):
        arguments = [a for a in typing.get_args(hint) if a not in (type(None), Ellipsis)]
        if dataclasses.is_dataclass(hint):
            hints = typing.get_type_hints(hint)
            if step not in hints:
                break
            hint = hints[step]
        elif arguments:
            hint = arguments[-1]
        if type(None) in typing.get_args(hint):
            hint = next(a for a in typing.get_args(hint) if a is not type(None))
    if not dataclasses.is_dataclass(hint):
        return []
    return [f.name for f in dataclasses.fields(hint) if f.metadata.get("key", True)]
