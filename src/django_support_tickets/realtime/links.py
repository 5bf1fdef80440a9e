"""Short-lived tokens for clients that can send no header: EventSource, and WebSocket."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core import signing
from django.core.exceptions import ValidationError

from django_support_tickets.conf import settings

SALT = "django_support_tickets.stream"


def sign(user: Any, ticket_id: str | None) -> str:
    """Return a token with which this user may follow this one ticket, or the inbox.

    It works for ``LINK_LIFETIME`` seconds, and gives no right that the user has not got then.
    """
    return signing.dumps([str(user.pk), ticket_id or ""], salt=SALT)


def user_of(token: str, ticket_id: str | None) -> Any | None:
    """Return the active user for whom the token was made, if it is for this and not too old."""
    try:
        key, signed = signing.loads(token, salt=SALT, max_age=settings.LINK_LIFETIME)
        user = get_user_model()._default_manager.get(pk=key)
    except (signing.BadSignature, get_user_model().DoesNotExist, ValidationError, ValueError):
        return None
    is_theirs = signed == (ticket_id or "") and user.is_active
    return user if is_theirs else None
