"""Attaching to an endpoint: what it serves, its key, and one clear line where it cannot be."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from govllm.config.schema import ModelSettings, ServingSettings
from govllm.errors import ServingError, UsageError
from govllm.serving.endpoint import EndpointServing, attach
from govllm.serving.probe import get

Pages = dict[str, tuple[int, Any]]
MODELS: Pages = {"/v1/models": (200, {"data": [{"id": "qwen"}]})}


class Site:
    """A server of a few pages, and the requests it saw."""

    def __init__(self, pages: Pages, key: str | None = None) -> None:
        self.pages = pages
        self.key = key
        self.seen: list[tuple[str, str | None]] = []


@contextmanager
def site_at(site: Site) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            sent = self.headers["Authorization"]
            site.seen.append((self.path, sent))
            status, body = site.pages.get(self.path, (404, {}))
            if site.key is not None and sent != f"Bearer {site.key}":
                status, body = 401, {"error": "no key"}
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", body)
            self.end_headers()
            self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def reach() -> Iterator[Callable[..., EndpointServing]]:
    def reach(site: Site, name: str | None = None, tail: str = "/v1") -> EndpointServing:
        with site_at(site) as url:
            serving = ServingSettings(kind="endpoint", base_url=url + tail)
            return attach(serving, ModelSettings(name=name, path=None))

    return reach


Reach = Callable[..., EndpointServing]


def test_the_only_model_is_taken(reach: Reach) -> None:
    found = reach(Site(MODELS), tail="/v1/")
    assert found.served.model == "qwen"
    assert (found.engine.name, found.engine.version) == ("endpoint", None)
    assert found.engine.answer_flags == {"base_url": found.served.base_url}
    assert found.served.base_url.endswith("/v1")


def test_a_vllm_says_its_version(reach: Reach) -> None:
    found = reach(Site(MODELS | {"/version": (200, {"version": "0.32.0"})}))
    assert (found.engine.name, found.engine.version) == ("vllm", "0.32.0")


def test_nothing_is_asked_but_by_get(reach: Reach) -> None:
    site = Site(MODELS)
    reach(site)
    assert {path for path, _ in site.seen} <= {"/v1/models", "/version", "/health"}


def test_of_several_models_one_must_be_named(reach: Reach) -> None:
    site = Site({"/v1/models": (200, {"data": [{"id": "qwen"}, {"id": "glm"}]})})
    with pytest.raises(UsageError, match=r"serves 2 models; add model.name=NAME.*glm, qwen"):
        reach(site)
    assert reach(site, "glm").served.model == "glm"
    with pytest.raises(UsageError, match="does not serve 'qwem'; did you mean 'qwen'"):
        reach(site, "qwem")


@pytest.mark.parametrize("listed", [{"data": []}, {}, [], {"data": [{}, "x"]}, b"<html>", 7])
def test_one_that_lists_nothing_needs_a_name(reach: Reach, listed: Any) -> None:
    site = Site({"/v1/models": (200, listed)})
    with pytest.raises(UsageError, match=r"lists no model; add model\.name=NAME"):
        reach(site)
    assert reach(site, "mine").served.model == "mine"


def test_health_alone_will_do_where_the_name_is_given(reach: Reach) -> None:
    assert reach(Site({"/health": (200, {})}), "mine").served.model == "mine"


def test_a_key_that_is_asked_for(reach: Reach, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(MODELS, key="sk-1")
    with pytest.raises(UsageError, match=r"HTTP 401.*environment variable GOVLLM_API_KEY"):
        reach(site)
    monkeypatch.setenv("GOVLLM_API_KEY", "sk-1")
    found = reach(site)
    assert found.served.api_key == "sk-1"
    assert "sk-1" not in repr(found)
    assert "sk-1" not in json.dumps(found.engine.sealed())


def test_the_key_follows_no_redirection(reach: Reach, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOVLLM_API_KEY", "sk-1")
    other = Site(MODELS)
    with site_at(other) as elsewhere:
        site = Site({"/v1/models": (307, f"{elsewhere}/v1/models")})
        with pytest.raises(UsageError, match="redirects elsewhere; give the address"):
            reach(site)
    assert site.seen
    assert not other.seen


def test_proxies_of_the_environment_are_not_used(
    reach: Reach, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert reach(Site(MODELS)).served.model == "qwen"


def test_nothing_there() -> None:
    with site_at(Site({})) as gone:
        pass
    serving = ServingSettings(kind="endpoint", base_url=f"{gone}/v1")
    with pytest.raises(ServingError, match=r"no answer from .*Connection refused.*base_url"):
        attach(serving, ModelSettings(path=None))
    assert get(f"{gone}/v1/models")[0] == 0


@pytest.mark.parametrize(
    ("url", "what"),
    [
        (None, "needs an address"),
        ("", "needs an address"),
        ("localhost:8000/v1", "is not a URL"),
        ("http:///v1", "is not a URL"),
        ("file:///etc/passwd", "is not a URL"),
        ("http://me:sk-1@host/v1", "holds a password"),
    ],
)
def test_addresses_that_cannot_be(url: str | None, what: str) -> None:
    with pytest.raises(UsageError, match=what) as told:
        attach(ServingSettings(kind="endpoint", base_url=url), ModelSettings(path=None))
    assert "sk-1" not in str(told.value)
