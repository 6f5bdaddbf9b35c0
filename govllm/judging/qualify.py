"""Qualifying a judge: it is asked about labelled pairs, and its record written."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from govllm import canonical
from govllm.client.ask import Endpoint, ask
from govllm.client.journal import Journal
from govllm.client.progress import Progress
from govllm.client.resume import read_past, unsettled
from govllm.config.schema import Settings
from govllm.errors import UsageError
from govllm.judging.answers import Judge, said_in
from govllm.judging.pairs import agreement, read_pairs, requests_of, verdicts_of
from govllm.judging.referee import SCHEMA, find_judge, identity_of
from govllm.serving.candidate import Report
from govllm.serving.vllm import VLLM


def qualify(
    settings: Settings,
    pairs: Sequence[Path],
    out: Path,
    report: Report,
    server: Sequence[str] = VLLM,
) -> dict[str, Any]:
    """A judge's record on labelled pairs, written to `out`.

    Its answers stand in a journal beside the record: a second call goes on where a first was
    stopped, and asks nothing twice.

    Args:
        settings: with the judge; the candidate's are not looked at.

    Raises:
        UsageError, DeclarationError: for a judge or pairs that are not there or not in form.
        SilenceError, ServingError: where the judge does not answer.
    """
    if settings.judge is None:
        raise UsageError("no judge is named", "choose judge=endpoint or judge=vllm")
    rows = read_pairs(pairs)
    digests = [canonical.file_digest(path) for path in pairs]
    who = find_judge(settings, settings.judge, report, server)
    identity = canonical.rounded(identity_of(who))
    judge = Judge(identity, settings.judge.max_tokens)
    journal = out.with_name(f"{out.name}.journal.jsonl")
    root = canonical.digest({"judge": identity, "pairs": digests, "tokens": judge.max_tokens})
    wanted = list(requests_of(rows, judge))
    past = read_past(journal, root)
    left = list(unsettled(wanted, past))
    out.parent.mkdir(parents=True, exist_ok=True)
    if left:
        report(f"asking {who.candidate.name} about {len(left)} of {len(wanted)} labelled answers")
        with (
            who.serve(out.with_name(f"{out.name}.log"), report) as served,
            Progress(len(wanted), len(wanted) - len(left), settings.quiet) as progress,
            Journal(journal, past.seq, past.previous) as kept,
        ):
            endpoint = Endpoint(served.base_url, served.model, served.api_key, served.revive)
            asyncio.run(ask(iter(left), endpoint, settings.client, kept, progress))
    record = canonical.rounded(
        {
            "schema": SCHEMA,
            "judge": identity,
            "max_tokens": judge.max_tokens,
            "pairs_sha256": digests,
            "pairs": len(rows),
            **agreement(verdicts_of(rows, judge, said_in(journal, root))),
        }
    )
    canonical.write_json(out, record)
    return dict(record)


def describe(record: Mapping[str, Any]) -> str:
    """A record in a few lines."""
    lines = [
        f"{record['judge']['candidate']['name']}: {record['pairs']} answers, "
        f"{record['claims']} claims, {record['silent']} without a usable word"
    ]
    lines += [
        f"{name:12} {_told(record, name)}" for name in ("kappa", "sensitivity", "specificity")
    ]
    lines += [
        f"errs on {name:13} {_told(row, 'share')} of {row['claims']}"
        for name, row in record["errors"].items()
    ]
    return "\n".join(lines)


def _told(row: Mapping[str, Any], name: str) -> str:
    if row[name] is None:
        return "not measured"
    return f"{row[name]:.3f} [{row[f'{name}_lower']:.3f}, {row[f'{name}_upper']:.3f}]"
