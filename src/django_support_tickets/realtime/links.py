"""Short-lived tokens for clients that can send no header: EventSource, and WebSocket."""

from __future__ import annotations

import time
from typing import Any

from django.contrib.auth import get_user_model
from django.core import signing
from django.core.exceptions import ValidationError

SALT = "django_support_tickets.stream"


def sign(user: Any, ticket_id: str | None, *, until: float) -> str:
    """Return a token with which this user may follow this one ticket, or the inbox.

    It works, and what it opens stays open, until a time in seconds since 1970. It gives no right
    that the user has not got then.
    """
    return signing.dumps([str(user.pk), ticket_id or "", until], salt=SALT)


def user_of(token: str, ticket_id: str | None) -> tuple[Any, float] | None:
    """Return the active user for whom the token was made, if it is for this, and until when."""
    try:
        key, signed, until = signing.loads(token, salt=SALT)
        user = get_user_model()._default_manager.get(pk=key)
    except (signing.BadSignature, get_user_model().DoesNotExist, ValidationError, ValueError):
        return None
    is_theirs = signed == (ticket_id or "") and until > time.time() and user.is_active
    return (user, until) if is_theirs else None
