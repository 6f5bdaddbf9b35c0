"""Which format a file has, by its ending."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from govllm.errors import UsageError
from govllm.privacy.bureau.formats.cell import Source
from govllm.privacy.bureau.formats.json_values import walk_json, walk_json_lines
from govllm.privacy.bureau.formats.table import walk_table
from govllm.privacy.bureau.formats.text import TextSource, Walk, walk_lines

_WALKS: Mapping[str, Walk] = {
    **dict.fromkeys((".txt", ".md", ".log"), walk_lines),
    **dict.fromkeys((".csv", ".tsv"), walk_table),
    ".jsonl": walk_json_lines,
    ".json": walk_json,
}


def _xlsx(path: Path) -> Source:
    # Imported where it is needed: it takes a second, and most files are none.
    from govllm.privacy.bureau.formats.xlsx import XlsxSource

    return XlsxSource(path)


def _docx(path: Path) -> Source:
    from govllm.privacy.bureau.formats.docx import DocxSource

    return DocxSource(path)


_OFFICE: Mapping[str, Callable[[Path], Source]] = {".xlsx": _xlsx, ".docx": _docx}

# What bureaus have, that is told to be saved in another format.
_OTHERS: Mapping[str, str] = {
    **dict.fromkeys((".xls", ".xlsb", ".xlt", ".xltx", ".et", ".ett", ".ods"), ".xlsx"),
    **dict.fromkeys((".doc", ".dot", ".dotx", ".wps", ".wpt", ".odt", ".rtf"), ".docx"),
}
_WITH_MACROS: Mapping[str, str] = {
    **dict.fromkeys((".xlsm", ".xltm"), ".xlsx"),
    **dict.fromkeys((".docm", ".dotm"), ".docx"),
}

READ = (*_WALKS, *_OFFICE)
# In a folder these are not passed over: they hold what was to be looked for.
NAMED = frozenset([*READ, *_OTHERS, *_WITH_MACROS])


def open_source(path: Path) -> Source:
    """Open a file.

    Raises:
        UsageError: for one that is not to be read, with the mend.
        OSError: where the machine cannot read it.
    """
    ending = path.suffix.lower()
    if ending in _WALKS:
        return TextSource(path, _WALKS[ending])
    if ending in _OFFICE:
        return _OFFICE[ending](path)
    if ending in _WITH_MACROS:
        raise UsageError(
            f"{path} can hold macros, which cannot be looked into",
            f"save it without them as {_WITH_MACROS[ending]}",
        )
    better = _OTHERS.get(ending)
    raise UsageError(
        f"{path}: {ending or 'a file without an ending'} is not a format that is read",
        f"save it as {better}" if better else f"save it as one of {', '.join(READ)}",
    )
