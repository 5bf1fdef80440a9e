"""Errors of settings, with the fix, as Django's system checks take them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from django.core import checks

from django_support_tickets.conf import KEYS

Messages = Iterator[checks.CheckMessage]


def wrong(number: int, message: str, hint: str) -> checks.Error:
    """Return an error of the desk."""
    return checks.Error(message, hint=hint, id=f"support_tickets.E{number:03}")


def is_above_zero(value: Any, *kinds: type) -> bool:
    """Whether it is a number of one of these kinds above 0; ``True`` is none here."""
    number: Any = value  # the class test would narrow it to one that cannot be compared
    return isinstance(value, kinds) and not isinstance(value, bool) and bool(number > 0)


def unknown_keys(values: Mapping[str, Any], known: Sequence[str], where: str) -> Messages:
    """Yield an error for each key that nobody knows, with the nearest that somebody does."""
    for key in values:
        if key not in known:
            close = get_close_matches(str(key).upper() if known is KEYS else str(key), known, n=1)
            hint = f"Did you mean {close[0]!r}?" if close else f"Known: {', '.join(known)}."
            yield wrong(2, f"{where} has an unknown key {key!r}.", hint)
