"""A task of lm-eval in a plan: what it asks, and what its answers come to."""

from __future__ import annotations

import hashlib
import itertools
import json
import random
from array import array
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from govllm.capability.apart import apart
from govllm.capability.describe import described
from govllm.capability.library import Loaded
from govllm.capability.metrics import has_ends, spec_of
from govllm.capability.names import is_foreign
from govllm.capability.results import PART, Asked, Document, Reader, Results, bounded
from govllm.config.schema import LmEvalSettings
from govllm.domain import Answer, Sample, Task
from govllm.errors import GovllmError, UsageError
from govllm.tasks.requests import Request

_form = msgspec.json.Encoder(order="sorted").encode

# Requests that are put into tokens at once: few, since the client waits meanwhile.
_AT_ONCE = 32

# Messages, and whether an answer is to begin, to a prompt.
Template = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Asking:
    """How lm-eval's tasks are asked in a run.

    Attributes:
        settings: as configured.
        tokenizer: folder of the candidate's tokenizer, None where it is not at hand.
        max_length: tokens of a prompt and its answer.
        limit, seed: which documents are asked.
        to_ask: whether a candidate will be asked, or only what one answered is scored.
    """

    settings: LmEvalSettings
    tokenizer: str | None
    max_length: int
    limit: int | None
    seed: int
    to_ask: bool = True


@dataclass(frozen=True, slots=True)
class Documents:
    """The planned documents of a task as samples, read like a file of items.

    Attributes:
        total: how many the task has in all; of these the planned ones by position.
    """

    total: int
    planned: Mapping[int, Sample]

    def __len__(self) -> int:
        return self.total

    @property
    def clusters(self) -> int:
        return self.total

    def read(self, ordinals: Sequence[int]) -> Iterator[Sample]:
        """The samples at these positions, in this order."""
        return (self.planned[ordinal] for ordinal in ordinals)


class LmEvalTask:
    """A task or group of lm-eval, planned.

    Attributes:
        task: what the rest of the house knows of it.
        documents: its samples; `ordinals`: the positions of the planned ones.
        record: what the plan seals beside a task's own record.
    """

    def __init__(self, loaded: Loaded, asking: Asking) -> None:
        self._loaded = loaded
        self._asking = asking
        self._chosen = {
            leaf: _chosen(f"{asking.seed}:{loaded.name}:{leaf}", len(task.eval_docs), asking.limit)
            for leaf, task in loaded.leaves.items()
        }
        self._tokens = _tokens(asking)
        through = asking.settings.chat_template and self._tokens is not None
        template = self._tokens.apply_chat_template if through else None
        asked, evaluated = self._evaluated({}, 0, template, scoring=False)
        self._places: dict[Document, list[Any]] = {}
        for place in asked:
            self._places.setdefault((place.task, place.document), []).append(place)
        self._arguments = asked
        self._metrics = list(_metrics(loaded, evaluated["results"]))
        if not self._metrics:
            raise UsageError(f"{loaded.name}: lm-eval takes no figure of it")
        if asking.to_ask:
            self._check_tokenizer()
        self._samples = self._named()
        self.documents = self._as_documents()
        self.ordinals = array("I", self.documents.planned)
        digest, number = hashlib.sha256(), 0
        for place in self._in_order():
            digest.update(_form([place.kind, json.loads(_json(asked[place]))]))
            number += 1
        self.record: Mapping[str, Any] = {
            "tasks": [_leaf_record(loaded, leaf, self._chosen[leaf]) for leaf in loaded.leaves],
            "requests": number,
            "requests_sha256": digest.hexdigest(),
        }
        self.task: Task = described(
            loaded,
            [each.spec for each in bounded(self._metrics)],
            _repeats(self._places.values()),
            asking.settings.chat_template,
        )
        self._last: tuple[str, Results] | None = None

    def _evaluated(
        self, told: Mapping[Any, Any], iterations: int, template: Template | None, *, scoring: bool
    ) -> tuple[dict[Any, tuple[Any, ...]], dict[str, Any]]:
        """What lm-eval asks, and what it makes of these answers.

        Args:
            scoring: whether a candidate has been asked, and said what is told.

        Raises:
            UsageError: where lm-eval's code fails before anything is asked.
            GovllmError: where it fails on the answers.
        """
        from lm_eval.evaluator import evaluate

        from govllm.capability.apart import SEEDS
        from govllm.capability.model import Played

        model = Played(told, template)
        partial = any(
            len(chosen) < len(self._loaded.leaves[leaf].eval_docs)
            for leaf, chosen in self._chosen.items()
        )
        with apart():
            for task in self._loaded.leaves.values():
                task.set_fewshot_seed(seed=SEEDS["fewshot"])
            try:
                found = evaluate(
                    lm=model,
                    task_dict={"tasks": self._loaded.leaves, "groups": self._loaded.groups},
                    samples=self._chosen if partial else None,
                    bootstrap_iters=iterations,
                    apply_chat_template=template is not None,
                    fewshot_as_multiturn=True,
                )
            # A task is other people's code, and fails in its own way.
            except Exception as error:  # noqa: BLE001
                fault = f"{self._loaded.name}: lm-eval fails ({type(error).__name__}: {error})"
                if scoring:
                    raise GovllmError(fault, "what was answered is kept") from None
                raise UsageError(fault, "leave the task out, or mend it") from None
        return model.asked, found

    def _check_tokenizer(self) -> None:
        by_text = all(place.kind == "generate_until" for place in self._arguments)
        if self._asking.tokenizer is None and not by_text:
            raise UsageError(
                f"{self._loaded.name} asks for log-probabilities, and the candidate's tokenizer is "
                "not at hand",
                "name the folder that holds it: lm_eval.tokenizer=DIR",
            )

    def _named(self) -> dict[Document, str]:
        """Sample ids by document, unique in the task."""
        found: dict[Document, str] = {}
        for leaf, position in self._places:
            ordinal = self._chosen[leaf][position]
            own = self._loaded.leaves[leaf].eval_docs[ordinal].get("id") if self._local else None
            among = f"{leaf}/{ordinal}" if self._loaded.group else str(ordinal)
            found[leaf, position] = own if isinstance(own, str) else among
        if len(set(found.values())) < len(found):
            raise UsageError(f"{self._loaded.name}: two items have the same id")
        return found

    @property
    def _local(self) -> bool:
        return not is_foreign(self._loaded.name)

    def _as_documents(self) -> Documents:
        planned: dict[int, Sample] = {}
        before: dict[str, int] = {}
        total = 0
        for leaf, task in self._loaded.leaves.items():
            before[leaf] = total
            total += len(task.eval_docs)
        for (leaf, position), places in self._places.items():
            name = self._samples[leaf, position]
            planned[before[leaf] + self._chosen[leaf][position]] = Sample(
                id=name,
                cluster=name,
                input={},
                target=None,
                slices={PART: leaf} if self._loaded.group else {},
                choices=tuple(str(self._arguments[place][-1]) for place in places),
            )
        return Documents(total, dict(sorted(planned.items())))

    def _in_order(self) -> Iterator[Any]:
        """Every request's place, in the order of samples and parts."""
        documents = {name: document for document, name in self._samples.items()}
        for sample in self.documents.read(self.ordinals):
            yield from self._places[documents[sample.id]]

    def requests(self, identity: str) -> Iterator[Request]:
        """Every request, put into tokens as it is drawn.

        Args:
            identity: digest of the candidate, its engine and the flags that change answers.
        """
        if self._tokens is None:
            raise ValueError(f"{self.task.id} was opened to be scored, not to be asked")
        parts: dict[str, int] = {}
        left = self._in_order()
        while places := list(itertools.islice(left, _AT_ONCE)):
            all_sent = self._tokens.sent([(each.kind, self._arguments[each]) for each in places])
            for place, sent in zip(places, all_sent, strict=True):
                sample = self._samples[place.task, place.document]
                part = parts[sample] = parts.get(sample, -1) + 1
                yield self._request(identity, place, sent, sample, part)

    def _request(self, identity: str, place: Any, sent: Any, sample: str, part: int) -> Request:
        counts = {
            "candidate": identity,
            "endpoint": place.kind,
            "prompt": sent.prompt,
            "begins": sent.begins,
            "sampling": sent.sampling,
            "repeat": place.repeat,
        }
        return Request(
            self.task.id,
            sample,
            0,
            part,
            "completion" if place.kind == "generate_until" else "token_likelihood",
            _messages(place.kind, self._arguments[place]),
            sent.sampling,
            hashlib.sha256(_form(counts)).hexdigest(),
            sent.prompt,
            sent.begins,
            sent.left_out,
        )

    def results(self, told: Mapping[str, Sequence[Answer] | None], mark: str) -> Results:
        """What the answers come to.

        Args:
            told: the answers of every planned sample by its id, None where one is missing.
            mark: stands for these answers: the same are not worked out twice.

        Raises:
            GovllmError: where lm-eval's code fails on an answer.
            ValueError: where an answer lacks a log-probability that was asked for.
        """
        if self._last is not None and self._last[0] == mark:
            return self._last[1]
        answers: dict[Any, Any] = {}
        errored = set()
        for document, places in self._places.items():
            given = told[self._samples[document]]
            if given is None:
                errored.add(document)
            else:
                answers |= {p: _answer(p.kind, a) for p, a in zip(places, given, strict=True)}
        iterations = self._asking.settings.bootstrap_iters
        # The template changes what is asked, and nothing in what is made of the answers.
        _, evaluated = self._evaluated(answers, 0 if errored else iterations, None, scoring=True)
        reader = Reader(
            self.task.id, self._loaded, self._samples, self._metrics, frozenset(errored)
        )
        self._last = (mark, reader.read(evaluated))
        return self._last[1]


def _repeats(documents: Collection[Sequence[Any]]) -> int | None:
    """How often each document is asked for an answer in words, None where for anything else."""
    counts = {len(places) for places in documents}
    kinds = {place.kind for places in documents for place in places}
    return counts.pop() if kinds == {"generate_until"} and len(counts) == 1 else None


def _chosen(seed: str, total: int, limit: int | None) -> list[int]:
    order = list(range(total))
    if limit is not None and limit < total:
        random.Random(seed).shuffle(order)  # noqa: S311
        order = sorted(order[:limit])
    return order


def _tokens(asking: Asking) -> Any:
    """Read before anything is asked: what is no tokenizer must not stop a run half-way."""
    if not asking.to_ask:
        return None
    if asking.settings.chat_template and asking.tokenizer is None:
        raise UsageError(
            "lm_eval.chat_template: the candidate's tokenizer is not at hand",
            "name the folder that holds it: lm_eval.tokenizer=DIR",
        )
    from govllm.capability.tokens import tokens_of

    return tokens_of(asking.tokenizer, asking.max_length)


def _metrics(loaded: Loaded, results: Mapping[str, Mapping[str, Any]]) -> Iterator[Asked]:
    from lm_eval.api.metrics import mean, stderr_for_metric

    found = results[loaded.own_name]
    for key, value in found.items():
        metric, comma, filter_ = key.rpartition(",")
        told = isinstance(value, (int, float)) and not isinstance(value, bool)
        base = metric.removesuffix("_stderr")
        if not comma or not told or (base != metric and f"{base},{filter_}" in found):
            continue
        tasks = loaded.leaves.values()
        sums = [task.aggregation().get(metric, mean) for task in tasks]
        higher = all(task.higher_is_better().get(metric, True) for task in tasks)
        by_mean = all(each is mean for each in sums) and _by_size(loaded, metric)
        spec = spec_of(metric, filter_, higher, by_mean)
        known = all(stderr_for_metric(each, 1) is not None for each in sums)
        yield Asked(spec, metric, filter_, known or has_ends(spec))


def _by_size(loaded: Loaded, metric: str) -> bool:
    """Whether a group's figure is the mean over all of its samples."""
    if loaded.group is None:
        return True
    return all(
        each.weight_by_size for each in loaded.group.aggregate_metric_list if each.metric == metric
    )


def _leaf_record(loaded: Loaded, leaf: str, chosen: Sequence[int]) -> dict[str, Any]:
    task = loaded.leaves[leaf]
    total = len(task.eval_docs)
    return {
        "name": leaf,
        "version": str(task.VERSION),
        "output_type": str(task.OUTPUT_TYPE),
        "num_fewshot": task.get_config("num_fewshot"),
        "documents": total,
        # As `lm-eval run --samples` takes them.
        "samples": None if len(chosen) == total else list(chosen),
    }


def _json(arguments: tuple[Any, ...]) -> str:
    return json.dumps(arguments, default=str, ensure_ascii=False)


def _messages(kind: str, arguments: tuple[Any, ...]) -> tuple[dict[str, str], ...]:
    """A request for readers: what stands before, and what is told."""
    if kind == "generate_until":
        return ({"role": "user", "content": arguments[0]},)
    told = {"role": "assistant", "content": arguments[-1]}
    return (told,) if kind == "loglikelihood_rolling" else (_user(arguments[0]), told)


def _user(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


def _answer(kind: str, answer: Answer) -> Any:
    if kind == "generate_until":
        return answer.text
    if answer.logprob is None:
        raise ValueError("an answer without log-probability")
    if kind == "loglikelihood_rolling":
        return answer.logprob
    if answer.greedy is None:
        raise ValueError("an answer that does not say whether its tokens were the likeliest")
    return answer.logprob, answer.greedy
