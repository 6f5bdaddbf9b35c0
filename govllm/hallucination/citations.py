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
_COUNT = "[0-9零〇一二两三四五六七八九十百]{1,6}"
_ARTICLE = re.compile(rf"第(?P<number>{_COUNT})条")
# Parts of notices, guides and tables: 四、, 第四项, 二、（一）, 表一.
_PART = re.compile(
    rf"(?:第?(?P<number>{_COUNT})(?:、|项|部分|点)(?:第?[（(](?P<below>{_COUNT})[）)]项?)?"
    rf"|表(?P<table>{_COUNT}))"
)
# So near behind a document's name they are parts of it; elsewhere 第二项 is anything.
_BEHIND = 2
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
class Citation:
    """A citation at its place in an answer.

    Attributes:
        document: the number of the document cited, "" where there is none such.
        article: the article's key (see `article_key`), "" where the document itself is cited.
        fault: what is wrong with it, "" where it holds.
    """

    start: int
    end: int
    words: str
    document: str
    article: str
    fault: str


class Shelf:
    """Documents to look citations up in."""

    def __init__(self, documents: Sequence[Cited]) -> None:
        numbers = [match for d in documents if (match := _NUMBER.fullmatch(d.number))]
        self._series = sorted({match["series"] for match in numbers}, key=len, reverse=True)
        self._initials = {series[0] for series in self._series}
        self._by_number = {self.key(document.number): document for document in documents}
        self._titles = [(compact(document.title), document) for document in documents]

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

    def by_title(self, title: str) -> list[Cited]:
        """The documents of a title, signs aside; the city's name may be left out. Versions of one
        document share it."""
        words = compact(title)
        same = [document for known, document in self._titles if known == words]
        return same or [document for known, document in self._titles if known.endswith(words)]


def article_key(number: str) -> str:
    """第12条 and 第十二条 are one, and so are 四、 and 第四项 of a notice."""
    if found := _ARTICLE.search(number):
        return _figure(found["number"])
    found = _PART.search(number)
    if found is None:
        return compact(number)
    if found["table"]:
        return f"表{_figure(found['table'])}"
    below = f"({_figure(found['below'])})" if found["below"] else ""
    return _figure(found["number"]) + below


def _figure(words: str) -> str:
    value = chinese_number(words)
    return str(int(float(words) if value is None else value))


def citations_in(answer: str, shelf: Shelf) -> list[Citation]:
    """The citations of an answer, in order."""
    return sorted(_citations(answer, shelf))


def wrong_citations(answer: str, shelf: Shelf) -> list[Citation]:
    """The citations of an answer that do not hold, in order."""
    return [citation for citation in citations_in(answer, shelf) if citation.fault]


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
    # Behind 第三条, 第一项 is a part of it.
    documents = [mention for mention in found if mention.kind != "article"]
    ends = {mention.end + gap for mention in documents for gap in range(_BEHIND + 1)}
    taken = {mention.start for mention in found}
    for match in _PART.finditer(answer):
        if match.start() in ends and match.start() not in taken:
            found.append(_Mention(*match.span(), "article", match[0]))
            ends |= {match.end() + gap for gap in range(_BEHIND + 1)}
    return sorted(found, key=lambda mention: mention.start)


def _citations(answer: str, shelf: Shelf) -> Iterator[Citation]:
    last: list[Cited] = []
    titled: _Mention | None = None
    mentions = _mentions(answer, shelf)
    for at, mention in enumerate(mentions):
        fault: Fault | None = None
        article = ""
        if mention.kind == "article":
            article = article_key(mention.words)
            if last:
                claim = _claim(answer, mentions, at)
                fault, last = _read(claim, mention, last)
        elif mention.kind == "title":
            last, titled = shelf.by_title(mention.words), mention
            fault = None if last else Fault.NO_DOCUMENT
        else:
            found = shelf.by_number(mention.words)
            beside = titled is not None and mention.start - titled.end <= 1
            if found is None:
                fault = Fault.NO_DOCUMENT
            elif beside and last and found not in last:
                fault = Fault.OTHER_TITLE
            last, titled = [found] if found else [], None
        yield Citation(
            mention.start,
            mention.end,
            answer[mention.start : mention.end],
            last[0].number if last else "",
            article,
            fault.value if fault else "",
        )


def _read(claim: str, mention: _Mention, versions: list[Cited]) -> tuple[Fault | None, list[Cited]]:
    """The fault of an article in that of some versions of a document which has the least, and
    that version first."""
    faults = [_article_fault(claim, mention, document) for document in versions]
    best = next((at for at, fault in enumerate(faults) if fault is None), 0)
    return faults[best], [versions[best], *versions[:best], *versions[best + 1 :]]


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
