"""What is sent to a candidate: one or more requests a sample, each with a key of its own.

Most hang on nothing that the candidate says. Those of a conversation do: each turn's request knows
the one that follows its answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

from govllm.dialogue.caller import Talk, talk
from govllm.dialogue.script import script_of
from govllm.domain import Sample, Task
from govllm.tasks.prompts import Message, messages

# What the tasks of a judge's rows in the journal begin with.
JUDGE = "judge/"

_form = msgspec.json.Encoder(order="sorted").encode


@dataclass(frozen=True, slots=True)
class Request:
    """One question to the candidate.

    Attributes:
        task, sample, epoch, part: whose question it is; `part` counts a sample's requests.
        endpoint: `chat` (an assistant's message at the end is continued); `loglikelihood` for the
            probability of the last message's text; `chat_likelihood` for that of all messages
            under the candidate's own chat template; of lm-eval `completion`, which continues a
            prompt without any template, and `token_likelihood` for the probability of the ends of
            prompts, told in tokens.
        messages: as the OpenAI API takes them; of lm-eval's what they stand for, for readers.
        sampling: temperature, max_tokens, top_p, stop, seed; of lm-eval's all but the prompt.
        confidence: whether the answer's log-probability is wanted, which changes no answer.
        key: sha256 of everything that can change the answer.
        prompt: of `completion` a text or its tokens, of `token_likelihood` tokens of each prompt.
        begins: of `token_likelihood`, where in each prompt the told tokens begin.
        left_out: tokens at the prompt's beginning for which there was no room.
        then: in a conversation what is asked next, given the answer: a pure function; None after
            its end. None where nothing hangs on the answer.
    """

    task: str
    sample: str
    epoch: int
    part: int
    endpoint: Literal["chat", "loglikelihood", "chat_likelihood", "completion", "token_likelihood"]
    messages: tuple[Message, ...]
    sampling: Mapping[str, Any]
    key: str
    prompt: str | Sequence[int] | Sequence[Sequence[int]] = ""
    begins: tuple[int, ...] = ()
    left_out: int = 0
    confidence: bool = False
    then: Callable[[str], Request | None] | None = field(default=None, compare=False, repr=False)

    def after(self, answer: str | None) -> Request | None:
        """What is asked next, given the answer, or None where it failed; None at the end."""
        return None if self.then is None or answer is None else self.then(answer)


def sampling_seed(seed: int, *parts: object) -> int:
    """A 31-bit seed derived from the plan's, so that every request draws its own numbers."""
    text = ":".join(map(str, (seed, *parts)))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") >> 1


_LIKELIHOOD: dict[str, Literal["loglikelihood", "chat_likelihood"]] = {
    "logprob": "loglikelihood",
    "chat_logprob": "chat_likelihood",
}


def requests_of(
    task: Task, sample: Sample, epoch: int, *, identity: str, seed: int, thinking: int = 0
) -> Iterator[Request]:
    """The requests of one sample in one epoch; of a conversation the first, which leads on to the
    others.

    Args:
        identity: digest of the candidate, its engine and the flags that change answers.
        seed: the plan's.
        thinking: tokens that the candidate may use before an answer.
    """
    generation = task.generation
    sampling: dict[str, Any] = {
        "temperature": generation.temperature,
        "max_tokens": generation.max_tokens + thinking,
        "top_p": generation.top_p,
    }
    if generation.stop:
        sampling["stop"] = list(generation.stop)
    if task.max_turns:
        asked = messages(task, sample)
        yield _first_turn(task, sample, epoch, asked, sampling, identity, seed)
    elif task.answer_by != "text":
        asked = messages(task, sample)
        endpoint = _LIKELIHOOD[task.answer_by]
        for part, choice in enumerate(sample.choices):
            told = (*asked, {"role": "assistant", "content": choice})
            yield _request(task, sample, epoch, part, endpoint, told, {}, identity)
    else:
        for part in range(task.n_requests(sample)):
            asked = messages(task, sample, part)
            drawn = _drawn(task, sample, epoch, part, sampling, seed)
            yield _request(task, sample, epoch, part, "chat", asked, drawn, identity)


def is_whole(task: Task, sample: Sample, answers: Sequence[str]) -> bool:
    """Whether these are all the answers that a sample has: a conversation is whole where it is
    over, whatever number of turns it took."""
    if task.max_turns:
        return talk(script_of(sample), answers, task.max_turns).over
    return len(answers) == task.n_requests(sample)


def _first_turn(
    task: Task,
    sample: Sample,
    epoch: int,
    opening: Sequence[Message],
    sampling: Mapping[str, Any],
    identity: str,
    seed: int,
) -> Request:
    script = script_of(sample)

    def turn(said: tuple[str, ...], held: Talk) -> Request:
        asked = [*opening]
        for words, reply in zip(said, held.replies, strict=True):
            asked += [{"role": "assistant", "content": words}, {"role": "user", "content": reply}]
        drawn = _drawn(task, sample, epoch, len(said), sampling, seed)

        def then(answer: str) -> Request | None:
            further = (*said, answer)
            led = talk(script, further, task.max_turns)
            return None if led.over else turn(further, led)

        part = len(said)
        return _request(task, sample, epoch, part, "chat", tuple(asked), drawn, identity, then)

    return turn((), talk(script, (), task.max_turns))


def _drawn(
    task: Task, sample: Sample, epoch: int, part: int, sampling: Mapping[str, Any], seed: int
) -> dict[str, Any]:
    """The sampling of one of a sample's requests, with a seed of its own."""
    place = (epoch, part) if part else (epoch,)
    return {**sampling, "seed": sampling_seed(seed, task.id, sample.id, *place)}


def _request(
    task: Task,
    sample: Sample,
    epoch: int,
    part: int,
    endpoint: Literal["chat", "loglikelihood", "chat_likelihood"],
    asked: tuple[Message, ...],
    sampling: Mapping[str, Any],
    identity: str,
    then: Callable[[str], Request | None] | None = None,
) -> Request:
    counts = {
        "candidate": identity,
        "endpoint": endpoint,
        "messages": asked,
        "sampling": sampling,
        "epoch": epoch,
    }
    key = hashlib.sha256(_form(counts)).hexdigest()
    sure = endpoint == "chat" and task.generation.confidence
    return Request(
        task.id, sample.id, epoch, part, endpoint, asked, sampling, key, confidence=sure, then=then
    )
