"""The model that lm-eval sees: it remembers what it is asked, and says what it was told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from lm_eval.api.instance import Instance
from lm_eval.api.model import LM

# Answers of the right form for what has not been asked: they only let lm-eval's code run through.
_NOTHING: Mapping[str, Any] = {
    "generate_until": "",
    "loglikelihood": (0.0, False),
    "loglikelihood_rolling": 0.0,
}


class Place(NamedTuple):
    """Which request of lm-eval's it is.

    Attributes:
        task: lm-eval's name; document: its position among those asked.
        kind: lm-eval's request type; idx: among the document's; repeat: which time it is asked.
    """

    task: str
    document: int
    kind: str
    idx: int
    repeat: int


class Played(LM):  # type: ignore[misc]
    """A model whose answers are on record.

    Args:
        told: answers by place, in lm-eval's form.
        template: puts messages through the candidate's chat template, where that is asked for.

    Attributes:
        asked: what lm-eval asked, in its order.
    """

    def __init__(
        self, told: Mapping[Place, Any], template: Callable[..., str] | None = None
    ) -> None:
        super().__init__()
        self._told = told
        self._template = template
        self.asked: dict[Place, tuple[Any, ...]] = {}

    def _answers(self, kind: str, requests: Sequence[Instance]) -> list[Any]:
        repeats: Counter[tuple[str, int, int]] = Counter()
        found = []
        for request in requests:
            of = (request.task_name, request.doc_id, request.idx)
            place = Place(of[0], of[1], kind, of[2], repeats[of])
            repeats[of] += 1
            self.asked[place] = request.args
            found.append(self._told.get(place, _NOTHING[kind]))
        return found

    def loglikelihood(self, requests: Sequence[Instance]) -> list[tuple[float, bool]]:
        return self._answers("loglikelihood", requests)

    def loglikelihood_rolling(self, requests: Sequence[Instance]) -> list[float]:
        return self._answers("loglikelihood_rolling", requests)

    def generate_until(self, requests: Sequence[Instance]) -> list[str]:
        return self._answers("generate_until", requests)

    @property
    def tokenizer_name(self) -> str:
        return ""

    def apply_chat_template(
        self, chat_history: Sequence[Mapping[str, str]], add_generation_prompt: bool = True
    ) -> str:
        if self._template is None:
            raise NotImplementedError("no chat template was asked for")
        return self._template(chat_history, add_generation_prompt=add_generation_prompt)
