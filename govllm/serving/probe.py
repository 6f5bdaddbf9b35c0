"""Asking a server whether it is there, by GET and never by a completion."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from typing import Any


class _StayHere(urllib.request.HTTPRedirectHandler):
    """Follows nothing: a redirection would carry the key to a host that nobody named."""

    def redirect_request(self, *_: Any) -> None:
        return None


# Loopback and intranet servers: a proxy of the environment has no business in between.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), _StayHere())


def get(url: str, api_key: str | None = None, timeout_s: float = 5.0) -> tuple[int, bytes]:
    """Status and body of a GET; status 0 with the reason as body where nothing answered."""
    headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310
    try:
        try:
            with _OPENER.open(request, timeout=timeout_s) as response:
                return int(response.status), response.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
    # A server that dies in the middle of its answer breaks HTTP itself.
    except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
        return 0, str(getattr(error, "reason", error)).encode()


def get_json(url: str, api_key: str | None = None) -> Any | None:
    """The JSON body of a GET, or None."""
    status, body = get(url, api_key)
    try:
        return json.loads(body) if status == 200 else None
    except ValueError:
        return None


def model_names(base_url: str, api_key: str | None) -> list[str]:
    """The model names an endpoint lists; empty where it lists none."""
    listed = get_json(f"{base_url}/models", api_key)
    if not isinstance(listed, dict):
        return []
    return [str(m["id"]) for m in listed.get("data", []) if isinstance(m, dict) and "id" in m]


def engine_version(base_url: str, api_key: str | None) -> str | None:
    """The version a vLLM server gives at `/version` beside its `/v1`; None elsewhere."""
    found = get_json(f"{base_url.removesuffix('/v1')}/version", api_key)
    return str(found["version"]) if isinstance(found, dict) and "version" in found else None
