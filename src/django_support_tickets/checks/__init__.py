"""System checks: what is wrong with the host's settings, by key, with the fix.

Numbers are never used again. Nothing here touches the network or constructs a storage.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core import checks

from django_support_tickets.checks import backends, deployment, pages, people, shapes, tickets
from django_support_tickets.checks.errors import Messages, unknown_keys, wrong
from django_support_tickets.conf import KEYS, NAME, host_values

CHECKS: tuple[Callable[[], Messages], ...] = (
    shapes.check_paths,
    people.check_policy,
    people.check_person_model,
    tickets.check_storage,
    tickets.check_categories,
    tickets.check_priorities,
    tickets.check_limits,
    tickets.check_retention,
    tickets.check_throttles,
    tickets.check_ticket_url,
    backends.check_notifiers,
    backends.check_relay,
    backends.check_scanner,
    backends.check_realtime,
    pages.check_base_template,
)


@checks.register("support_tickets")
def check_settings(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Return what is wrong with ``SUPPORT_TICKETS``; values are looked at only if keys fit."""
    values = host_values()
    if not isinstance(values, dict):
        return [wrong(1, f"{NAME} is not a dict.", f"Write {NAME} = {{...}}.")]
    found = [*unknown_keys(values, KEYS, NAME), *shapes.wrong_types(values)]
    if not found:
        found = [message for check in CHECKS for message in check()]
    return found


checks.register(deployment.check_throttle_cache, "support_tickets", deploy=True)
checks.register(deployment.check_bus, "support_tickets", deploy=True)
