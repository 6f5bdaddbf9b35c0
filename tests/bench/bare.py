"""Bare aiohttp: the floor. `python -m tests.bench.bare BASE_URL SAMPLES`."""

from __future__ import annotations

import asyncio
import json
import sys

import aiohttp

from tests.bench.measure import Stopwatch
from tests.bench.workload import CONCURRENCY, question


async def _ask(base_url: str, samples: int) -> None:
    numbers = iter(range(samples))
    connector = aiohttp.TCPConnector(limit=CONCURRENCY)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def work() -> None:
            for n in numbers:
                body = {
                    "model": "mock",
                    "messages": [{"role": "user", "content": question(n)}],
                    "max_tokens": 8,
                    "temperature": 0.0,
                }
                async with session.post(f"{base_url}/chat/completions", json=body) as response:
                    json.loads(await response.read())["choices"][0]["message"]["content"]

        await asyncio.gather(*(work() for _ in range(CONCURRENCY)))


def main() -> None:
    base_url, samples = sys.argv[1], int(sys.argv[2])
    watch = Stopwatch()
    asyncio.run(_ask(base_url, samples))
    print(watch.result("bare aiohttp", samples).as_line())


if __name__ == "__main__":
    main()
