"""The READMEs taken apart: code blocks, commands, tables, links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_PATH_OF_FILE = re.compile(r"[\w./-]+\.(?:yaml|yml|jsonl)")
_COMMAND = re.compile(r"(?:make|python3?|pip|govllm) \S")
_FLAG = re.compile(r"-{1,2}[a-z-]+ \S+")
_VARIABLE = re.compile(r"[A-Z_]+=\S+")


@dataclass(frozen=True)
class Block:
    """A fenced block of code.

    Attributes:
        language: the word after the fence.
        body: its lines, the last newline included.
        file: the file it is to be written to: the last one that the text before it names.
    """

    language: str
    body: str
    file: str | None


@dataclass(frozen=True)
class Page:
    """A Markdown page of the repository; `name` is its path from the root."""

    name: str

    @property
    def path(self) -> Path:
        return ROOT / self.name

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def prose(self) -> str:
        """The page without its blocks of code."""
        return _FENCE.sub("", self.text)

    @property
    def spans(self) -> list[str]:
        """Every piece of code in the prose."""
        return _SPAN.findall(self.prose)

    @cached_property
    def blocks(self) -> list[Block]:
        found = []
        for match in _FENCE.finditer(self.text):
            paragraph = self.text[: match.start()].rstrip().rpartition("\n\n")[2]
            named = [s for s in _SPAN.findall(paragraph) if _PATH_OF_FILE.fullmatch(s)]
            found.append(Block(match[1], match[2], named[-1] if named else None))
        return found

    @property
    def files(self) -> dict[str, str]:
        """The files that the page tells its reader to write, by path."""
        return {b.file: b.body for b in self.blocks if b.language != "sh" and b.file}

    @property
    def commands(self) -> list[str]:
        """Every command, in blocks and in prose, without its comment. A flag with its value, or a
        Makefile variable, that is named alone stands for the evaluation with it."""
        lines = "".join(b.body for b in self.blocks if b.language == "sh").replace("\\\n", " ")
        in_blocks = [line.partition(" #")[0].strip() for line in lines.splitlines()]
        in_prose = [s for s in self.spans if _COMMAND.match(s)]
        variables = [f"make eval {s}" for s in self.spans if _VARIABLE.fullmatch(s)]
        flags = [f"python -m govllm.eval {s}" for s in self.spans if _FLAG.fullmatch(s)]
        return [c for c in (*in_blocks, *in_prose, *variables, *flags) if c]

    @property
    def links(self) -> list[str]:
        """Targets of links and pictures that lie in the repository, without their anchors."""
        found = (target.partition("#")[0] for target in _LINK.findall(self.prose))
        return [t for t in found if t and "://" not in t]

    @property
    def headings(self) -> list[str]:
        """The marks of the headings, in order."""
        return re.findall(r"^(#+) ", self.prose, re.MULTILINE)

    @property
    def tables(self) -> list[list[list[str]]]:
        """Every table as rows of cells, its heading first and without the rule under it."""
        tables: list[list[list[str]]] = []
        above = ""
        for line in self.prose.splitlines():
            if line.startswith("|"):
                if not above.startswith("|"):
                    tables.append([])
                if not re.fullmatch(r"[|:\s-]+", line):
                    tables[-1].append([c.strip() for c in line.strip("|").split("|")])
            above = line
        return tables


ENGLISH = Page("README.md")
CHINESE = Page("README.zh.md")
READMES = (ENGLISH, CHINESE)
