"""Documents of the corpus that a task's prompt shows, named in `task.yaml` by their files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from govllm.errors import DeclarationError
from govllm.tasks.sourcemap import line_of, read_yaml

_SHOWN = ("id", "title", "number")


def documents_of(
    files: tuple[str, ...], path: Path, node: yaml.Node | None
) -> dict[str, Mapping[str, Any]]:
    """What a prompt can show of each document, by id: `id`, `title`, `number`, and `articles`, a
    list of `number` and `text`.

    Args:
        files: their places as seen from the task's folder.
        path, node: of the declaration that names them.

    Raises:
        DeclarationError: for a file that is not there or holds no document.
    """
    found: dict[str, Mapping[str, Any]] = {}
    for position, name in enumerate(files):
        field = f"documents.{position}"
        file, line = (path.parent / name).resolve(), line_of(node, ["documents", position])
        if not file.is_file():
            mend = "give its place as seen from the task's folder"
            raise DeclarationError(path, line, field, f"no file {name}", mend)
        document, _ = read_yaml(file)
        try:
            shown = {key: str(document[key]) for key in _SHOWN}
            articles = [{k: str(a[k]) for k in ("number", "text")} for a in document["articles"]]
        except (KeyError, TypeError) as error:
            fault = f"{name} is no document of the corpus (it lacks {error})"
            raise DeclarationError(path, line, field, fault) from None
        found[shown["id"]] = {**shown, "articles": articles}
    return found
