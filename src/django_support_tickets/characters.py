"""Characters that no database keeps and values that are nested out of reason."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

DEEPEST = 32
BREAKING = {"Cc", "Cs", "Zl", "Zp"}
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def is_storable(text: str) -> bool:
    """Whether every database can keep ``text``: no NUL, no lone surrogate (half a character)."""
    return _UNSTORABLE.search(text) is None


def is_storable_json(value: Any) -> bool:
    """Whether every text in a JSON value is storable and it is at most 32 levels deep.

    Works without recursion, so that depth itself cannot break it.
    """
    waiting = [(value, 0)]
    while waiting:
        item, depth = waiting.pop()
        if isinstance(item, str):
            if not is_storable(item):
                return False
        elif isinstance(item, (dict, list, tuple)):
            if depth >= DEEPEST:
                return False
            parts = [*item, *item.values()] if isinstance(item, dict) else item
            waiting.extend((part, depth + 1) for part in parts)
    return True


def one_line(text: str) -> str:
    """Return the text without anything that could end a line, such as a header of a mail."""
    plain = (" " if unicodedata.category(c) in BREAKING else c for c in text)
    return " ".join("".join(plain).split())
