"""Changes to a question that must not change its answer.

A task names the inputs whose words may be changed (`perturb:` in task.yaml). Numbers, dates, names
in brackets and everything else that could carry the answer stay as they are but for their width.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from govllm import canonical
from govllm.domain import Bilingual, Sample, Task
from govllm.tasks.items import ItemFile

# A task and its perturbed twin are told apart by what follows this sign.
MARK = "."
# Of a hundred places where a change could be made, so many are changed.
_SHARE = 30

# What speech recognition writes for what was said, and what a hurried hand types: the sound or the
# look stays, and no reader takes it for something else.
_HEARD = {
    "已经": "以经", "的话": "得话", "什么": "甚么", "再": "在", "做": "作", "那边": "哪边",
    "应该": "因该", "觉得": "觉的", "反映": "反应", "麻烦": "吗烦", "知道": "知到", "马上": "马尚",
    "时候": "是候", "问题": "文题", "情况": "请况", "需要": "需药", "他们": "她们", "现在": "现再",
}  # fmt: skip
_TYPED = {
    "的": "地", "得": "的", "了": "勒", "是": "事", "在": "再", "和": "合", "就": "旧",
    "有": "又", "请": "清", "为": "未", "以": "已", "对": "队", "上": "尚", "个": "各",
}  # fmt: skip
_FILLERS = ("嗯，", "那个，", "就是说，", "呃，", "这个嘛，")
_OPENINGS = ("您好，打扰了。", "喂，你好你好。", "（信号不太好）", "麻烦帮忙看一下：", "\n\n")
_ENDINGS = ("谢谢，辛苦了。", "就这些，再见。", "（完）", "以上，烦请处理。", "\n——发自手机")
# A sentence's end, after which a filler can stand.
_PAUSE = re.compile(r"(?<=[。！？；])(?=[^\s。！？；”』」）])")
# What stands beside a digit may be a part of a unit, and what stands within marks part of a name.
_KEPT = re.compile(r"[0-9０-９零一二三四五六七八九十百千万亿两]+.?|《[^》]*》|“[^”]*”|（[^）]*）")


@dataclass(frozen=True, slots=True)
class _Exchange:
    """What is written in the place of what.

    Attributes:
        table: words and what they become.
        words: finds them, of two at one place the longer.
    """

    table: Mapping[str, str]
    words: re.Pattern[str]


def _exchange(table: Mapping[str, str]) -> _Exchange:
    longest_first = sorted(table, key=len, reverse=True)
    return _Exchange(table, re.compile("|".join(map(re.escape, longest_first))))


_MISHEARD, _MISTYPED = _exchange(_HEARD), _exchange(_TYPED)


class Draws:
    """A row of numbers that depends on its seed alone, on every machine and version of Python."""

    def __init__(self, *seed: object) -> None:
        self._seed = repr(seed)
        self._count = 0

    def below(self, limit: int) -> int:
        """The next number under a limit."""
        self._count += 1
        digest = hashlib.blake2b(f"{self._seed}:{self._count}".encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big") % limit

    def of(self, choices: Sequence[str]) -> str:
        """The next choice."""
        return choices[self.below(len(choices))]


def _replaced(pattern: re.Pattern[str], change: Callable[[str], str], text: str) -> str:
    """A text with what is found in it changed, but for what stands in a part that is kept."""
    kept = [match.span() for match in _KEPT.finditer(text)]

    def changed(match: re.Match[str]) -> str:
        inside = any(start < match.end() and match.start() < end for start, end in kept)
        return match[0] if inside else change(match[0])

    return pattern.sub(changed, text)


def _exchanged(text: str, exchange: _Exchange, draws: Draws) -> str:
    def change(word: str) -> str:
        return word if draws.below(100) >= _SHARE else exchange.table[word]

    return _replaced(exchange.words, change, text)


def _asr(text: str, draws: Draws) -> str:
    heard = _exchanged(text, _MISHEARD, draws)
    return _replaced(_PAUSE, lambda _: draws.of(_FILLERS) if draws.below(2) else "", heard)


def _typos(text: str, draws: Draws) -> str:
    return _exchanged(text, _MISTYPED, draws)


def _fullwidth(text: str, draws: Draws) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def _noise(text: str, draws: Draws) -> str:
    return f"{draws.of(_OPENINGS)}{text}{draws.of(_ENDINGS)}"


def _order(value: Any, draws: Draws) -> Any:
    if not isinstance(value, list):
        return value
    places = sorted(range(len(value)), key=lambda _: draws.below(1 << 32))
    return [value[place] for place in places]


@dataclass(frozen=True, slots=True)
class Perturbation:
    """A change.

    Attributes:
        text: what becomes of a text; None where texts are left alone.
        title: for readers.
    """

    text: Callable[[str, Draws], str] | None
    title: Bilingual


PERTURBATIONS: Mapping[str, Perturbation] = MappingProxyType(
    {
        "asr": Perturbation(_asr, Bilingual("语音转写", "speech recognition")),
        "typos": Perturbation(_typos, Bilingual("错别字", "typing errors")),
        "fullwidth": Perturbation(_fullwidth, Bilingual("全角字符", "full-width characters")),
        "order": Perturbation(None, Bilingual("换序", "another order")),
        "noise": Perturbation(_noise, Bilingual("无关语句", "words beside the matter")),
    }
)


def twin_of(name: str) -> tuple[str, str] | None:
    """Of a twin's name the task that it is of, and the change; None for any other task's."""
    plain, mark, kind = name.rpartition(MARK)
    return (plain, kind) if mark and kind in PERTURBATIONS else None


def perturbed_input(task: Task, sample: Sample, kind: str, seed: int) -> dict[str, Any]:
    """A sample's input with the named parts changed."""
    draws = Draws(seed, task.id, sample.id, kind)
    given = dict(sample.input)
    for name in task.perturb:
        given[name] = _changed(given[name], PERTURBATIONS[kind], draws)
    return given


def _changed(value: Any, perturbation: Perturbation, draws: Draws) -> Any:
    if perturbation.text is None:
        return _order(value, draws)
    if isinstance(value, str):
        return perturbation.text(value, draws)
    return value


@dataclass(frozen=True, slots=True)
class PerturbedItems(ItemFile):
    """An eval set whose samples are read with a change.

    Attributes:
        task: the task that the samples are of; kind: of the change; seed: the plan's.
    """

    task: Task
    kind: str
    seed: int

    def read(self, ordinals: Sequence[int]) -> Iterator[Sample]:
        """The changed samples at these positions, in this order."""
        for sample in ItemFile.read(self, ordinals):
            yield replace(sample, input=perturbed_input(self.task, sample, self.kind, self.seed))


def perturbed(
    task: Task, items: ItemFile, ordinals: Sequence[int], kind: str, seed: int
) -> tuple[Task, PerturbedItems, array[int]] | None:
    """A task's twin over those of its samples that a change does anything to; None where it does
    nothing to any."""
    changed = array(
        "I",
        [
            ordinal
            for ordinal, sample in zip(ordinals, items.read(ordinals), strict=True)
            if perturbed_input(task, sample, kind, seed) != dict(sample.input)
        ],
    )
    if not changed:
        return None
    title = PERTURBATIONS[kind].title
    twin = replace(
        task,
        name=f"{task.name}{MARK}{kind}",
        title=Bilingual(f"{task.title.zh}（{title.zh}）", f"{task.title.en} ({title.en})"),
        digest=canonical.digest([task.digest, kind, seed]),
        baseline=None,
        slices=(),
    )
    held = (items.path, items.offsets, items.clusters, items.digest, items.stamp)
    return twin, PerturbedItems(*held, task, kind, seed), changed
