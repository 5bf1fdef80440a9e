"""Settings about tickets and files: what they may hold, and how long they stay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings as django_settings
from django.db import DatabaseError

from django_support_tickets.checks.errors import Messages, is_above_zero, unknown_keys, wrong
from django_support_tickets.conf import (
    DEFAULT_LIMITS,
    DEFAULT_RETENTION,
    DEFAULT_THROTTLES,
    NAME,
    settings,
)
from django_support_tickets.enums import Priority
from django_support_tickets.files.types import TYPES
from django_support_tickets.http.throttling import parse_rate
from django_support_tickets.models.ticket import CODE_LENGTH

LONGEST_LIFETIME = 1_000_000_000  # seconds: now and so many are still a date
KEPT_FOR_EVER = {"closed_tickets", "deliveries"}


def check_storage() -> Messages:
    """Yield an error unless ``STORAGE`` names a storage."""
    alias = settings.STORAGE
    known = getattr(django_settings, "STORAGES", {})
    if isinstance(alias, str) and "." not in alias and alias not in known:
        aliases = ", ".join(known)
        hint = f"Known aliases: {aliases}. A dotted path or a callable needs no STORAGES."
        yield wrong(7, f"{NAME}['STORAGE'] names no storage: {alias!r}.", hint)


def check_categories() -> Messages:
    """Yield what does not fit in ``CATEGORIES``.

    A function may ask a table that the first ``migrate`` has still to make, or that is empty.
    """
    where = f"{NAME}['CATEGORIES']"
    hint = f"Give pairs of a value (1 to {CODE_LENGTH} characters, no comma) and a label."
    try:
        values: list[Any] = list(settings.categories())  # as the host wrote them
    except (ImportError, DatabaseError):
        return  # the first is said by check_paths
    except Exception as error:  # noqa: BLE001 - the host's function, and it may raise anything
        yield wrong(8, f"{where} is not a list of pairs: {error!r}.", hint)
        return
    fits = [isinstance(v, str) and 0 < len(v) <= CODE_LENGTH and "," not in v for v in values]
    written = isinstance(settings.CATEGORIES, (list, tuple))
    if not all(fits) or (written and not values):
        yield wrong(8, f"{where} has a value that does not fit: {values!r}.", hint)


def check_priorities() -> Messages:
    """Yield what does not fit in ``CUSTOMER_PRIORITIES``."""
    known = [priority.code for priority in Priority]
    unknown = [code for code in settings.CUSTOMER_PRIORITIES if code not in known]
    if unknown or "medium" not in settings.CUSTOMER_PRIORITIES:
        hint = f"Give some of {known}; 'medium' must be one, because it is the default."
        yield wrong(9, f"{NAME}['CUSTOMER_PRIORITIES'] does not fit.", hint)


def check_limits() -> Messages:
    """Yield what does not fit in ``LIMITS`` and ``LINK_LIFETIME``."""
    yield from unknown_keys(settings.LIMITS, tuple(DEFAULT_LIMITS), f"{NAME}['LIMITS']")
    for key in ("message_length", "file_size", "files_per_message"):
        value = settings.limits[key]
        if not is_above_zero(value, int):
            yield wrong(10, f"{NAME}['LIMITS'][{key!r}] is {value!r}.", "Give a number above 0.")
    types = settings.limits["content_types"]
    if not isinstance(types, (list, tuple, set)):
        hint = "Give a list of types such as 'image/png'."
        yield wrong(11, f"{NAME}['LIMITS']['content_types'] is {types!r}.", hint)
    elif unknown := [kind for kind in types if kind not in TYPES]:
        hint = f"The desk can recognise: {', '.join(TYPES)}."
        yield wrong(11, f"{NAME}['LIMITS']['content_types'] has unknown types {unknown}.", hint)
    if not 0 < settings.LINK_LIFETIME < LONGEST_LIFETIME:
        hint = f"Give a number of seconds from 1 to {LONGEST_LIFETIME - 1}."
        yield wrong(10, f"{NAME}['LINK_LIFETIME'] is {settings.LINK_LIFETIME!r}.", hint)


def check_retention() -> Messages:
    """Yield what does not fit in ``RETENTION``."""
    yield from unknown_keys(settings.RETENTION, tuple(DEFAULT_RETENTION), f"{NAME}['RETENTION']")
    periods: Mapping[str, Any] = settings.retention  # as the host wrote them
    for key, days in periods.items():
        if days is None and key in KEPT_FOR_EVER:
            continue
        # timedelta ends before the 2 750 years that this allows do
        if not is_above_zero(days, int) or days >= 1_000_000:
            hint = "Give a number of days above 0: a running upload has no row yet."
            if key in KEPT_FOR_EVER:
                hint = "Give a number of days above 0, or None to keep them for ever."
            yield wrong(24, f"{NAME}['RETENTION'][{key!r}] is {days!r}.", hint)


def check_throttles() -> Messages:
    """Yield rates that are none."""
    yield from unknown_keys(settings.THROTTLES, tuple(DEFAULT_THROTTLES), f"{NAME}['THROTTLES']")
    for scope, rate in settings.throttles.items():
        try:
            fits = rate is None or parse_rate(rate)[0] > 0
        except (ValueError, AttributeError):
            fits = False
        if not fits:
            hint = "Give a rate such as '30/min' (s, min, hour or day), or None."
            yield wrong(12, f"{NAME}['THROTTLES'][{scope!r}] is {rate!r}.", hint)


def check_ticket_url() -> Messages:
    """Yield an address that leads to no ticket."""
    hint = "Give an address with {id} or {reference}, or a callable (ticket, person) -> str."
    url = settings.TICKET_URL
    try:
        fits = settings.callable_at("TICKET_URL") is not None or not url
        fits = fits or url.format(id=1, reference="A") != url  # type: ignore[union-attr]
    except (AttributeError, ImportError, LookupError, ValueError):
        fits = False
    if not fits:
        yield wrong(16, f"{NAME}['TICKET_URL'] leads to no ticket: {url!r}.", hint)
