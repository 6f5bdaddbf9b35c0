"""Installed as `sitecustomize.py` beside a wheel: nothing may leave the machine.

Every connection, name look-up and datagram to anything but loopback is refused, and noted in the
file that the environment variable NETWORK_ATTEMPTS names; at exit the place govllm was imported
from is noted in the one that IMPORTED_FROM names. Child processes inherit all of it.
"""

from __future__ import annotations

import atexit
import os
import socket
import sys
from collections.abc import Callable, Sequence
from typing import Any

LOOPBACK = ("localhost", "localhost.localdomain", "::1", "0.0.0.0", "::", "", None)


def refuse(what: str, host: Any) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name in LOOPBACK or str(name).startswith("127."):
        return
    with open(os.environ["NETWORK_ATTEMPTS"], "a", encoding="utf-8") as attempts:
        attempts.write(f"{what} {name} by {' '.join(sys.argv)}\n")
    raise OSError(f"refused by the test: {what} {name}")


def guard(owner: Any, name: str, hosts_of: Callable[[Sequence[Any]], Sequence[Any]]) -> None:
    real = getattr(owner, name)

    def guarded(*arguments: Any, **named: Any) -> Any:
        for host in (*hosts_of(arguments), named.get("host")):
            refuse(name, host)
        return real(*arguments, **named)

    setattr(owner, name, guarded)


def addressed(arguments: Sequence[Any]) -> list[Any]:
    """Hosts of a socket method's arguments (itself, …, address); a Unix socket's path is none."""
    return [a[0] for a in arguments[1:] if isinstance(a, tuple) and a]


for method in ("connect", "connect_ex", "sendto"):
    guard(socket.socket, method, addressed)
for function in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
    guard(socket, function, lambda arguments: arguments[:1])


@atexit.register
def note_origin() -> None:
    package = sys.modules.get("govllm")
    if package is not None:
        with open(os.environ["IMPORTED_FROM"], "a", encoding="utf-8") as places:
            places.write(f"{package.__file__}\n")
