"""A library's model of names beside our own rules.

python -m govllm.privacy scan letters/ --ner spacy:zh_core_web_trf
scan(text, extra=load_finder("spacy:zh_core_web_trf"))
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module

from govllm.errors import UsageError, nearest
from govllm.privacy.classes import CLASSES, Finding
from govllm.privacy.scan import Finder

_SPACY = "spacy"
# Labels of people in spaCy's pipelines (OntoNotes; WikiNER).
_PEOPLE = frozenset({"PERSON", "PER"})


@cache
def load_finder(given: str) -> Finder:
    """The finder of a configuration.

    Args:
        given: `spacy:MODEL`, an installed pipeline whose people are taken for names; or
            `MODULE:FUNCTION`, a function from a text to `Finding`s of ours.

    Raises:
        UsageError: for what is not there, or gives something else.
    """
    library, _, name = given.partition(":")
    if not library or not name:
        raise UsageError(f"{given!r} names no model", "write spacy:MODEL or MODULE:FUNCTION")
    return _of_spacy(name) if library == _SPACY else _of_module(library, name)


def _of_spacy(model: str) -> Finder:
    import spacy

    try:
        pipeline = spacy.load(model)
    except OSError:
        installed = spacy.util.get_installed_models()
        raise UsageError(
            f"spaCy has no model {model!r} here",
            nearest(model, installed) if installed else f"python -m spacy download {model}",
        ) from None

    def find(text: str) -> Iterator[Finding]:
        for entity in pipeline(text).ents:
            if entity.label_ in _PEOPLE:
                yield Finding(entity.start_char, entity.end_char, "name", entity.text)

    return find


def _of_module(module: str, name: str) -> Finder:
    try:
        function = getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise UsageError(
            f"{module}:{name} cannot be loaded ({error})", "name a function that can be imported"
        ) from None

    def find(text: str) -> Iterator[Finding]:
        for finding in function(text):
            if not isinstance(finding, Finding) or finding.kind not in CLASSES:
                raise UsageError(
                    f"{module}:{name} gives {finding!r}", "give govllm.privacy.classes.Finding"
                )
            if not 0 <= finding.start < finding.end <= len(text):
                raise UsageError(
                    f"{module}:{name} finds {finding.kind} outside of the text",
                    "count characters of the text as it was given",
                )
            yield finding

    return find
