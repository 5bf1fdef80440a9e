"""The version that a client last saw: in the body, or in If-Match for clients that can send it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from django_support_tickets.exceptions import InvalidInput

if TYPE_CHECKING:
    from rest_framework.request import Request


def seen_version(request: Request, version: int | None) -> int | None:
    """Return the body's version, or that of If-Match (RFC 9110, 13.1.1), or ``None``."""
    tag = request.headers.get("If-Match", "").strip()
    if version is not None or tag in {"", "*"}:
        return version
    number = tag.removeprefix("W/").strip('"')
    if not number.isdecimal() or len(number) > 9:
        raise InvalidInput({"If-Match": [_("Give the ETag of the ticket.")]})
    return int(number)
