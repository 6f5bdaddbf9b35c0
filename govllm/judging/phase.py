"""The judging phase: what the judge has not said yet is asked, behind the candidate's answers."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack

from govllm.client.ask import Endpoint, ask
from govllm.client.journal import Journal
from govllm.client.progress import Progress
from govllm.client.resume import read_past
from govllm.evidence.folder import RunFolder
from govllm.evidence.words import last_words
from govllm.judging.answers import said_in
from govllm.judging.cases import cases_of
from govllm.judging.referee import Referee, judge_of
from govllm.judging.settle import settle
from govllm.plan.plan import Plan
from govllm.plan.seal import Seal
from govllm.serving.candidate import Report
from govllm.serving.served import Served


def judge_all(plan: Plan, sealed: Seal, found: Referee, folder: RunFolder, report: Report) -> None:
    """Ask the judge until every judgement is told or has failed.

    Raises:
        SilenceError, ServingError: as the asking phase does.
    """
    judge = judge_of(plan)
    if judge is None:
        return
    root = sealed.journal_root
    cases = list(cases_of(plan, last_words(folder.journal, root)))
    # What failed for a passing reason in an earlier session is asked once more.
    said = said_in(folder.journal, root, settled=True)
    with ExitStack() as stack:
        served: Served | None = None
        while wanted := settle(cases, judge[1], judge[0], said)[1]:
            if served is None:
                report(f"judging {len(cases)} answers by {found.who.candidate.name}")
                log = folder.path / "judge.log"
                served = stack.enter_context(found.who.serve(log, report))
            endpoint = Endpoint(served.base_url, served.model, served.api_key, served.revive)
            past = read_past(folder.journal, root)
            with (
                Progress(len(wanted), 0, plan.settings.quiet) as progress,
                Journal(folder.journal, past.seq, past.previous) as journal,
            ):
                client = plan.settings.client
                tally = asyncio.run(ask(iter(wanted), endpoint, client, journal, progress))
            report(f"asked the judge: {tally.answered} answered, {tally.failed} failed")
            said = said_in(folder.journal, root)
