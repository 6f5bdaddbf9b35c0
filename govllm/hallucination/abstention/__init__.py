"""Whether an answer declines: says that it does not know, or that its sources do not tell."""

from govllm.hallucination.abstention.model import abstains

__all__ = ["abstains"]
