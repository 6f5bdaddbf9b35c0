"""The least of a language model that a stock Presidio engine runs before its recognisers.

Published Chinese pipelines of spaCy are weights that no package registry holds. What a pipeline
costs hangs on its shape, not on what it has learned: this one is of the shape that spaCy itself
recommends for Chinese on a CPU (`spacy init config --lang zh --pipeline ner`), with as many labels
as `zh_core_web_sm`, and untrained. That one has a tagger and a parser as well, and cuts words in
Python where this one does in Rust; both would make it slower.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from presidio_analyzer.nlp_engine import NlpEngine

_LANGUAGE = "zh"
# Of OntoNotes 5, on which spaCy's Chinese pipelines are trained (https://spacy.io/models/zh).
_LABELS = 18


class _Words:
    """A tokeniser by rjieba's dictionary."""

    def __init__(self, vocab: Any) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Any:
        import rjieba
        from spacy.tokens import Doc

        words = rjieba.cut(text)
        return Doc(self.vocab, words=words, spaces=[False] * len(words))


def recommended() -> NlpEngine:
    """An engine that finds entities (and, untrained, none worth having)."""
    from presidio_analyzer.nlp_engine import SpacyNlpEngine
    from spacy.cli.init_config import init_config
    from spacy.training import Example
    from spacy.util import load_model_from_config

    config = init_config(lang=_LANGUAGE, pipeline=["ner"], optimize="efficiency", gpu=False)
    nlp = load_model_from_config(config, auto_fill=True)
    nlp.tokenizer = _Words(nlp.vocab)
    for number in range(_LABELS):
        nlp.get_pipe("ner").add_label(f"LABEL{number}")
    # From its sizes and one sentence alone: the training data that a config names is not there.
    doc = nlp.make_doc("王五在云州市上班。")
    nlp.initialize(lambda: [Example.from_dict(doc, {"entities": ["O"] * len(doc)})])
    engine = SpacyNlpEngine(models=[{"lang_code": _LANGUAGE, "model_name": _LANGUAGE}])
    engine.nlp = {_LANGUAGE: nlp}
    return engine
