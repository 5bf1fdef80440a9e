"""From an alias of ``NOTIFIERS`` to the notifier."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.utils.module_loading import import_string

from django_support_tickets.conf import settings

if TYPE_CHECKING:
    from django_support_tickets.notifiers.base import BaseNotifier


def get_notifier(alias: str) -> BaseNotifier:
    """Return the notifier of this alias, made on first use.

    Raises ``KeyError`` for an alias that is not configured (any more), ``ImportError`` for a
    path that leads nowhere, and whatever the class raises for its ``OPTIONS``.
    """
    return cast("BaseNotifier", settings.backend("NOTIFIERS", alias))


def is_in_use(notifier_class: type[BaseNotifier]) -> bool:
    """Whether one of ``NOTIFIERS`` is of this class; one that cannot be imported is not."""
    return any(_leads_to(entry["BACKEND"], notifier_class) for entry in settings.NOTIFIERS.values())


def _leads_to(path: str, notifier_class: type[BaseNotifier]) -> bool:
    try:
        found = import_string(path)
    except ImportError:
        return False
    return isinstance(found, type) and issubclass(found, notifier_class)
