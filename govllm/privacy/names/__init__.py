"""Names of people: every family name is tried, and a small linear model weighs what stands around."""

from govllm.privacy.names.find import find_names

__all__ = ["find_names"]
