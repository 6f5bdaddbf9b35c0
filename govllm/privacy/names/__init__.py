"""Names of people: every family name is tried, and a linear model weighs what is around."""

from govllm.privacy.names.find import find_names

__all__ = ["find_names"]
