"""Documents and articles that an answer cites: whether they exist, and say what is claimed.

A document is cited by its number (云民发〔2026〕7号) or its title (《高龄津贴发放办法》); an
article (第三条) belongs to the document cited last before it, in the same answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from govllm.characters import compact
from govllm.hallucination.numbers import unsupported_numbers
from govllm.hallucination.quantities import quantities_in
from govllm.numerals import chinese_number

_NUMBER = re.compile(
    r"(?P<series>[\u4e00-\u9fff]{2,12})[〔\[【(（](?P<year>[0-9]{4})[〕\]】)）]第?(?P<number>[0-9]{1,4})号"
)
_TITLE = re.compile(r"《(?P<title>[^《》]{2,60})》")
_ARTICLE = re.compile(r"第(?P<number>[0-9零〇一二两三四五六七八九十百]{1,6})条")
_SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?\n]?")
# Where a sentence turns to something else.
_TURN = re.compile(r"[，；;]?(?:而(?!且)|但是?|不过|另外|同时|此外|；|;)")
_BREAK = re.compile(r"[。！？!?\n；;]")


@dataclass(frozen=True, slots=True)
class Cited:
    """A document as it may be cited.

    Attributes:
        articles: their texts by number.
    """

    number: str
    title: str
    articles: Mapping[str, str]


class Fault(Enum):
    """What is wrong with a citation."""

    NO_DOCUMENT = "no such document"
    NO_ARTICLE = "no such article"
    OTHER_TITLE = "the number is another document's"
    SAYS_OTHERWISE = "the article does not say so"


@dataclass(frozen=True, slots=True, order=True)
class WrongCitation:
    """A citation that does not hold, at its place in the answer."""

    start: int
    end: int
    words: str
    fault: str


class Shelf:
    """Documents to look citations up in."""

    def __init__(self, documents: Sequence[Cited]) -> None:
        numbers = [match for d in documents if (match := _NUMBER.fullmatch(d.number))]
        self._series = sorted({match["series"] for match in numbers}, key=len, reverse=True)
        self._initials = {series[0] for series in self._series}
        self._by_number = {self.key(document.number): document for document in documents}
        self._by_title = {compact(document.title): document for document in documents}

    def series(self, words: str) -> str:
        """The series at the end of words before a year (根据云民发: 云民发): a known one, or what
        begins as one does."""
        for known in self._series:
            if words.endswith(known):
                return known
        start = max((words.rfind(initial) for initial in self._initials), default=-1)
        return words[start:] if start >= 0 else words

    def key(self, number: str) -> str:
        """A document's number without its brackets: 云民发2026-7."""
        found = _NUMBER.search(number)
        if found is None:
            return compact(number)
        return f"{self.series(found['series'])}{found['year']}-{int(found['number'])}"

    def by_number(self, number: str) -> Cited | None:
        """The document of a number, brackets and a 第 aside."""
        return self._by_number.get(self.key(number))

    def by_title(self, title: str) -> Cited | None:
        """The document of a title, signs aside; the city's name may be left out."""
        words = compact(title)
        return self._by_title.get(words) or next(
            (document for known, document in self._by_title.items() if known.endswith(words)), None
        )


def article_key(number: str) -> str:
    """第12条 and 第十二条 are one."""
    found = _ARTICLE.search(number)
    if found is None:
        return compact(number)
    value = chinese_number(found["number"])
    return str(int(float(found["number"]) if value is None else value))


def wrong_citations(answer: str, shelf: Shelf) -> list[WrongCitation]:
    """The citations of an answer that do not hold, in order."""
    return sorted(_wrong(answer, shelf))


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    end: int
    kind: str
    words: str


def _mentions(answer: str, shelf: Shelf) -> list[_Mention]:
    found = [
        _Mention(match.start("title") - 1, match.end(), "title", match["title"])
        for match in _TITLE.finditer(answer)
    ]
    for match in _NUMBER.finditer(answer):
        start = match.end("series") - len(shelf.series(match["series"]))
        found.append(_Mention(start, match.end(), "number", answer[start : match.end()]))
    found += [_Mention(*match.span(), "article", match[0]) for match in _ARTICLE.finditer(answer)]
    return sorted(found, key=lambda mention: mention.start)


def _wrong(answer: str, shelf: Shelf) -> Iterator[WrongCitation]:
    last: Cited | None = None
    titled: _Mention | None = None
    mentions = _mentions(answer, shelf)
    for at, mention in enumerate(mentions):
        fault: Fault | None = None
        if mention.kind == "article":
            if last is not None:
                fault = _article_fault(_claim(answer, mentions, at), mention, last)
        else:
            by_title = mention.kind == "title"
            found = shelf.by_title(mention.words) if by_title else shelf.by_number(mention.words)
            beside = titled is not None and mention.start - titled.end <= 1
            if found is None:
                fault = Fault.NO_DOCUMENT
            elif not by_title and beside and last is not None and found is not last:
                fault = Fault.OTHER_TITLE
            last = found
            titled = mention if by_title else None
        if fault is not None:
            words = answer[mention.start : mention.end]
            yield WrongCitation(mention.start, mention.end, words, fault.value)


def _article_fault(claim: str, mention: _Mention, document: Cited) -> Fault | None:
    texts = {article_key(number): text for number, text in document.articles.items()}
    text = texts.get(article_key(mention.words))
    if text is None:
        return Fault.NO_ARTICLE
    # Numbers of documents and articles are no quantities; what the sentence counts must be there.
    return Fault.SAYS_OTHERWISE if unsupported_numbers(claim, [text]) else None


def _claim(answer: str, mentions: Sequence[_Mention], at: int) -> str:
    """What is ascribed to an article: the sentence behind it up to the next citation or turn, or
    where that counts nothing the sentence before it, back to the last one."""
    mention = mentions[at]
    following = mentions[at + 1].start if at + 1 < len(mentions) else len(answer)
    sentence = _SENTENCE.match(answer, mention.end, following)
    behind = _TURN.split(sentence[0] if sentence else "", maxsplit=1)[0]
    if quantities_in(behind):
        return behind
    previous = max((m.end for m in mentions[:at] if m.kind == "article"), default=0)
    before = answer[previous : mention.start]
    return _BREAK.split(before)[-1]
