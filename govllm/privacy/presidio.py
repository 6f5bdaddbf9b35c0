"""Our rules as recognisers of presidio-analyzer, for those who run Presidio.

    from presidio_analyzer import AnalyzerEngine
    from govllm.privacy.presidio import chinese_analyzer

    chinese_analyzer().analyze("电话13800002719", language="zh")

Presidio takes seconds to import, so nothing else in govllm imports this module.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import spacy
from presidio_analyzer import (
    AnalysisExplanation,
    AnalyzerEngine,
    EntityRecognizer,
    RecognizerRegistry,
    RecognizerResult,
)
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine, SpacyNlpEngine

from govllm.privacy.classes import CLASSES, Tier
from govllm.privacy.scan import scan

LANGUAGE = "zh"

# Presidio's scores go from 0 to 1 and no source sets them: a check digit decides, a form nearly
# does, and words around a name or an address leave room for doubt.
SCORES = {Tier.CHECKED: 1.0, Tier.FORM: 0.85, Tier.LANGUAGE: 0.7}

_KINDS = {row.entity: name for name, row in CLASSES.items()}


class ChineseRecognizer(EntityRecognizer):  # type: ignore[misc]
    """Finds the classes of `govllm.privacy.classes` under their entity names (`CN_MOBILE`, …).

    One recogniser for all classes reads a text once. One recogniser a class (`entities` names one)
    finds the same and can be switched on and off by itself, but every one reads the whole text,
    since what overlaps is settled between the classes, as in `scan`.

    Args:
        entities: the entities to find; all where None.
    """

    def __init__(self, entities: Collection[str] | None = None) -> None:
        super().__init__(
            supported_entities=list(_KINDS if entities is None else entities),
            name="-".join([type(self).__name__, *(entities or ())]),
            supported_language=LANGUAGE,
        )

    def load(self) -> None:
        """Nothing to load: the model of names is read when the first text is."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """Findings in a text, in Presidio's form."""
        wanted = [e for e in entities if e in self.supported_entities and e in _KINDS]
        return [
            self._result(finding.kind, finding.start, finding.end)
            for finding in scan(text, [_KINDS[entity] for entity in wanted])
        ]

    def _result(self, kind: str, start: int, end: int) -> RecognizerResult:
        row = CLASSES[kind]
        score = SCORES[row.tier]
        why = AnalysisExplanation(
            recognizer=self.name, original_score=score, textual_explanation=row.title.en
        )
        return RecognizerResult(row.entity, start, end, score, why)


def add_to(registry: RecognizerRegistry, by_class: bool = False) -> None:
    """Add the recogniser to a registry that an AnalyzerEngine uses.

    Args:
        by_class: one recogniser for each class, in place of one for all.
    """
    for entities in [[entity] for entity in _KINDS] if by_class else [None]:
        registry.add_recognizer(ChineseRecognizer(entities))


def chinese_analyzer(by_class: bool = False, model: NlpEngine | None = None) -> AnalyzerEngine:
    """An AnalyzerEngine for Chinese with these recognisers alone.

    Args:
        by_class: one recogniser for each class, in place of one for all.
        model: what Presidio has every text read by first; our rules do not ask it, so that without
            one there is nothing to download and a text is read ten times as fast and more.
    """
    registry = RecognizerRegistry(supported_languages=[LANGUAGE])
    add_to(registry, by_class)
    return AnalyzerEngine(
        registry=registry, nlp_engine=model or _blank_engine(), supported_languages=[LANGUAGE]
    )


def _blank_engine() -> NlpEngine:
    engine = SpacyNlpEngine(models=[{"lang_code": LANGUAGE, "model_name": LANGUAGE}])
    # spaCy's blank pipeline splits by character: our rules read the text, not its tokens.
    blank: Any = spacy.blank(LANGUAGE)
    engine.nlp = {LANGUAGE: blank}
    return engine
