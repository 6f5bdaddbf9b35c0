"""`serving=endpoint`: attach to any OpenAI-compatible URL."""

from __future__ import annotations

import os
from dataclasses import dataclass
from urllib.parse import urlsplit

from govllm.config.schema import ModelSettings, ServingSettings
from govllm.errors import ServingError, UsageError, nearest
from govllm.serving import probe
from govllm.serving.served import Engine, Served


@dataclass(frozen=True, slots=True)
class EndpointServing:
    """An endpoint that was reached."""

    served: Served
    engine: Engine


def attach(serving: ServingSettings, model: ModelSettings) -> EndpointServing:
    """Reach an endpoint and learn which model it serves.

    Raises:
        UsageError: without a usable `serving.base_url`, or with an unknown `model.name`.
        ServingError: where nothing answers there.
    """
    base_url = _base_url(serving)
    key = os.environ.get(serving.api_key_env) or None
    status, body = probe.get(f"{base_url}/models", key)
    if status == 0:
        health, _ = probe.get(f"{base_url.removesuffix('/v1')}/health", key)
        if health != 200:
            raise ServingError(
                f"no answer from {base_url} ({body.decode('utf-8', 'replace')})",
                "start the server, or mend serving.base_url",
            )
    if 300 <= status < 400:
        raise UsageError(f"{base_url} redirects elsewhere", "give the address it redirects to")
    if status in (401, 403):
        raise UsageError(
            f"{base_url} refuses the request (HTTP {status})",
            f"put the endpoint's key into the environment variable {serving.api_key_env}",
        )
    names = probe.model_names(base_url, key)
    version = probe.engine_version(base_url, key)
    engine = Engine("vllm" if version else "endpoint", version, answer_flags={"base_url": base_url})
    return EndpointServing(Served(base_url, _model_name(model.name, names), key), engine)


def _base_url(serving: ServingSettings) -> str:
    if not serving.base_url:
        raise UsageError("serving=endpoint needs an address", "add serving.base_url=http://HOST/v1")
    parts = urlsplit(serving.base_url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise UsageError(
            f"serving.base_url: {serving.base_url!r} is not a URL", "write http://HOST:PORT/v1"
        )
    if parts.username or parts.password:
        raise UsageError(
            "serving.base_url holds a password, which would be sealed in the evidence",
            f"put the key into the environment variable {serving.api_key_env}",
        )
    return serving.base_url.rstrip("/")


def _model_name(wanted: str | None, listed: list[str]) -> str:
    if wanted is None:
        if len(listed) == 1:
            return listed[0]
        what = "lists no model" if not listed else f"serves {len(listed)} models"
        raise UsageError(f"the endpoint {what}", f"add model.name=NAME ({nearest('', listed)})")
    if listed and wanted not in listed:
        raise UsageError(f"the endpoint does not serve {wanted!r}", nearest(wanted, listed))
    return wanted
