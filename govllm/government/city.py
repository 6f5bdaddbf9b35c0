"""The city of 云州市, as its rules and its cases name it (`evalsets/corpus/city.yaml`)."""

from __future__ import annotations

from typing import Literal

District = Literal[
    "澄湖区", "青岚区", "石渡区", "南屏区", "东篱区", "桐江区", "云州高新区",
    "禾丰县", "梅溪县", "松谷县",
]  # fmt: skip
COUNTIES: frozenset[District] = frozenset({"禾丰县", "梅溪县", "松谷县"})
