"""Identifiers: numbers and codes that name a person or a body, by check digits, forms and words."""

from govllm.privacy.identifiers.find import find_identifiers
from govllm.privacy.identifiers.patterns import find_patterns

__all__ = ["find_identifiers", "find_patterns"]
