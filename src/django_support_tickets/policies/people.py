"""What is known of a person by default: name, address, language, clock. Each is a setting."""

from __future__ import annotations

import zoneinfo
from typing import TYPE_CHECKING, Any

from django.conf import settings as django_settings
from django.utils import timezone
from django.utils.translation import get_supported_language_variant

if TYPE_CHECKING:
    from datetime import tzinfo


def display_name(person: Any) -> str:
    """Return the person's full name where the model has one, otherwise ``str(person)``."""
    full_name = getattr(person, "get_full_name", None)
    return (full_name() if callable(full_name) else "") or str(person)


def email_address(person: Any) -> str:
    """Return the e-mail column of a user model, ``person.email`` of others, or nothing."""
    name_of_column = getattr(person, "get_email_field_name", None)
    column = name_of_column() if callable(name_of_column) else "email"
    return str(getattr(person, column, None) or "")


def language(person: Any) -> str:
    """Return ``person.language`` where it is a language of the site, otherwise the site's."""
    code = getattr(person, "language", None)
    try:
        return get_supported_language_variant(code if isinstance(code, str) else "")
    except (LookupError, ValueError):
        return django_settings.LANGUAGE_CODE


def time_zone(person: Any) -> tzinfo:
    """Return ``person.timezone`` (a name or a ``tzinfo``), otherwise the site's."""
    zone = getattr(person, "timezone", None)
    try:
        return zoneinfo.ZoneInfo(zone) if isinstance(zone, str) and zone else _or_default(zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return timezone.get_default_timezone()


def _or_default(zone: Any) -> tzinfo:
    return zone if hasattr(zone, "utcoffset") else timezone.get_default_timezone()
