"""What officers said of answers over passages, as labelled pairs on which a judge is measured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from govllm.evidence.claims import answers_over_passages
from govllm.evidence.words import LastWords
from govllm.plan.plan import Plan
from govllm.tracking.human import Label, verdict_of

# Labels by which a person says whether the passages bear an answer out, and which verdict says so.
SUPPORTED_IF = {"unsupported": False, "supported": True, "faithfulness": True}

Place = tuple[str, str, int]


def pairs_of(labels: Iterable[Label], plan: Plan, words: LastWords) -> Iterator[dict[str, Any]]:
    """A pair for every labelled answer over passages, the whole answer as its one claim.

    Of several labels by one person the last counts; answers on which people disagree are left out.
    """
    told = _agreed(labels)
    for task, sample, epoch, answer in answers_over_passages(plan, words):
        supported = told.get((task.id, sample.id, epoch))
        if supported is None or not answer.strip():
            continue
        yield {
            "id": f"{task.id}/{sample.id}/{epoch}",
            "question": sample.input["question"],
            "sources": [
                f"《{p['title']}》（{p['number']}，{p['valid']}）{p['article']} {p['text']}"
                for p in sample.input["passages"]
            ],
            "answer": answer,
            # An answer that a person holds for unsupported may contradict its source or stand apart
            # from it: for a judge, who says supported or not, the two are one.
            "claims": [{"claim": answer.strip(), "label": "supported" if supported else "absent"}],
        }


def _agreed(labels: Iterable[Label]) -> Mapping[Place, bool]:
    said: dict[Place, dict[str, bool]] = {}
    for label in labels:
        verdict = verdict_of(label.value)
        if label.name in SUPPORTED_IF and verdict is not None:
            place = (label.task, label.sample, label.epoch)
            said.setdefault(place, {})[label.by] = verdict == SUPPORTED_IF[label.name]
    return {
        place: next(iter(by.values())) for place, by in said.items() if len(set(by.values())) == 1
    }
