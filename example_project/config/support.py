"""What this host says to the support desk: a name for a person, and whether the desk is open."""

from __future__ import annotations

from django.conf import settings


def display_name(user) -> str:
    return user.full_name or user.email


def is_enabled(_request) -> bool:
    """Read the flag at each call, so that operators can turn the desk off without a restart."""
    return bool(settings.FEATURE_FLAGS.get("support", False))
