"""Backends: notifiers, relay, scanner and bus. They are made, and asked what they miss."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from django.utils.module_loading import import_string

from django_support_tickets.checks.errors import Messages, is_above_zero, unknown_keys, wrong
from django_support_tickets.conf import DEFAULT_REALTIME, NAME, RELAYS, settings
from django_support_tickets.files.scanning import BaseScanner, get_scanner
from django_support_tickets.models.delivery import ALIAS_LENGTH
from django_support_tickets.notifiers import BaseNotifier, get_notifier
from django_support_tickets.outbox.relays import QUEUES
from django_support_tickets.realtime.buses import BaseBus

NOTIFIER_KEYS = ("BACKEND", "OPTIONS")
SCANNER_KEYS = ("BACKEND", "OPTIONS", "FAIL_OPEN")


class Kind(NamedTuple):
    """A kind of backend: what it is called, its base class, and what helps who cannot make one."""

    name: str
    base: type[BaseNotifier | BaseScanner | BaseBus]
    base_path: str
    to_make: str = "Give a dotted path that can be imported, with OPTIONS that the class knows."


NOTIFIER = Kind("notifier", BaseNotifier, "django_support_tickets.notifiers.BaseNotifier")
SCANNER = Kind(
    "scanner",
    BaseScanner,
    "django_support_tickets.files.scanning.BaseScanner",
    "Give {'BACKEND': dotted path, 'OPTIONS': {...}} with options that it knows.",
)
BUS = Kind("bus", BaseBus, "django_support_tickets.realtime.buses.BaseBus")


def check_notifiers() -> Messages:
    """Yield notifiers that cannot be made, and what they say of themselves."""
    for alias, entry in settings.NOTIFIERS.items():
        where = f"{NAME}['NOTIFIERS'][{alias!r}]"
        if not 0 < len(str(alias)) <= ALIAS_LENGTH:
            hint = f"Give 1 to {ALIAS_LENGTH} characters."
            yield wrong(13, f"{where} has an alias that does not fit.", hint)
        elif not isinstance(entry, dict) or "BACKEND" not in entry:
            hint = "Give {'BACKEND': dotted path, 'OPTIONS': {...}}."
            yield wrong(13, f"{where} names no backend.", hint)
        else:
            yield from unknown_keys(entry, NOTIFIER_KEYS, where)
            yield from _of_backend(13, where, NOTIFIER, partial(get_notifier, alias))


def check_relay() -> Messages:
    """Yield a relay that is not known or not installed."""
    relay = settings.RELAY
    if relay not in RELAYS:
        yield wrong(15, f"{NAME}['RELAY'] is {relay!r}.", f"Give one of {', '.join(RELAYS)}.")
    elif relay in QUEUES:
        try:
            import_string(QUEUES[relay])
        except ImportError as error:
            hint = f"Install {relay.replace('_', '-')}, or choose another relay ({error})."
            yield wrong(15, f"{NAME}['RELAY'] is {relay!r}, which is not installed.", hint)


def check_scanner() -> Messages:
    """Yield a scanner that cannot be made, and what it says of itself."""
    if settings.SCANNER is None:
        return
    where = f"{NAME}['SCANNER']"
    yield from unknown_keys(settings.SCANNER, SCANNER_KEYS, where)
    opens = settings.SCANNER.get("FAIL_OPEN", False)
    if not isinstance(opens, bool):
        yield wrong(14, f"{where}['FAIL_OPEN'] is {opens!r}.", "Give True or False.")
    yield from _of_backend(14, where, SCANNER, get_scanner)


def _of_backend(number: int, where: str, kind: Kind, make: Callable[[], Any]) -> Messages:
    try:
        backend = make()
    except Exception as error:  # noqa: BLE001 - the host's class, and it may raise anything
        yield wrong(number, f"{where} makes no {kind.name}: {error!r}.", kind.to_make)
        return
    if isinstance(backend, kind.base):
        yield from backend.check()
    else:
        hint = f"Give a subclass of {kind.base_path}."
        yield wrong(number, f"{where}['BACKEND'] is not a {kind.name}.", hint)


def _is_number(value: Any) -> bool:
    return is_above_zero(value, int, float)


SLOWEST_HEARTBEAT = 40  # seconds: client.js takes a stream that is silent for 45 for dead


def _is_heartbeat(value: Any) -> bool:
    return _is_number(value) and bool(value <= SLOWEST_HEARTBEAT)


REALTIME_VALUES: tuple[tuple[str, Callable[[Any], bool], str], ...] = (
    (
        "HEARTBEAT",
        _is_heartbeat,
        f"Give a number of seconds above 0, at most {SLOWEST_HEARTBEAT}.",
    ),
    ("STREAMS_PER_PERSON", _is_number, "Give a number above 0."),
    ("CUSTOMERS_SEE_TYPING", lambda value: isinstance(value, bool), "Give True or False."),
    (
        "WEBSOCKET_URL",
        lambda value: value is None or (isinstance(value, str) and value.endswith("/")),
        "Give a path or an address that ends in a slash, or None.",
    ),
)


def check_realtime() -> Messages:
    """Yield values and a bus that do not fit, and what the bus says of itself."""
    if settings.REALTIME is None:
        return
    where = f"{NAME}['REALTIME']"
    yield from unknown_keys(settings.REALTIME, tuple(DEFAULT_REALTIME), where)
    for key, fits, hint in REALTIME_VALUES:
        if not fits(settings.realtime[key]):
            yield wrong(22, f"{where}[{key!r}] is {settings.realtime[key]!r}.", hint)
    yield from _of_backend(22, where, BUS, settings.bus)
