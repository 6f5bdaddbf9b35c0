"""Hydra's schemas, made from the frozen settings.

OmegaConf makes nodes of frozen dataclasses read-only, so that no override could reach them;
therefore each settings class has a mutable twin, made here and used nowhere else.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from typing import Any

from hydra.core.config_store import ConfigStore

from govllm.config import schema

_SCHEMAS = {
    ("", "base_config"): schema.Settings,
    ("model", "base_model"): schema.ModelSettings,
    ("serving", "base_serving"): schema.ServingSettings,
    ("client", "base_client"): schema.ClientSettings,
    ("lm_eval", "base_lm_eval"): schema.LmEvalSettings,
    ("suite", "base_suite"): schema.SuiteSettings,
    ("judge", "base_judge"): schema.JudgeSettings,
    ("profile", "base_profile"): schema.ProfileSettings,
    ("tracking", "base_tracking"): schema.TrackingSettings,
    ("evidence", "base_evidence"): schema.EvidenceSettings,
    ("paths", "base_paths"): schema.PathSettings,
}

# A configuration that holds a profile and nothing else: no local defaults can reach it.
PROFILE_ALONE = "profile_alone"

_twins: dict[type, type] = {}


def mutable_twin(settings: type) -> type:
    """A mutable dataclass with the fields of a frozen one, nested ones and tuples included."""
    if settings not in _twins:
        hints = typing.get_type_hints(settings)
        fields = [
            (f.name, _mutable_type(hints[f.name]), _default(f))
            for f in dataclasses.fields(settings)
            if f.metadata.get("key", True)
        ]
        _twins[settings] = dataclasses.make_dataclass(settings.__name__, fields)
    return _twins[settings]


def _mutable_type(hint: Any) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if dataclasses.is_dataclass(hint):
        return mutable_twin(typing.cast(type, hint))
    if origin is tuple:
        return list.__class_getitem__(_mutable_type(arguments[0]))
    if origin is dict:
        return dict.__class_getitem__((arguments[0], _mutable_type(arguments[1])))
    if origin is types.UnionType or origin is typing.Union:
        inner = next(a for a in arguments if a is not type(None))
        return typing.Optional[_mutable_type(inner)]  # noqa: UP045
    return hint


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default_factory is not dataclasses.MISSING:
        factory = field.default_factory
        if dataclasses.is_dataclass(factory):
            return dataclasses.field(default_factory=mutable_twin(typing.cast(type, factory)))
        return dataclasses.field(default_factory=factory)
    default = field.default
    if isinstance(default, tuple):
        return dataclasses.field(default_factory=lambda: list(default))
    return default


def register() -> None:
    """Put every schema into Hydra's store under the names the YAML files list first."""
    store = ConfigStore.instance()
    for (group, name), settings in _SCHEMAS.items():
        store.store(group=group or None, name=name, node=mutable_twin(settings))
    store.store(name=PROFILE_ALONE, node={"defaults": ["_self_", {"profile": "???"}]})
