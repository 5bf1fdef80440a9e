"""Whether the session or the token by which a stream was opened still stands."""

from __future__ import annotations

from typing import Any

from django.conf import settings as django_settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.utils.crypto import constant_time_compare
from django.utils.module_loading import import_string


def still_stands(session_key: str, user: Any) -> bool:
    """Whether the session is the user's, and nobody logged out or changed the password.

    One query where sessions are in the database.
    """
    store = import_string(f"{django_settings.SESSION_ENGINE}.SessionStore")
    content = store(session_key).load()
    if content.get(SESSION_KEY) != user._meta.pk.value_to_string(user):
        return False
    if not hasattr(user, "get_session_auth_hash"):
        return True
    known = content.get(HASH_SESSION_KEY, "")
    fallbacks: Any = getattr(user, "get_session_auth_fallback_hash", tuple)()
    return any(
        constant_time_compare(known, each) for each in (user.get_session_auth_hash(), *fallbacks)
    )


def expiry_of(auth: Any) -> float | None:
    """Return when ``request.auth`` expires, in seconds since 1970, if it says so like a JWT."""
    claims = getattr(auth, "payload", auth)
    return claims.get("exp") if isinstance(claims, dict) else None
