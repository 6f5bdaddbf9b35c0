"""The recipe, from top to bottom: plan → seal → serve → ask → score → measure → decide → record."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from govllm.capability.names import is_foreign
from govllm.client.ask import Endpoint, ask
from govllm.client.journal import Journal
from govllm.client.progress import Progress
from govllm.client.resume import read_past, unsettled
from govllm.config.schema import Settings
from govllm.errors import GovllmError
from govllm.evidence.folder import RunFolder, choose_folder
from govllm.exits import ExitCode
from govllm.governance.verdict import Verdict
from govllm.plan.plan import Plan, make_plan
from govllm.plan.policy import undecidable
from govllm.plan.seal import Seal, read_seal, seal
from govllm.serving.candidate import Candidacy, candidacy
from govllm.serving.vllm import VLLM

if TYPE_CHECKING:  # cryptography is needed by those who sign, ragas by those who judge
    from govllm.evidence.keys import SigningKey
    from govllm.judging.referee import Referee

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to.

    Attributes:
        folder: where everything is.
        verdict: pass, fail, insufficient or error.
        exit_code: of the command.
    """

    folder: Path
    verdict: str
    exit_code: ExitCode


def say(line: str) -> None:
    """Report progress as a line on standard error."""
    print(f"govllm: {line}", file=sys.stderr, flush=True)


def evaluate(settings: Settings, report: Report = say, server: Sequence[str] = VLLM) -> Outcome:
    """Run the whole recipe for one candidate.

    Args:
        report: told about progress, a line at a time.
        server: the program that `serving=vllm` starts; tests put a stand-in here.

    Raises:
        UsageError: before anything was asked, for wrong configuration, tasks or items.
        GovllmError: where it broke; what was answered until then is kept.
    """
    key = _signing_key(settings)
    who = candidacy(settings, report, server)
    arbiter = _referee(settings, who, report, server)
    judge_document = None if arbiter is None else arbiter.document
    if any(map(is_foreign, settings.tasks or ())):
        report("lm-eval reads its tasks; the first time that takes some seconds")
    plan = make_plan(settings, who.candidate, who.engine, judge_document)
    _announce(plan, report)
    folder = choose_folder(
        Path(settings.paths.runs), settings.paths.run, who.candidate.name, plan.content_sha256
    )
    with folder.locked():
        if folder.is_final():
            report(f"{folder.path} is finished: nothing is asked again")
            _sign_later(folder, key, report)
            return concluded(folder)
        sealed = _sealed(plan, folder, report)
        ask_all(plan, sealed, who, folder, report)
        _ask_judge(plan, sealed, arbiter, folder, report)
        score(plan, sealed, folder)
        verdict = judge(plan, sealed, folder)
        record(plan, verdict, folder, key, report)
    return Outcome(folder.path, verdict.verdict, verdict.exit_code)


def _referee(
    settings: Settings, who: Candidacy, report: Report, server: Sequence[str]
) -> Referee | None:
    """Found before anything is asked: a judge that is not there must not cost a night's answers."""
    if settings.judge is None:
        return None
    from govllm.judging.referee import referee

    return referee(settings, who, report, server)


def _ask_judge(
    plan: Plan, sealed: Seal, arbiter: Referee | None, folder: RunFolder, report: Report
) -> None:
    if arbiter is not None:
        from govllm.judging.phase import judge_all

        judge_all(plan, sealed, arbiter, folder, report)


def _signing_key(settings: Settings) -> SigningKey | None:
    """Read before anything is asked: a wrong passphrase must not cost a night's answers."""
    if settings.evidence.key is None:
        return None
    from govllm.evidence.keys import optional_key

    return optional_key(Path(settings.evidence.key))


def _sign_later(folder: RunFolder, key: SigningKey | None, report: Report) -> None:
    from govllm.evidence.bundle import write_bundle

    if key is not None and not folder.envelope.exists():
        write_bundle(folder, key)
        report(f"evidence signed by {key.public.key_id[:12]}…")


def _announce(plan: Plan, report: Report) -> None:
    attested = "attested" if plan.candidate.attested else "not attested"
    report(
        f"{plan.candidate.name} ({attested}) on {plan.engine.name} {plan.engine.version or '?'}: "
        f"{len(plan.tasks)} tasks, {plan.n_planned} samples, "
        f"profile {plan.settings.profile.name}, scope {plan.scope}"
    )
    for gate in plan.unreachable:
        report(
            f"gate {gate} cannot pass: even a perfect result on so few samples would not show it"
        )
    for task in plan.replaced:
        report(f"{task} is not the shipped task of that name: the run is exploratory")
    if plan.scope != "partial" and (open_ := undecidable(plan.settings.profile)):
        report(f"no gate decides the required controls {', '.join(open_)}: this cannot pass")


def _sealed(plan: Plan, folder: RunFolder, report: Report) -> Seal:
    from govllm import canonical
    from govllm.tracking.track import note_plan

    if folder.plan.is_file():
        sealed = read_seal(folder.plan)
        report(f"going on with the unfinished run in {folder.path}")
    else:
        if plan.incumbent is not None:
            canonical.copy_private(plan.incumbent.scores, folder.incumbent)
        sealed = seal(plan, folder.plan)
        canonical.write_json(folder.origin, {"model_path": plan.candidate.path})
        report(f"plan sealed in {folder.path} (sha256 {sealed.sha256[:12]}…)")
    note_plan(folder, plan, sealed, report)
    return sealed


def ask_all(plan: Plan, sealed: Seal, who: Candidacy, folder: RunFolder, report: Report) -> None:
    """Serve the candidate and ask what the journal has not settled yet."""
    past = read_past(folder.journal, sealed.journal_root)
    if past.repaired:
        report(f"cut {past.repaired} bytes of a line the last session left unfinished")
    left = plan.n_requests
    if past.settled:
        # Counted by walking: how long a conversation is, only its answers say.
        left = sum(1 for _ in unsettled(plan.requests(), past))
        report(f"{plan.n_requests - left} of {plan.n_requests} requests are settled already")
    if not left:
        return
    settings = plan.settings
    with (
        who.serve(folder.serving_log, report) as served,
        Progress(plan.n_requests, plan.n_requests - left, settings.quiet) as progress,
        Journal(folder.journal, past.seq, past.previous) as journal,
    ):
        endpoint = Endpoint(served.base_url, served.model, served.api_key, served.revive)
        tally = asyncio.run(
            ask(unsettled(plan.requests(), past), endpoint, settings.client, journal, progress)
        )
    report(
        f"asked: {tally.answered} answered, {tally.failed} failed, {tally.retried} retried"
        + (f", {tally.cut} cut for want of tokens" if tally.cut else "")
    )
    if tally.shortened:
        report(
            f"{tally.shortened} prompts were longer than lm_eval.max_length and lost their "
            "beginning, as lm-eval cuts them"
        )
    if tally.failed:
        codes = ", ".join(f"{code} {count} times" for code, count in tally.failures.items())
        # A server may quote the prompt that it refuses.
        from govllm.privacy.mask import mask

        report(f"failed: {codes}; the first: {mask(tally.example[:200])}")


def score(plan: Plan, sealed: Seal, folder: RunFolder) -> None:
    """Score the journal's last word on every planned sample into `scores.parquet`."""
    # Imported here: Arrow and SciPy would double the memory of the asking phase.
    from govllm.evidence.scores import write_scores
    from govllm.evidence.words import last_words

    write_scores(plan, last_words(folder.journal, sealed.journal_root), folder.scores)


def judge(plan: Plan, sealed: Seal, folder: RunFolder) -> Verdict:
    """Measure and decide from the scores, writing each result into the folder."""
    from govllm import canonical
    from govllm.evidence.claims import claims
    from govllm.evidence.comparison import differences
    from govllm.evidence.confidence import confidence
    from govllm.evidence.measures import (
        Findings,
        lm_eval_figures,
        measure_all,
        usage_of,
        write_metrics,
    )
    from govllm.evidence.nowhere import personal_data
    from govllm.evidence.robustness import robustness
    from govllm.evidence.words import last_words
    from govllm.governance.controls import control_results
    from govllm.governance.gates import decide_all
    from govllm.governance.verdict import as_document, conclude
    from govllm.judging.answers import said_in
    from govllm.judging.quotations import quotations
    from govllm.judging.section import barred, judged

    words = last_words(folder.journal, sealed.journal_root)
    metrics = measure_all(plan, folder.scores, words)
    personal = personal_data(plan, words)
    told = judged(plan, words, said_in(folder.journal, sealed.journal_root))
    of_judge = () if told is None else told.metrics
    usage = usage_of(folder.journal, sealed.journal_root)
    findings = Findings(
        personal,
        claims(plan, words),
        told.section if told else None,
        confidence(plan, words, folder.scores),
        quotations(plan, words),
        robustness(plan, folder.scores),
        lm_eval_figures(plan, words),
    )
    write_metrics(plan, metrics, usage, findings, folder.metrics)
    profile = plan.settings.profile
    first = {m.task: m for m in reversed(metrics) if not m.slice}
    gates = decide_all(
        profile.gates, [*metrics, *of_judge], differences(plan.content, folder), barred(plan)
    )
    verdict = conclude(
        gates,
        plan.scope,
        sum(m.n_planned for m in first.values()),
        sum(m.n_errored for m in first.values()),
        profile.max_error_share,
        control_results(
            plan.content["controls"]["records"],
            profile.required_controls,
            [(gate.id, gate.verdict, gate.clauses) for gate in gates],
            [
                *(name for name, metric in first.items() if metric.n_scored),
                *(metric.task for metric in of_judge if metric.n_scored),
            ],
        ),
    )
    canonical.write_json(
        folder.verdict,
        as_document(
            verdict,
            engine={"name": plan.engine.name, "version": plan.engine.version},
            candidate=plan.candidate.sealed(),
            plan_sha256=sealed.sha256,
        ),
    )
    return verdict


def record(
    plan: Plan, verdict: Verdict, folder: RunFolder, key: SigningKey | None, report: Report
) -> None:
    """Publish the verdict, bundle the evidence, and log the run."""
    from govllm.evidence.bundle import write_bundle
    from govllm.tracking.track import track_run

    publish(verdict, folder)
    write_bundle(folder, key)
    try:
        track_run(folder, plan.settings.tracking, plan.settings.paths, report)
    except GovllmError as error:
        report(f"not logged: {error}; the run is whole, log it later with")
        report(f"    python -m govllm.track {folder.path}")


def publish(verdict: Verdict, folder: RunFolder) -> None:
    """Write what people and CI read."""
    from govllm.evidence.junit import write_junit
    from govllm.evidence.scorecard import write_scorecard

    write_junit(verdict, folder.junit)
    write_scorecard(folder)


def concluded(folder: RunFolder) -> Outcome:
    """The outcome of a finished run, read from its folder."""
    from govllm import canonical
    from govllm.exits import of_verdict

    verdict = str(canonical.read_json(folder.verdict)["verdict"])
    return Outcome(folder.path, verdict, of_verdict(verdict))
