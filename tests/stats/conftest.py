"""What the simulations share."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import pytest

from govllm.stats import bootstrap


@pytest.fixture
def weights_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw the bootstrap's weights once for each number of clusters: all runs have one seed, as
    all runs of a plan have, and drawing anew each time would only cost minutes."""
    draw_weights = bootstrap._weights

    @lru_cache(maxsize=2)
    def kept(clusters: int, seed: int) -> list[np.ndarray]:
        return list(draw_weights(clusters, seed))

    def weights(clusters: int, seed: int) -> Iterator[np.ndarray]:
        yield from kept(clusters, seed)

    monkeypatch.setattr(bootstrap, "_weights", weights)
