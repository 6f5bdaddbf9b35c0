"""The form of `task.yaml` and of an item: validated with the line and field of every fault."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    model_validator,
)

_NAME = r"^[A-Za-z0-9_一-鿿-]+$"


class Declared(BaseModel):
    """What people write by hand: no field is unknown, no number is not one."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False, allow_inf_nan=False)


class Text(Declared):
    """A text for readers; a plain string stands for both languages."""

    zh: str
    en: str


def _both_languages(value: object) -> object:
    return {"zh": value, "en": value} if isinstance(value, str) else value


ReaderText = Annotated[Text, BeforeValidator(_both_languages)]


def _version_form(value: object) -> object:
    # YAML reads an unquoted 1.0 as a number.
    return str(value) if isinstance(value, (int, float)) else value


Version = Annotated[str, BeforeValidator(_version_form)]


class Prompt(Declared):
    """Jinja2 templates over an item's `input`, with `labels`, `choices` and `documents` at hand.

    `turns` names a list in `input` of earlier messages, which go before the user's last one;
    `variants` a list of objects that fill the templates by turns, one request each; `prefix` is the
    beginning of the answer, which the candidate is to continue.
    """

    system: str = ""
    user: str = Field(min_length=1)
    turns: str = ""
    variants: str = ""
    prefix: str = ""


class GenerationDecl(Declared):
    temperature: float = Field(0.0, ge=0)
    max_tokens: int = Field(256, ge=1)
    top_p: float = Field(1.0, gt=0, le=1)
    stop: tuple[str, ...] = ()
    confidence: bool = False


class ScorerDecl(Declared):
    name: str


# The checks whose own errors are measured on labelled answers (`evalsets/instruments`).
Instrument = Literal["abstention", "numbers", "citations", "entities", "contradictions"]


class MetricDecl(Declared):
    name: str = Field(pattern=_NAME)
    score: str
    aggregate: str = "mean"
    direction: Literal["higher", "lower"]
    range: tuple[float, float] = (0.0, 1.0)
    unit: str = "share"
    title: ReaderText | None = None
    where: dict[str, str] = {}
    instruments: tuple[Instrument, ...] = ()

    @model_validator(mode="after")
    def _ordered(self) -> MetricDecl:
        if not self.range[0] < self.range[1]:
            raise ValueError("range must be [low, high] with low < high")
        rate = self.aggregate == "mean" and self.direction == "lower" and self.range == (0.0, 1.0)
        if self.instruments and not rate:
            raise ValueError(
                "instruments correct a rate alone: a mean from 0 to 1, lower is better"
            )
        return self


class FieldDecl(Declared):
    type: Literal["label", "text", "digits", "number", "date", "set", "order"] = "text"
    tolerance: float = Field(0.0, ge=0)


class LabelsFrom(Declared):
    """Labels read from a YAML file beside the task, so that several tasks share one table.

    With `list` the entries of that list are walked, else the file's top level; `name` (and
    `description`) take one label an entry, `names` takes a list of labels from each.
    """

    file: str = Field(alias="from")
    list: str | None = None
    name: str | None = None
    description: str | None = None
    names: str | None = None

    @model_validator(mode="after")
    def _one_way(self) -> LabelsFrom:
        if (self.name is None) == (self.names is None):
            raise ValueError("give either name or names")
        return self


def _label_form(value: object) -> object:
    if not isinstance(value, list):
        return value
    if truths := [name for name in value if isinstance(name, bool)]:
        raise ValueError(f"a label is read as {truths[0]}: put labels such as yes into quotes")
    names = [str(name) for name in value]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"{twice[0]!r} is named twice")
    return dict.fromkeys(names, "")


def _label_source(value: object) -> str:
    return "$file" if isinstance(value, dict) and "from" in value else "$names"


# The tags begin with $, so that errors can leave them out of a field's place.
Labels = Annotated[
    Annotated[LabelsFrom, Tag("$file")]
    | Annotated[dict[str, str], BeforeValidator(_label_form), Tag("$names")],
    Discriminator(_label_source),
]


class BaselineDecl(Declared):
    """What the trivial baselines read (`input`) and predict (`score`, a label of the target)."""

    input: str
    score: str


class TaskDeclaration(Declared):
    name: str = Field(pattern=_NAME)
    version: Version
    kind: str
    prompt: Prompt
    intended_use: ReaderText
    source: ReaderText
    title: ReaderText | None = None
    limits: ReaderText = Text(zh="未说明", en="not stated")
    license: str = "not stated"
    scenarios: tuple[str, ...] = ()
    generation: GenerationDecl = GenerationDecl()
    labels: dict[str, Labels] = {}
    documents: tuple[str, ...] = ()
    fields: dict[str, FieldDecl] = {}
    answer: FieldDecl = FieldDecl()
    answer_by: Literal["text", "logprob", "chat_logprob"] = "text"
    scorers: tuple[ScorerDecl, ...] = ()
    metrics: tuple[MetricDecl, ...] = ()
    slices: tuple[str, ...] = ()
    epochs: int = Field(1, ge=1)
    repeats: int = Field(1, ge=1)
    perturb: tuple[str, ...] = ()
    max_turns: int = Field(0, ge=0)
    baselines: BaselineDecl | None = None


class ItemDeclaration(Declared):
    id: str = Field(min_length=1)
    cluster: str = Field(min_length=1)
    input: dict[str, Any]
    target: Any
    slices: dict[str, str] = {}
    choices: tuple[str, ...] = ()
    passing: str | None = None
    failing: str | None = None
