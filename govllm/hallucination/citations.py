"""Documents and articles that an answer cites: whether they exist, and say what is claimed.

A document is cited by its number (云民发〔2026〕7号) or its title (《高龄津贴发放办法》); an
article (第三条) belongs to the document cited last before it, in the same answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from govllm.hallucination.numbers import unsupported_numbers
from govllm.numerals import chinese_number

_NUMBER = re.compile(
    r"(?P<series>[\u4e00-\u9fff]{2,8}?)[〔\[【(（](?P<year>[0-9]{4})[〕\]】)）]第?(?P<number>[0-9]{1,4})号"
)
_TITLE = re.compile(r"《(?P<title>[^《》]{2,60})》")
_ARTICLE = re.compile(r"第(?P<number>[0-9零〇一二两三四五六七八九十百]{1,6})条")
_SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?\n]?")
# What people put before a series of numbers and is none of it.
_LEADING = re.compile(
    r"^.*(?:根据|依据|依照|按照|参照|文件|通知|以及|和|与|及|的|见|由|是|为)(?=[\u4e00-\u9fff]{2})"
)
_DROPPED = re.compile(r"[\s\W_]+")


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
        self._by_number = {plain_number(document.number): document for document in documents}
        self._by_title = {_plain(document.title): document for document in documents}

    def by_number(self, number: str) -> Cited | None:
        """The document of a number, brackets and a 第 aside."""
        return self._by_number.get(plain_number(number))

    def by_title(self, title: str) -> Cited | None:
        """The document of a title, signs aside; the city's name may be left out."""
        plain = _plain(title)
        return self._by_title.get(plain) or next(
            (document for known, document in self._by_title.items() if known.endswith(plain)), None
        )


def plain_number(number: str) -> str:
    """A document's number without its brackets: 云民发2026-7."""
    found = _NUMBER.search(number)
    if found is None:
        return _plain(number)
    series = _LEADING.sub("", found["series"])
    return f"{series}{found['year']}-{int(found['number'])}"


def article_key(number: str) -> str:
    """第12条 and 第十二条 are one."""
    found = _ARTICLE.search(number)
    if found is None:
        return _plain(number)
    value = chinese_number(found["number"])
    return str(int(float(found["number"]) if value is None else value))


def _plain(text: str) -> str:
    return _DROPPED.sub("", text)


def wrong_citations(answer: str, shelf: Shelf) -> list[WrongCitation]:
    """The citations of an answer that do not hold, in order."""
    return sorted(_wrong(answer, shelf))


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    end: int
    kind: str
    words: str


def _mentions(answer: str) -> list[_Mention]:
    found = [
        _Mention(match.start("title") - 1, match.end(), "title", match["title"])
        for match in _TITLE.finditer(answer)
    ]
    found += [_Mention(*match.span(), "number", match[0]) for match in _NUMBER.finditer(answer)]
    found += [_Mention(*match.span(), "article", match[0]) for match in _ARTICLE.finditer(answer)]
    return sorted(found, key=lambda mention: mention.start)


def _wrong(answer: str, shelf: Shelf) -> Iterator[WrongCitation]:
    last: Cited | None = None
    titled: _Mention | None = None
    for mention in _mentions(answer):
        fault: Fault | None = None
        if mention.kind == "article":
            fault = _article_fault(answer, mention, last) if last is not None else None
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


def _article_fault(answer: str, mention: _Mention, document: Cited) -> Fault | None:
    texts = {article_key(number): text for number, text in document.articles.items()}
    text = texts.get(article_key(mention.words))
    if text is None:
        return Fault.NO_ARTICLE
    claim = _claim(answer, mention)
    # Numbers of documents and articles are no quantities; what the sentence counts must be there.
    return Fault.SAYS_OTHERWISE if unsupported_numbers(claim, [text]) else None


def _claim(answer: str, mention: _Mention) -> str:
    """The sentence of a citation from the article on, up to the next one cited."""
    sentence = _SENTENCE.match(answer, mention.end)
    claim = sentence[0] if sentence else ""
    following = _ARTICLE.search(claim)
    return claim[: following.start()] if following else claim
