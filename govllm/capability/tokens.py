"""lm-eval's requests in the candidate's tokens, as `local-completions` of lm-eval sends them."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from lm_eval.models.openai_completions import LocalCompletionsAPI

from govllm.capability.apart import apart
from govllm.errors import UsageError


@dataclass(frozen=True, slots=True)
class Sent:
    """One request as it is sent.

    Attributes:
        prompt: a text or its tokens; of log-probabilities the tokens of each prompt.
        begins: of log-probabilities, where in each prompt the told tokens begin.
        sampling: the rest of the body but the model's name.
        left_out: tokens at the beginning for which there was no room.
    """

    prompt: str | Sequence[int] | Sequence[Sequence[int]]
    begins: tuple[int, ...]
    sampling: Mapping[str, Any]
    left_out: int


class Tokens(LocalCompletionsAPI):  # type: ignore[misc]
    """lm-eval's own model for completion servers, up to the moment at which it would send.

    Args:
        tokenizer: folder of the tokenizer; None sends texts, and knows no log-probabilities.
        max_length: tokens of a prompt and its answer.

    Raises:
        UsageError: where the folder holds no tokenizer.
    """

    def __init__(self, tokenizer: str | None, max_length: int) -> None:
        try:
            with apart():
                super().__init__(
                    tokenizer_backend="huggingface" if tokenizer else "none",
                    tokenizer=tokenizer,
                    max_length=max_length,
                )
        except (OSError, ValueError, KeyError, ImportError) as error:
            raise UsageError(
                f"{tokenizer} holds no tokenizer that transformers reads ({error})",
                "name a folder with the candidate's tokenizer: lm_eval.tokenizer=DIR",
            ) from None
        self._sent: list[Sent] = []
        self._longest = 0

    def sent(self, asked: Sequence[tuple[str, tuple[Any, ...]]]) -> list[Sent]:
        """Requests, each by its type and its arguments, as lm-eval would send them."""
        # Once for all of them: to enter and to leave takes half as long as a short prompt.
        with apart():
            return [self._alone(kind, arguments) for kind, arguments in asked]

    def _alone(self, kind: str, arguments: tuple[Any, ...]) -> Sent:
        """One request: lm-eval would send several in another order, and none apart."""
        asked = [SimpleNamespace(args=arguments)]
        self._sent, self._longest = [], 0
        if kind == "generate_until":
            self.generate_until(asked)
        elif kind == "loglikelihood":
            self.loglikelihood(asked, disable_tqdm=True)
        else:
            self.loglikelihood_rolling(asked, disable_tqdm=True)
        first = self._sent[0]
        if len(self._sent) == 1:
            return first
        # A long text is told in windows, which go in one request.
        prompts: list[Any] = [prompt for sent in self._sent for prompt in sent.prompt]
        begins = tuple(begin for sent in self._sent for begin in sent.begins)
        return Sent(prompts, begins, first.sampling, sum(sent.left_out for sent in self._sent))

    def tok_encode(self, string: Any, *arguments: Any, **options: Any) -> Any:
        found = super().tok_encode(string, *arguments, **options)
        if not isinstance(string, str):
            self._longest = max(map(len, found))
        return found

    def model_call(
        self, messages: Any, *, gen_kwargs: Mapping[str, Any], **_: Any
    ) -> dict[str, Any]:
        """In place of sending a prompt that is to be continued."""
        body = self._create_payload(
            self.create_message(messages),
            generate=True,
            gen_kwargs=copy.deepcopy(gen_kwargs),
            seed=self._seed,
            eos=self.eos_string,
        )
        # One prompt a request: a server gives a list of one and the prompt itself the same answer.
        prompt = body["prompt"][0] if self.tokenized_requests else body["prompt"]
        left_out = max(0, self._longest - len(prompt)) if self.tokenized_requests else 0
        self._sent.append(Sent(prompt, (), _rest(body), left_out))
        return {"choices": [{"index": 0, "text": ""}]}

    def _loglikelihood_tokens(
        self, requests: Sequence[tuple[Any, list[int], list[int]]], **_: Any
    ) -> list[tuple[float, bool]]:
        """In place of sending prompts whose ends are told."""
        inputs, begins, _keys = self.batch_loglikelihood_requests([requests])
        body = self._create_payload(
            self.create_message(inputs), generate=False, seed=self._seed, eos=self.eos_string
        )
        whole = sum(len(context) + len(told) for _, context, told in requests)
        self._sent.append(Sent(inputs, tuple(begins), _rest(body), whole - sum(map(len, inputs))))
        return [(0.0, False)] * len(requests)


@lru_cache(maxsize=1)
def tokens_of(tokenizer: str | None, max_length: int) -> Tokens:
    """lm-eval's model with this tokenizer, read once for all tasks of a run.

    Raises:
        UsageError: where the folder holds no tokenizer.
    """
    return Tokens(tokenizer, max_length)


def _rest(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in ("model", "prompt")}
