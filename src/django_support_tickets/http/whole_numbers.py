"""Numbers out of query parameters and headers."""

from __future__ import annotations

from django.utils.translation import gettext as _

from django_support_tickets.exceptions import InvalidInput

HIGHEST = 2**31 - 1


def whole_number(value: str, name: str, default: int = 0) -> int:
    """Return the number, at most ``HIGHEST``; raise ``InvalidInput`` for anything else."""
    if value == "":
        return default
    if not (value.isascii() and value.isdecimal()) or len(value) > len(str(HIGHEST)):
        raise InvalidInput({name: [_("Give a whole number.")]})
    return min(int(value), HIGHEST)
