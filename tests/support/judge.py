"""A scripted judge: reads ragas' prompts as we write them, and errs at a known rate."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from govllm.hallucination.numbers import unsupported_numbers

_SENTENCE = re.compile(r"[^。！？；;\n]+")


@dataclass(frozen=True)
class ScriptedJudge(Mapping[str, str]):
    """What a judge answers to a prompt.

    A statement holds where its numbers stand in the context.

    Attributes:
        truth: whether a statement holds, where that is known.
        wrong_of_100: so many verdicts of a hundred are turned round, by the statement's digest.
        garbled: prompts that hold this text are answered with no JSON.
    """

    truth: Mapping[str, bool] | None = None
    wrong_of_100: int = 0
    garbled: str = "\0"

    def __getitem__(self, prompt: str) -> str:
        if self.garbled in prompt:
            return "我认为大体属实。"
        given = json.loads(prompt.rpartition("输入：")[2].removesuffix("\n输出："))
        told = json.dumps(self._told(given, prompt), ensure_ascii=False)
        return f"好的，判断如下：\n```json\n{told}\n```"

    def get(self, prompt: str, default: Any = None) -> Any:
        return self[prompt]

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def _told(self, given: Mapping[str, Any], prompt: str) -> dict[str, Any]:
        if "statements" in given:
            rows = [
                {"statement": s, "reason": "数字相符与否", "verdict": self._verdict(s, given)}
                for s in given["statements"]
            ]
            return {"statements": rows}
        if "classifications" in prompt:
            return {
                "classifications": [
                    {"statement": s, "reason": "", "attributed": self._holds(s, given["context"])}
                    for s in _sentences(given["answer"])
                ]
            }
        if "context" in given:
            return {"reason": "", "verdict": self._holds(given["answer"], given["context"])}
        if "atomicity" in given:
            return {"claims": _sentences(given["response"])}
        if "response" in given:
            return {"question": given["response"], "noncommittal": 0}
        return {"statements": _sentences(given.get("answer", given.get("text", "")))}

    def _verdict(self, statement: str, given: Mapping[str, Any]) -> int:
        known = None if self.truth is None else self.truth.get(statement)
        holds = self._holds(statement, given["context"]) if known is None else int(known)
        return 1 - holds if self.turns(statement) else holds

    def turns(self, statement: str) -> bool:
        """Whether the verdict on a statement is turned round."""
        return zlib.crc32(statement.encode()) % 100 < self.wrong_of_100

    @staticmethod
    def _holds(statement: str, context: str) -> int:
        return int(not unsupported_numbers(statement, [context]))


def _sentences(text: str) -> list[str]:
    return [match[0].removeprefix("答案：").strip() for match in _SENTENCE.finditer(text)]
