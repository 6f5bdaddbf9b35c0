"""Patterns of many words find what the words alone would."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from govllm.wordlists import last_of

_WORDS = st.sets(st.text("甲乙丙]-^", min_size=1, max_size=3), min_size=1, max_size=6)


@given(words=_WORDS, text=st.text("甲乙丙丁]-^", max_size=30))
def test_the_last_characters_of_words(words: set[str], text: str) -> None:
    ends = [at for at in range(1, len(text) + 1) if text[:at].endswith(tuple(words))]
    assert [match.end() for match in re.finditer(last_of(words), text)] == ends


def test_others_stand_beside_the_words() -> None:
    pattern = re.compile(last_of(["公司", "厂"], "中(?<=[一二三].)(?!心)"))
    found = [match.span() for match in pattern.finditer("某公司和厂在三中，三中心，中公")]
    assert found == [(2, 3), (4, 5), (7, 8)]
