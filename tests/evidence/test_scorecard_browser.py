"""The scorecard in a real browser, framed as MLflow frames it, with and without scripts."""

from __future__ import annotations

import html
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from govllm.evidence.scorecard import write_scorecard
from tests.support.runs import Told, finished_run, gate, reply

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="needs /usr/bin/chromium")

# A frame that shares the outer page's origin can be looked into; what runs in it is up to
# `allow-scripts`, as in MLflow's artifact view.
OUTER = """<!DOCTYPE html><meta charset="utf-8"><iframe sandbox="allow-same-origin {scripts}"
srcdoc="{page}" width="900" height="900"></iframe><pre id="seen"></pre><script>
const frame = document.querySelector("iframe"), seen = {{}};
frame.addEventListener("load", () => setTimeout(() => {{
  const inner = frame.contentDocument, shown = (selector) => {{
    const element = inner.querySelector(selector);
    return element !== null && getComputedStyle(element).display !== "none";
  }};
  const look = () => [shown("h1 .zh"), shown("h1 .en"), inner.documentElement.lang];
  seen.first = look();
  inner.querySelector("label[for=lang-en]").click();
  seen.english = look();
  inner.querySelector("label[for=lang-zh]").click();
  seen.chinese = look();
  inner.querySelector('a[href="#g0-failing"]').click();
  setTimeout(() => {{
    seen.open = inner.getElementById("g0-failing").closest("details").open;
    seen.alerted = inner.title === "hacked" || document.title === "hacked";
    document.getElementById("seen").textContent = JSON.stringify(seen);
  }}, 200);
}}, 200));
</script>"""


def framed(tmp_path: Path, scripts: str) -> dict[str, Any]:
    """What the outer page sees of a framed scorecard."""
    attack = "<script>document.title = top.document.title = 'hacked'</script>住建局"

    def telling(n: int, _: object) -> Told:
        return reply(attack)

    folder = finished_run(tmp_path, telling, gates=[gate()])
    write_scorecard(folder)
    page = html.escape(folder.scorecard.read_text(encoding="utf-8"))
    outer = tmp_path / "outer.html"
    outer.write_text(OUTER.format(scripts=scripts, page=page), encoding="utf-8")
    flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run"
    flags += " --disable-background-networking --disable-component-update --disable-sync"
    done = subprocess.run(
        [
            str(CHROMIUM),
            *flags.split(),
            f"--user-data-dir={tmp_path / 'profile'}",
            "--virtual-time-budget=5000",
            "--dump-dom",
            outer.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    found = re.search(r'<pre id="seen">(.+?)</pre>', done.stdout)
    assert found, done.stderr[-2000:]
    seen: dict[str, Any] = json.loads(html.unescape(found[1]))
    return seen


def test_with_scripts_the_language_switches_and_links_open_their_answers(tmp_path: Path) -> None:
    seen = framed(tmp_path, "allow-scripts")
    assert seen["first"] == [True, False, "zh-CN"]
    assert seen["english"] == [False, True, "en"]
    assert seen["chinese"] == [True, False, "zh-CN"]
    assert seen["open"] is True
    assert seen["alerted"] is False


def test_without_scripts_the_language_switches_all_the_same(tmp_path: Path) -> None:
    seen = framed(tmp_path, "")
    assert seen["first"][:2] == [True, False]
    assert seen["english"][:2] == [False, True]
    assert seen["chinese"][:2] == [True, False]
