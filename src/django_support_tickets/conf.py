"""The settings of the desk: one dict, ``SUPPORT_TICKETS``, read lazily and typed here.

Every key has its default and its meaning below; ``docs/reference/settings.md`` shows them in
use and ``checks`` reports what is wrong with a host's values. Nothing is imported or
resolved before it is first needed, and ``override_settings`` takes effect at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed
from django.utils import timezone
from django.utils.functional import SimpleLazyObject, empty
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import datetime

    from django.utils.functional import _StrOrPromise

NAME = "SUPPORT_TICKETS"
DOTTED_PATH = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)+")

DEFAULT_CATEGORIES: Sequence[tuple[str, _StrOrPromise]] = (
    ("billing", _("Billing")),
    ("technical", _("Technical")),
    ("account", _("Account")),
    ("service", _("Service")),
    ("general", _("General")),
)

DEFAULT_CONTENT_TYPES = (
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "application/pdf",
    "text/plain",
    "text/csv",
    "application/msword",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.ms-excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.oasis.opendocument.text",
)

DEFAULT_LIMITS: Mapping[str, Any] = {
    "message_length": 5000,  # characters
    "file_size": 10 * 1024 * 1024,  # bytes
    "files_per_message": 5,
    "content_types": DEFAULT_CONTENT_TYPES,
}

DEFAULT_THROTTLES: Mapping[str, str | None] = {
    "open_ticket": "30/min",  # per person; None switches a throttle off
    "write": "100/min",  # per person, every other write
    "presence": "120/min",  # per person, for "I am here" and "I am typing"
}

DEFAULT_RETENTION: Mapping[str, int | None] = {
    "unclaimed_files": 1,  # days that an upload waits for a message to claim it
    "orphaned_files": 1,  # days, from its writing, that a file stays that no row points to
    "closed_tickets": None,  # days since it was closed that a ticket stays; None: for ever
    "deliveries": 90,  # days that the outbox and the inbox keep what is done; None: for ever
}

RELAYS = (
    "thread",  # a thread of each web process; nothing to install
    "celery",  # Celery's workers
    "django_tasks",  # workers of Django's tasks (6.0), or of the django-tasks backport
    "none",  # nobody is woken: cron, or a running `manage.py support_relay --loop`, delivers
    "immediate",  # the committing thread itself, which then waits: for tests
)

DEFAULT_REALTIME: Mapping[str, Any] = {
    "BACKEND": "django_support_tickets.realtime.buses.MemoryBus",
    "OPTIONS": {},
    "HEARTBEAT": 15,  # seconds between signs of life, and between questions for permission
    "STREAMS_PER_PERSON": 20,  # of one process; the oldest gives way
    "CUSTOMERS_SEE_TYPING": False,
    "WEBSOCKET_URL": None,
}

DEFAULT_NOTIFIERS: Mapping[str, Mapping[str, Any]] = {
    "email": {"BACKEND": "django_support_tickets.notifiers.email.EmailNotifier"},
    "in_app": {"BACKEND": "django_support_tickets.notifiers.inapp.InAppNotifier"},
}


@dataclass(frozen=True, kw_only=True)
class SupportSettings:
    """The host's ``SUPPORT_TICKETS`` laid over the defaults. Read-only."""

    USER_MODEL: str = ""
    """People that tickets point to, ``"app_label.Model"``. Default: ``AUTH_USER_MODEL``."""

    POLICY: str = "django_support_tickets.policies.SupportPolicy"
    """Class that answers who may see and do what."""

    USER_DISPLAY: str = "django_support_tickets.policies.display_name"
    """Callable ``(person) -> str``: the name that others see."""

    USER_EMAIL: str = "django_support_tickets.policies.people.email_address"
    """Callable ``(person) -> str``: where to write to; empty for a person without an address."""

    USER_LANGUAGE: str = "django_support_tickets.policies.people.language"
    """Callable ``(person) -> str``: the language in which they are told."""

    USER_TIMEZONE: str = "django_support_tickets.policies.people.time_zone"
    """Callable ``(person) -> tzinfo``: the clock by which they are told."""

    STORAGE: str | Callable[[], Any] = "default"
    """Where files go: an alias of ``STORAGES``, the dotted path of a storage, or a callable."""

    SANITIZER: str = "django_support_tickets.sanitizers.bleach_html"
    """Callable ``(text) -> str``: turns a message as typed into safe HTML."""

    SCANNER: Mapping[str, Any] | None = None
    """``{"BACKEND": path, "OPTIONS": {...}, "FAIL_OPEN": False}``; ``None`` scans nothing.

    ``FAIL_OPEN`` serves a file that could not be scanned; an infected one is never served.
    """

    CATEGORIES: Sequence[tuple[str, _StrOrPromise]] | Callable[[], Any] | str = DEFAULT_CATEGORIES
    """Value and label of each category; or a callable, or its dotted path, that returns them."""

    CUSTOMER_PRIORITIES: Sequence[str] = ("low", "medium", "high", "urgent")
    """Priorities that a customer may choose when opening a ticket."""

    LIMITS: Mapping[str, Any] = field(default_factory=dict)
    """Overrides for ``DEFAULT_LIMITS``; lengths in characters, sizes in bytes."""

    THROTTLES: Mapping[str, str | None] = field(default_factory=dict)
    """Overrides for ``DEFAULT_THROTTLES``; rates as in Django REST framework."""

    NOTIFIERS: Mapping[str, Mapping[str, Any]] = field(
        default_factory=lambda: dict(DEFAULT_NOTIFIERS)
    )
    """Alias to ``{"BACKEND": path, "OPTIONS": {...}}``: each gets a delivery of every event."""

    RELAY: str = "thread"
    """Who delivers after commit: one of ``RELAYS``."""

    REALTIME: Mapping[str, Any] | None = field(default_factory=dict)
    """Overrides for ``DEFAULT_REALTIME``; ``None`` streams nothing, so that clients poll."""

    NOTIFICATION_PREFERENCES: str = "django_support_tickets.selectors.preferences.is_switched_on"
    """Callable ``(person, kind, channel, ticket) -> bool``: whether they want to be told."""

    TICKET_URL: str | Callable[..., str] = ""
    """Where people find a ticket: ``"https://example.com/support/{id}"`` (or ``{reference}``), or
    a callable ``(ticket, person) -> str``, or its dotted path. Empty: no link."""

    PAGINATION_CLASS: str | None = None
    """Pages of lists. Default: the host's ``DEFAULT_PAGINATION_CLASS``, otherwise ours."""

    EXCEPTION_HANDLER: str = "django_support_tickets.api.errors.exception_handler"
    """How errors look; signature as in Django REST framework."""

    AUTHENTICATION_CLASSES: Sequence[str] | None = None
    """Dotted paths. Default: the host's ``DEFAULT_AUTHENTICATION_CLASSES``."""

    ENABLED: bool | Callable[..., bool] | str = True
    """Feature flag: a bool, or a callable (or its dotted path) given the request."""

    BASE_TEMPLATE: str = "support_tickets/pages/base.html"
    """Template that the web pages extend: the host's own layout with our blocks in it."""

    LINK_LIFETIME: int = 300
    """Seconds for which a signed download link works."""

    RETENTION: Mapping[str, int | None] = field(default_factory=dict)
    """Overrides for ``DEFAULT_RETENTION``, in days: what ``support_files`` and ``support_retain``
    delete is older."""

    @cached_property
    def person_model(self) -> str:
        """``USER_MODEL``, or ``AUTH_USER_MODEL`` where it is not set."""
        model: Any = self.USER_MODEL or django_settings.AUTH_USER_MODEL
        if not isinstance(model, str):  # models are made before any check can run
            message = f"{NAME}['USER_MODEL'] is {model!r}. Give 'app_label.Model'."
            raise ImproperlyConfigured(message)
        return model

    @cached_property
    def limits(self) -> Mapping[str, Any]:
        """Every limit by its name in the API."""
        return {**DEFAULT_LIMITS, **self.LIMITS}

    @cached_property
    def throttles(self) -> Mapping[str, str | None]:
        """Every throttle rate by its scope."""
        return {**DEFAULT_THROTTLES, **self.THROTTLES}

    @cached_property
    def retention(self) -> Mapping[str, int | None]:
        """Every period of retention by its name, in days."""
        return {**DEFAULT_RETENTION, **self.RETENTION}

    @cached_property
    def realtime(self) -> Mapping[str, Any]:
        """Every value of ``REALTIME`` by its key; empty where nothing is streamed."""
        return {} if self.REALTIME is None else {**DEFAULT_REALTIME, **self.REALTIME}

    def kept_since(self, period: str) -> datetime | None:
        """Return the moment before which ``period`` ends what there is; ``None``: for ever."""
        days = self.retention[period]
        return None if days is None else timezone.now() - timedelta(days=days)

    def categories(self) -> dict[str, _StrOrPromise]:
        """Return value -> label, asking the host's callable each time so that it may change."""
        source = _imported(self.CATEGORIES)
        return dict(source() if callable(source) else source)

    def is_enabled(self, request: Any) -> bool:
        """Whether the desk is open for this request."""
        flag = _imported(self.ENABLED)
        return bool(flag(request) if callable(flag) else flag)

    def resolve(self, key: str) -> Any:
        """Return what the dotted path (or paths) under ``key`` names; imported once."""
        if key not in self._resolved:
            value = getattr(self, key)
            paths = isinstance(value, (list, tuple))
            self._resolved[key] = [*map(import_string, value)] if paths else import_string(value)
        return self._resolved[key]

    def callable_at(self, key: str) -> Callable[..., Any] | None:
        """Return the callable under ``key``, given as such or by its dotted path, or ``None``."""
        value = getattr(self, key)
        is_path = isinstance(value, str) and DOTTED_PATH.fullmatch(value)
        found = import_string(value) if is_path else value
        return found if callable(found) else None

    def backend(self, key: str, alias: str) -> Any:
        """Return the one instance of the backend ``alias`` among those under ``key``."""
        return self._made(f"{key}:{alias}", getattr(self, key)[alias])

    def bus(self) -> Any:
        """Return the one instance of the backend in ``REALTIME``, or ``None`` without one."""
        return self._made("REALTIME", self.realtime) if self.realtime else None

    def instance(self, key: str) -> Any:
        """Return the one instance of the class that the dotted path under ``key`` names."""
        if key not in self._instances:
            self._instances[key] = self.resolve(key)()
        return self._instances[key]

    def _made(self, name: str, entry: Mapping[str, Any]) -> Any:
        if name not in self._instances:
            options = entry.get("OPTIONS") or {}
            self._instances[name] = import_string(entry["BACKEND"])(**options)
        return self._instances[name]

    @cached_property
    def _resolved(self) -> dict[str, Any]:
        return {}

    @cached_property
    def _instances(self) -> dict[str, Any]:
        return {}


def _imported(value: Any) -> Any:
    return import_string(value) if isinstance(value, str) else value


KEYS = tuple(f.name for f in fields(SupportSettings))


def host_values() -> Mapping[str, Any]:
    """Return the host's dict as it is written, unchecked."""
    return getattr(django_settings, NAME, None) or {}


def _load() -> SupportSettings:
    # What is no dict and unknown keys are left to the system check, which can say the fix.
    values = host_values()
    known = KEYS if isinstance(values, dict) else ()
    return SupportSettings(**{key: values[key] for key in known if key in values})


_lazy = SimpleLazyObject(_load)
settings = cast("SupportSettings", _lazy)


def _reload(*, setting: str, **_kwargs: object) -> None:
    if setting in {NAME, "AUTH_USER_MODEL"}:
        _lazy._wrapped = empty


setting_changed.connect(_reload)
