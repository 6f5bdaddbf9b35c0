"""The scorecard's last part: for each gate and task, answers to open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from govllm.domain import Bilingual
from govllm.evidence.card.excerpts import Clip, Example, clip, example_of, system_of
from govllm.evidence.card.personal import Canaries
from govllm.evidence.card.tasks import SliceSizes
from govllm.evidence.examples import (
    OUTCOMES,
    Block,
    Drawn,
    Outcome,
    Place,
    draw,
    read_scored,
    transcripts,
)
from govllm.evidence.folder import RunFolder
from govllm.evidence.reading import Document, Reading, best_of
from govllm.evidence.shown import veil_of
from govllm.governance.judged import JUDGE_TASK
from govllm.stats.aggregate import AGGREGATES


@dataclass(frozen=True, slots=True)
class Group:
    """The examples of one outcome; `total` counts all samples that had it."""

    outcome: Outcome
    total: int
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class BlockView:
    """A gate's or a task's examples.

    Attributes:
        system: the system prompt that all examples share, or None.
    """

    key: str
    title: Bilingual
    system: Clip | None
    groups: tuple[Group, ...]


def answers_of(
    run: Reading, folder: RunFolder, canaries: Canaries
) -> tuple[dict[str, BlockView], SliceSizes]:
    """Every block's examples by the block's key, and the slices' sizes, which fall off on the way.

    Args:
        canaries: picks its own from the samples as they pass.

    Raises:
        JournalError: where the journal's chain does not hold.
    """
    blocks, sizes = blocks_of(run), SliceSizes()
    drawn = draw(canaries.watch(sizes.watch(read_scored(folder.scores))), blocks, run.plan["seed"])
    places = {scored.place for found in drawn.values() for scored in found.chosen}
    told = transcripts(folder.journal, run.journal_root, places, veil_of(run.plan))
    return {block.key: _block(run, block, drawn, told) for block in blocks}, sizes


def blocks_of(run: Reading) -> list[Block]:
    """The gates (`g0`, `g1`, …) and tasks (`t0`, …) whose answers are shown. A gate looks at its
    own metric's score, a task at those of all its metrics that are shares, or of all where none is:
    a good conversation may take more turns than the fewest."""
    blocks = []
    for position, gate in enumerate(run.verdict["gates"]):
        # A judge's gate looks at answers of many tasks, which stand there by themselves.
        spec = None if gate["task"] == JUDGE_TASK else run.spec(gate["task"], gate["metric"])
        if spec is not None:
            meets = {spec["score"]: _meets(spec, gate)}
            where = spec["where"]
            blocks.append(Block(f"g{position}", gate["task"], gate["slice"], meets, where))
    for position, task in enumerate(run.plan["tasks"]):
        known = [spec for spec in task["metrics"] if spec["aggregate"] in AGGREGATES]
        shares = [spec for spec in known if spec["unit"] == "share"]
        meets = {spec["score"]: (best_of(spec),) * 2 for spec in shares or known}
        if meets:
            blocks.append(Block(f"t{position}", task["id"], "", meets))
    return blocks


def _meets(spec: Document, gate: Document) -> tuple[float, float]:
    """What an answer must score for this gate: the best value where answers are right or wrong,
    else (bits of exposure) what the gate asks of their mean."""
    if spec["unit"] == "share" or gate["kind"] != "threshold":
        return best_of(spec), best_of(spec)
    if spec["direction"] == "higher":
        return gate["threshold"], spec["high"]
    return spec["low"], gate["threshold"]


def _block(
    run: Reading,
    block: Block,
    drawn: Mapping[tuple[str, Outcome], Drawn],
    told: Mapping[Place, Sequence[Document]],
) -> BlockView:
    shared = _shared_system(block, drawn, told)
    bests = _bests(run, block.task)
    groups = tuple(
        Group(
            outcome,
            drawn[block.key, outcome].total,
            tuple(
                example_of(block, scored, outcome, told.get(scored.place, ()), shared, bests)
                for scored in drawn[block.key, outcome].chosen
            ),
        )
        for outcome in OUTCOMES
    )
    system = None if shared is None else clip(shared)
    return BlockView(block.key, _title(run, block), system, groups)


def _title(run: Reading, block: Block) -> Bilingual:
    task = run.task(block.task)
    title = Bilingual(block.task, block.task) if task is None else Bilingual(**task["title"])
    if block.key.startswith("t"):
        return title
    gate = run.verdict["gates"][int(block.key[1:])]
    spec = run.spec(block.task, gate["metric"])
    name = {"zh": gate["metric"], "en": gate["metric"]} if spec is None else spec["title"]
    part = f"（{block.slice}）" if block.slice else ""
    return Bilingual(
        f"{title.zh} · {name['zh']}{part}",
        f"{title.en} · {name['en']}" + (f" ({block.slice})" if block.slice else ""),
    )


def _shared_system(
    block: Block,
    drawn: Mapping[tuple[str, Outcome], Drawn],
    told: Mapping[Place, Sequence[Document]],
) -> str | None:
    found = {
        system_of(rows[0])
        for outcome in OUTCOMES
        for scored in drawn[block.key, outcome].chosen
        if (rows := told.get(scored.place))
    }
    return found.pop() if len(found) == 1 else None


def _bests(run: Reading, task: str) -> dict[str, float]:
    record = run.task(task)
    return {} if record is None else {s["score"]: best_of(s) for s in record["metrics"]}
