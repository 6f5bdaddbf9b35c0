"""From Hydra's composed configuration to frozen settings, and composing without a command line."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hydra import compose, initialize_config_dir
from hydra.core.global_hydra import GlobalHydra
from hydra.errors import HydraException
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import MissingMandatoryValue, OmegaConfBaseException

from govllm import canonical
from govllm.config.schema import ProfileSettings, Settings
from govllm.config.store import PROFILE_ALONE, register
from govllm.errors import UsageError, nearest
from govllm.resources import conf_dir, reference_checkpoint


def register_resolvers() -> None:
    """`${govllm:reference}` in a YAML file is the folder of the reference candidate."""
    OmegaConf.register_new_resolver(
        "govllm", lambda name: str(reference_checkpoint(name)), replace=True
    )


def settings_of(config: DictConfig) -> Settings:
    """The frozen settings of a composed configuration.

    Raises:
        UsageError: where a key that must be given is not, one is unknown, or a value cannot be
            resolved.
    """
    try:
        container = OmegaConf.to_container(
            config, resolve=True, throw_on_missing=True, enum_to_str=True
        )
    except MissingMandatoryValue as error:
        key = str(error.full_key or error.key)
        raise UsageError(f"{key} must be given", f"add {key}=VALUE to the command") from None
    except OmegaConfBaseException as error:
        raise UsageError(f"configuration: {str(error).splitlines()[0]}") from None
    settings: Settings = frozen(Settings, container)
    return settings


def frozen(hint: Any, value: Any) -> Any:
    """A plain value as this type: dataclasses, tuples and mappings, recursively.

    Raises:
        UsageError: for a key that the dataclass does not have.
    """
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is types.UnionType or origin is typing.Union:
        if value is None:
            return None
        return frozen(next(a for a in arguments if a is not type(None)), value)
    if dataclasses.is_dataclass(hint):
        hints = typing.get_type_hints(hint)
        known = {f.name for f in dataclasses.fields(hint) if f.metadata.get("key", True)}
        for key in value.keys() - known:
            # Only `+key=value` gets here: Hydra itself suggests it for a misspelt key.
            raise UsageError(f"unknown key {key!r}", nearest(key, known))
        given = {k: frozen(hints[k], v) for k, v in value.items()}
        return typing.cast(type, hint)(**given)
    if origin is tuple:
        return tuple(frozen(arguments[0], item) for item in value)
    if origin is dict:
        return {k: frozen(arguments[1], v) for k, v in value.items()}
    return value


# Mappings whose keys are the user's own: Hydra would call every one of them unknown.
_OPEN = ("serving.extra_args.", "serving.env.")


def with_open_keys(overrides: Sequence[str]) -> list[str]:
    """The overrides with `++` before those that add a key where any key may stand."""
    return [f"++{o}" if o.startswith(_OPEN) else o for o in overrides]


def composed(overrides: Sequence[str]) -> Settings:
    """The settings that these overrides compose, as the command line would."""
    with _composing("config", overrides) as config:
        return settings_of(config)


@contextmanager
def _composing(name: str, overrides: Sequence[str]) -> Iterator[DictConfig]:
    register()
    register_resolvers()
    GlobalHydra.instance().clear()
    with initialize_config_dir(str(conf_dir()), version_base="1.3"):
        yield compose(name, overrides=with_open_keys(overrides))


def policy_of(profile: ProfileSettings) -> Mapping[str, Any]:
    """What a profile decides by: everything that may not be overridden without notice."""
    policy: dict[str, Any] = dataclasses.asdict(profile)
    return policy


def policy_digest(profile: ProfileSettings) -> str:
    """sha256 of a profile's policy."""
    return canonical.digest(policy_of(profile))


def written_profile(name: str, searched: tuple[str, ...] = ()) -> ProfileSettings | None:
    """The profile that the file `profile/<name>.yaml` holds, and nothing but that file: no override
    and no local defaults; None where there is none, or where two folders each hold one.

    A shipped profile is what is shipped: a file of the same name elsewhere is another policy, and
    cannot take its name.

    Args:
        searched: further folders of configuration, for profiles that are not shipped.

    Raises:
        UsageError: where a value is taken from elsewhere, as from the environment: the same file
            would be another policy tomorrow.
    """
    if (conf_dir() / "profile" / f"{name}.yaml").is_file():
        return _profile([f"profile={name}"])
    holders = [f for f in searched if (Path(f) / "profile" / f"{name}.yaml").is_file()]
    if len(holders) != 1:
        return None
    # Its own folder first: what another one puts in front of its suites is an override.
    ordered = [*holders, *(f for f in searched if f not in holders)]
    path = ",".join(f"file://{folder}" for folder in ordered)
    return _profile([f"profile={name}", f"hydra.searchpath=[{path}]"])


def _profile(overrides: Sequence[str]) -> ProfileSettings:
    try:
        with _composing(PROFILE_ALONE, overrides) as config:
            _refuse_references(config.profile)
            container = OmegaConf.to_container(config.profile, throw_on_missing=True)
    except (HydraException, OmegaConfBaseException) as error:
        first = str(error).splitlines()[0]
        raise UsageError(f"{overrides[0]}: not whole by itself: {first}") from None
    profile: ProfileSettings = frozen(ProfileSettings, container)
    return profile


def _refuse_references(profile: DictConfig) -> None:
    waiting: list[tuple[str, Any]] = [("profile", OmegaConf.to_container(profile))]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(f"{place}.{key}", inner) for key, inner in value.items()]
        elif isinstance(value, list):
            waiting += [(f"{place}.{n}", inner) for n, inner in enumerate(value)]
        elif isinstance(value, str) and "${" in value:
            raise UsageError(
                f"{place} is {value!r}: a policy must not depend on what stands elsewhere",
                "write the value itself into the profile",
            )


def written_policy_digest(name: str, searched: tuple[str, ...] = ()) -> str | None:
    """The digest of the policy that a profile's file holds (`written_profile`).

    A run's own digest is compared with it, whatever way an override came in.
    """
    profile = written_profile(name, searched)
    return None if profile is None else policy_digest(profile)
