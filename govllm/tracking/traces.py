"""Answers as MLflow traces, with each score as an assessment, for officers to click through.

Those the scorecard would show, fewer of each: failing and errored answers of every gate, and some
that passed. Logging them again doubles none, and touches nothing that people have added.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from govllm.errors import GovllmError
from govllm.evidence.card.answers import blocks_of
from govllm.evidence.examples import OUTCOMES, Place, Scored, draw, read_scored, transcripts
from govllm.evidence.folder import RunFolder
from govllm.evidence.reading import Document, read_run
from govllm.evidence.shown import veil_of
from govllm.tracking.session import patiently
from govllm.tracking.store import Ids

PLACE = "govllm.place"
PLAN = "govllm.plan_sha256"
_PAGE = 200


def log_traces(client: Any, ids: Ids, folder: RunFolder, most: int) -> int:
    """Log up to `most` failing, errored and passing answers of each gate; how many are new.

    Raises:
        JournalError: where the journal's chain does not hold.
        GovllmError: where MLflow did not keep all of them.
    """
    if most < 1:
        return 0
    run = read_run(folder)
    gates = [block for block in blocks_of(run) if block.key.startswith("g")]
    drawn = draw(read_scored(folder.scores), gates, run.plan["seed"])
    chosen = {
        scored.place: scored
        for block in gates
        for outcome in OUTCOMES
        for scored in drawn[block.key, outcome].chosen[:most]
    }
    there = {trace.info.tags.get(PLACE) for trace in traces_of(client, ids)}
    told = transcripts(folder.journal, run.journal_root, chosen, veil_of(run.plan))
    new = [s for place, s in chosen.items() if place_text(place) not in there]
    for scored in new:
        _log(client, ids, run.plan_sha256, scored, told.get(scored.place, ()))
    # MLflow's exporter keeps its failures to itself.
    arrived = len({trace.info.tags.get(PLACE) for trace in traces_of(client, ids)} - there)
    if arrived < len(new):
        raise GovllmError(
            f"MLflow took {arrived} of {len(new)} answers as traces",
            f"log the rest: python -m govllm.track {folder.path}",
        )
    return len(new)


def traces_of(client: Any, ids: Ids) -> Iterator[Any]:
    """Every trace of a run, without its spans."""
    token = None
    while True:
        page = patiently(
            partial(
                client.search_traces,
                locations=[ids.experiment_id],
                run_id=ids.run_id,
                include_spans=False,
                max_results=_PAGE,
                page_token=token,
            )
        )
        yield from page
        token = page.token
        if not token:
            return


def place_text(place: Place) -> str:
    """A sample's name in a tag."""
    task, sample, epoch = place
    return f"{task} {sample} {epoch}"


def _log(client: Any, ids: Ids, plan_sha256: str, scored: Scored, rows: Sequence[Document]) -> None:
    first = rows[0] if rows else None
    ended = _nanoseconds(first["time"]) if first else None
    started = ended - int(first["latency_s"] * 1e9) if first and ended else None
    tags = {
        PLACE: place_text(scored.place),
        PLAN: plan_sha256,
        "task": scored.task,
        "sample": scored.sample,
        "epoch": str(scored.epoch),
        **{f"slice.{name}": value for name, value in scored.slices.items()},
    }
    span = client.start_trace(
        f"{scored.task} {scored.sample}",
        inputs={"messages": _messages(first)},
        tags=tags,
        experiment_id=ids.experiment_id,
        start_time_ns=started,
        run_id=ids.run_id,
    )
    client.end_trace(
        span.trace_id,
        outputs=_outputs(scored, rows),
        attributes=_attributes(first),
        status="ERROR" if scored.error else "OK",
        end_time_ns=ended,
    )
    _assess(span.trace_id, scored)


def _messages(row: Document | None) -> list[dict[str, str]]:
    if row is None:
        return []
    return [{"role": m["role"], "content": m["content"]} for m in row["messages"]]


def _outputs(scored: Scored, rows: Sequence[Document]) -> Any:
    if scored.error:
        detail = next((row["detail"] for row in rows if row.get("detail")), "")
        return {"error": scored.error, "detail": detail}
    answers = [row["answer"] for row in rows]
    thoughts = [row["reasoning"] for row in rows if row["reasoning"]]
    # Alone, the answer is what MLflow's tables show of a trace.
    alone = len(answers) == 1 and not thoughts
    return answers[0] if alone else {"answer": answers, "reasoning": thoughts}


def _attributes(row: Document | None) -> dict[str, Any]:
    if row is None or row["error"] is not None:
        return {}
    tokens: Mapping[str, int] = row["tokens"]
    return {
        "finish": row["finish"],
        "latency_s": row["latency_s"],
        "prompt_tokens": tokens["prompt"],
        "completion_tokens": tokens["completion"],
    }


def _assess(trace_id: str, scored: Scored) -> None:
    """One assessment a score, by code; officers add theirs beside them."""
    import mlflow
    from mlflow.entities import AssessmentSource, Feedback

    source = AssessmentSource("CODE", "govllm")
    for score in scored.scores:
        if score.value is None:
            continue
        said = (
            None
            if score.expected is None
            else f"expected {score.expected}, got {score.predicted or 'none'}"
        )
        feedback = Feedback(name=score.name, value=score.value, source=source, rationale=said)
        patiently(partial(mlflow.log_assessment, trace_id, feedback))


def _nanoseconds(iso: str) -> int:
    return int(datetime.fromisoformat(iso).timestamp() * 1e9)
