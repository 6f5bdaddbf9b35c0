"""A stand-in for vLLM's server: takes its flags, answers its paths, and dies when it is told to.

It imports nothing but the standard library, so that it is ready at once. The environment variable
STAND_IN holds what it should do, as JSON:

    ledger: folder where every life leaves a file named by its process id (`server-…`, `child-…`),
        so that a test finds every process; one line a request goes into `hits`.
    answers: answer text by the user's message.
    says: lines for the log, at the start.
    die_at_start: exit status.
    never_ready: listen and answer /health with 503; `again`: only in later lives.
    die_after: requests after which it exits at once, without an answer, in its first `deaths`
        lives.
    deaf_after: requests after which it breaks every connection and answers nothing, but lives.
    child: start a further process, in a session of its own, that ignores SIGTERM.
    ignore_sigterm: as it says.
    latency_s: before each answer.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ORDERS: dict[str, Any] = json.loads(os.environ.get("STAND_IN", "{}"))
LEDGER = Path(ORDERS["ledger"]) if "ledger" in ORDERS else None
_counting = threading.Lock()
_hits = 0


def lives() -> int:
    """How many servers there have been, this one included."""
    return len(list(LEDGER.glob("server-*"))) if LEDGER else 1


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    model = ""

    def do_GET(self) -> None:
        if _deaf():
            self._break()
        elif self.path == "/health":
            self._say(503 if _unready() else 200, {})
        elif self.path == "/v1/models":
            self._say(200, {"data": [{"id": self.model}]})
        elif self.path == "/version":
            self._say(200, {"version": "0.0-stand-in"})
        else:
            self._say(404, {})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        prompt = body["messages"][-1]["content"]
        _count(prompt)
        if _deaf():
            self._break()
            return
        time.sleep(ORDERS.get("latency_s", 0.0))
        answer = ORDERS.get("answers", {}).get(prompt, "{}")
        message = {"role": "assistant", "content": answer}
        self._say(200, {"choices": [{"message": message, "finish_reason": "stop"}]})

    def _say(self, status: int, body: Any) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _break(self) -> None:
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Its access log would only be noise."""


class Server(ThreadingHTTPServer):
    # With the default of five, further connections at once wait for seconds.
    request_queue_size = 256


def _count(prompt: str) -> None:
    global _hits
    with _counting:
        _hits += 1
        if LEDGER:
            with (LEDGER / "hits").open("a", encoding="utf-8") as hits:
                hits.write(prompt + "\n")
        after = ORDERS.get("die_after")
        if after is not None and _hits >= after and lives() <= ORDERS.get("deaths", 1):
            print("stand-in: CUDA error: an illegal memory access", flush=True)
            os._exit(9)


def _unready() -> bool:
    never = ORDERS.get("never_ready")
    return lives() > 1 if never == "again" else bool(never)


def _deaf() -> bool:
    after = ORDERS.get("deaf_after")
    return after is not None and _hits >= after and lives() <= ORDERS.get("deaths", 1)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--served-model-name", required=True)
    given, flags = parser.parse_known_args()
    for line in ORDERS.get("says", []):
        print(line, flush=True)
    print(f"stand-in: {' '.join(flags)}", flush=True)
    if LEDGER:
        (LEDGER / f"server-{os.getpid()}").touch()
    if ORDERS.get("ignore_sigterm"):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if ORDERS.get("child"):
        child = subprocess.Popen(
            ["/bin/sh", "-c", "trap '' TERM HUP INT; exec sleep 1000"], start_new_session=True
        )
        if LEDGER:
            (LEDGER / f"child-{child.pid}").touch()
    if "die_at_start" in ORDERS:
        sys.exit(ORDERS["die_at_start"])
    Handler.model = given.served_model_name
    Server((given.host, given.port), Handler).serve_forever()


if __name__ == "__main__":
    main()
