"""The scripted caller: takes a candidate's messages one after the other and says the next thing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from govllm.dialogue.questions import asked_for
from govllm.dialogue.script import Script

ASKS = "追问："
ANSWERS = "答复："

# The mark at the beginning of a line, whatever emphasis stands around it.
_MARKED = re.compile(r"^[\s>*#`\-•·]*(追问|答复)[\s*`]*[：:][\s*`]*(.*?)[\s*`]*$")

# silent: a message without a word, which ends the call.
Act = Literal["ask", "answer", "unclear", "silent"]


@dataclass(frozen=True, slots=True)
class Turn:
    """A candidate's message as the caller takes it.

    Attributes:
        words: of the question or the answer, without its mark.
        in_form: whether the message is one line with one mark and nothing else.
        asked: names of the slots that it asks for.
        stray: whether it asks for anything that is no slot.
    """

    act: Act
    words: str = ""
    in_form: bool = False
    asked: tuple[str, ...] = ()
    stray: bool = False


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation so far.

    Attributes:
        turns: the candidate's messages.
        replies: what the caller said to each; none to the last one where that ended it.
        over: whether there is nothing more to be said: an answer was given, the candidate fell
            silent, or it has had all its turns.
    """

    turns: tuple[Turn, ...]
    replies: tuple[str, ...]
    over: bool

    @property
    def answer(self) -> str | None:
        """The final answer; None where there is none."""
        last = self.turns[-1] if self.turns else None
        return last.words if last is not None and last.act == "answer" else None


def talk(script: Script, said: Sequence[str], max_turns: int) -> Talk:
    """The conversation in which a candidate has said these messages.

    Messages after its end are not looked at.
    """
    turns: list[Turn] = []
    replies: list[str] = []
    times: Counter[str] = Counter()
    for message in said:
        turn = heard(script, message, {name for former in turns for name in former.asked})
        turns.append(turn)
        if turn.act in ("answer", "silent") or len(turns) == max_turns:
            return Talk(tuple(turns), tuple(replies), True)
        replies.append(_reply(script, turn, times))
    return Talk(tuple(turns), tuple(replies), False)


def heard(script: Script, message: str, known: Collection[str] = ()) -> Turn:
    """A message as the caller takes it. One that both asks and answers does neither.

    Args:
        known: slots that were asked for before.
    """
    lines = [line for line in message.splitlines() if line.strip()]
    if not lines:
        return Turn("silent")
    marks = [(at, found) for at, line in enumerate(lines) if (found := _MARKED.match(line))]
    kinds = {found[1] for _, found in marks}
    if len(kinds) != 1:
        return Turn("unclear")
    at, found = marks[0]
    in_form = len(lines) == 1 and bool(found[2])
    if kinds == {"答复"}:
        # Several answers are none, and what stands on the next line belongs to a bare mark.
        words = found[2] or (lines[at + 1].strip() if at + 1 < len(lines) else "")
        return Turn("answer", words if len(marks) == 1 else "", in_form)
    words = "\n".join([found[2], *(_unmarked(line) for line in lines[at + 1 :])]).strip()
    asked, stray = asked_for(script.slots, words, known)
    return Turn("ask", words, in_form, asked, stray)


def _unmarked(line: str) -> str:
    found = _MARKED.match(line)
    return found[2] if found else line


def _reply(script: Script, turn: Turn, times: Counter[str]) -> str:
    told = [slot.reply for slot in script.slots if slot.name in turn.asked]
    if turn.act == "unclear":
        told.append(_next(script.unclear, times, "unclear"))
    elif turn.stray or not told:
        told.append(_next(script.unknown, times, "unknown"))
    return "".join(told)


def _next(texts: Sequence[str], times: Counter[str], name: str) -> str:
    times[name] += 1
    return texts[(times[name] - 1) % len(texts)]
