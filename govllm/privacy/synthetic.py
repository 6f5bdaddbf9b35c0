"""Whether an identifier is nobody's by its making: what `govllm.privacy.invent` draws says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

_EXAMPLE = re.compile(r"[@.]example\.(?:com|cn|org)$")
_KEPT_NETS = ("192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:")


def _digits(value: str) -> str:
    return "".join(sign for sign in value if sign.isalnum())


# By class, how to see that nobody bears the identifier; other classes show nothing of the kind.
_MADE: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        "resident_id": lambda value: _digits(value)[4:6] == "99",
        "residence_permit": lambda value: _digits(value)[2:6] == "0000",
        "social_credit_code": lambda value: _digits(value)[6:8] == "99",
        "bank_card": lambda value: _digits(value)[2:6] == "9900",
        "mobile": lambda value: _digits(value).removeprefix("86")[3:7] == "0000",
        # A number without a dialling code is one of the invented city.
        "landline": lambda value: _digits(value)[:1] != "0" or _digits(value).startswith("0999"),
        "email": lambda value: _EXAMPLE.search(value.lower()) is not None,
        "ip": lambda value: value.lower().startswith(_KEPT_NETS),
    }
)
CLASSES = frozenset(_MADE)


def is_invented(kind: str, value: str) -> bool:
    """Whether an identifier of one of `CLASSES` can be seen to be nobody's.

    Raises:
        KeyError: for another class.
    """
    return _MADE[kind](value)
