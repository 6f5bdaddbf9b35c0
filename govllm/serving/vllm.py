"""`serving=vllm`: vLLM's OpenAI server as a child process, started, watched and stopped."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from govllm.config.schema import ServingSettings
from govllm.errors import ServingError
from govllm.serving import probe
from govllm.serving.flags import argv, has_gpu, vllm_flags
from govllm.serving.leftovers import MARK, kill_marked
from govllm.serving.served import Served

VLLM = (sys.executable, "-m", "vllm.entrypoints.openai.api_server")
_TAIL_LINES = 12
_STOP_S = 20.0
_POLL_S = 0.2
# A living server that broke a connection and then does not answer for so long is taken for dead.
_STUCK_S = 30.0


@dataclass(frozen=True, slots=True)
class Launch:
    """What is started.

    Attributes:
        checkpoint: folder of the candidate's weights.
        name: under which it is served.
        log: file the server's output goes to.
        settings: its flags and limits.
        command: the server's program; tests put a stand-in here.
    """

    checkpoint: Path
    name: str
    log: Path
    settings: ServingSettings
    command: Sequence[str] = VLLM


def environment(settings: ServingSettings) -> dict[str, str]:
    """The server's environment: no word leaves the machine, and the user's own additions."""
    quiet = {
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "VLLM_NO_USAGE_STATS": "1",
        "DO_NOT_TRACK": "1",
        "TOKENIZERS_PARALLELISM": "false",
        # To learn its own address, vLLM would open a socket to a public name server.
        "VLLM_HOST_IP": os.environ.get("VLLM_HOST_IP", "127.0.0.1"),
    }
    if not has_gpu():
        quiet["VLLM_CPU_KVCACHE_SPACE"] = str(settings.cpu_kvcache_gib)
    # Asked for by nobody, vLLM would route its own loopback calls through a proxy.
    kept = {k: v for k, v in os.environ.items() if k.lower() not in ("http_proxy", "https_proxy")}
    return {**kept, **quiet, **settings.env}


class ManagedServer:
    """A vLLM server of our own. Use as a context manager.

    It is ready on entry, started again (at most `settings.restarts` times) when it dies while it
    is asked, and gone on exit, whatever ends us: see `govllm.serving.warden`.

    Args:
        launch: what to start.
        report: told about progress, one short line at a time.

    Raises:
        ServingError: on entry, where it does not become ready; with the log's last lines.
    """

    def __init__(self, launch: Launch, report: Callable[[str], None]) -> None:
        self._launch = launch
        self._report = report
        self._port = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._mark = uuid.uuid4().hex
        self._restarts_left = launch.settings.restarts
        self._reviving = asyncio.Lock()

    def __enter__(self) -> ManagedServer:
        # An exception on entry skips __exit__, and a server that never became ready must go too.
        try:
            for _ in self._until_ready(self._spawn()):
                time.sleep(_POLL_S)
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    @property
    def served(self) -> Served:
        """Where to ask. The port stays the same over a restart."""
        return Served(f"http://127.0.0.1:{self._port}/v1", self._launch.name, None, self.revive)

    @property
    def pid(self) -> int:
        """Process id of the warden."""
        if self._process is None:
            raise ServingError("the server was not started")
        return self._process.pid

    async def revive(self) -> None:
        """Return once the server answers again; restart it if it died.

        Raises:
            ServingError: where it died and its restarts are used up.
        """
        async with self._reviving:
            if await self._still_answers():
                return
            if self._restarts_left == 0:
                raise ServingError(
                    "vLLM died again while it was asked",
                    "answers so far are kept, the same command goes on with them; "
                    f"{self._last_lines()}",
                )
            self._restarts_left -= 1
            self._report("vLLM died; starting it again")
            self._stop()
            # Spawned on this thread: the parent-death signal is tied to the spawning thread, and
            # one of a pool may end before the server should.
            for _ in self._until_ready(self._spawn()):
                await asyncio.sleep(_POLL_S)

    async def _still_answers(self) -> bool:
        """Whether the server is there. One that dies takes a while to be gone."""
        deadline = time.monotonic() + _STUCK_S
        while self._process is not None and self._process.poll() is None:
            if self._is_ready():
                return True
            if time.monotonic() > deadline:
                break
            await asyncio.sleep(_POLL_S)
        return False

    def _spawn(self) -> subprocess.Popen[bytes]:
        launch = self._launch
        self._port = self._port or _free_port()
        command = [
            *launch.command,
            "--model", str(launch.checkpoint),
            "--served-model-name", launch.name,
            "--host", "127.0.0.1",
            "--port", str(self._port),
            *argv(vllm_flags(launch.settings)),
        ]  # fmt: skip
        launch.log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(launch.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "ab") as log:
            log.write(f"$ {' '.join(command)}\n".encode())
            log.flush()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "govllm.serving.warden", str(os.getpid()), *command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**environment(launch.settings), MARK: self._mark},
                # A session of its own: Ctrl-C in the terminal reaches us alone, and we stop it.
                start_new_session=True,
            )
        return self._process

    def _is_ready(self) -> bool:
        return probe.get(f"http://127.0.0.1:{self._port}/health", timeout_s=2.0)[0] == 200

    def _until_ready(self, process: subprocess.Popen[bytes]) -> Iterator[None]:
        """Yields between two looks, so that the caller can wait in its own way."""
        began = time.monotonic()
        told = 0.0
        while True:
            waited = time.monotonic() - began
            if process.poll() is not None:
                status = process.returncode
                raise ServingError(f"vLLM did not start (exit status {status})", self._last_lines())
            if self._is_ready():
                break
            if waited > self._launch.settings.startup_timeout_s:
                raise ServingError(
                    f"vLLM was not ready after {waited:.0f} s",
                    "raise serving.startup_timeout_s if it was still loading; "
                    f"{self._last_lines()}",
                )
            if waited - told >= 5.0:
                told = waited
                self._report(f"waiting for vLLM … {waited:.0f} s")
            yield
        self._report(f"vLLM is ready after {time.monotonic() - began:.0f} s")

    def _stop(self) -> None:
        process = self._process
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                # The warden's death takes the server with it (parent-death signal).
                process.kill()
                process.wait()
        # Where the warden was killed itself, it could not end what the server had started.
        kill_marked(self._mark)

    def _last_lines(self) -> str:
        path = self._launch.log
        try:
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError as error:
            return f"its log cannot be read ({error})"
        shown = "\n".join(f"    {line}" for line in lines[-_TAIL_LINES:])
        return f"last lines of {path}:\n{shown}"


def _free_port() -> int:
    with socket.socket() as probe_socket:
        probe_socket.bind(("127.0.0.1", 0))
        return int(probe_socket.getsockname()[1])
