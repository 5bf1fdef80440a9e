"""Delivering what is due: each row by itself, its result written before the next begins."""

from __future__ import annotations

import logging
import time
import traceback
from typing import TYPE_CHECKING

from django.utils import timezone

from django_support_tickets.conf import settings
from django_support_tickets.enums import DeliveryState
from django_support_tickets.models import Delivery
from django_support_tickets.notifiers import DeliverySkipped, get_notifier, notification_for
from django_support_tickets.outbox.addressing import address
from django_support_tickets.outbox.claiming import claim, finish, release
from django_support_tickets.outbox.retrying import MAX_ATTEMPTS, next_attempt_at, reason_of
from django_support_tickets.selectors.audience import may_be_told
from django_support_tickets.selectors.preferences import wants
from django_support_tickets.signals import delivery_tried

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

logger = logging.getLogger("django_support_tickets.outbox")

CLAIM_SECONDS = 60
"""No delivery of a claim is begun later than this, so that a slow one ends within the lease."""


class GivenUp(Exception):
    """Another try would change nothing until an operator does something; says what."""


def never() -> bool:
    """Return ``False``: a relay that nobody stops."""
    return False


def deliver_due(*, stopping: Callable[[], bool] = never) -> int:
    """Deliver until nothing is due, or ``stopping()``; return how many rows were worked on.

    May run in any number of processes at once: each row is delivered by one of them. What a
    notifier raises is kept in its row and goes no further; errors of the database are raised.
    Must not be called inside a transaction, except in tests.
    """
    done = 0
    while not stopping() and (rows := claim()):
        begun = _deliver_in_time(rows, stopping)
        release(rows[begun:])
        done += begun
    return done


def _deliver_in_time(rows: Sequence[Delivery], stopping: Callable[[], bool]) -> int:
    started = time.monotonic()
    for begun, row in enumerate(rows):
        # The first is always begun: whatever a delivery takes, the outbox must get smaller.
        if stopping() or (begun and time.monotonic() - started > CLAIM_SECONDS):
            return begun
        _deliver(row)
    return len(rows)


def _deliver(row: Delivery) -> None:
    started = time.monotonic()
    outcome = _try(row)
    if not row.awaits_recipients:
        delivery_tried.send_robust(
            sender=Delivery,
            notifier=row.notifier,
            outcome=str(outcome),
            seconds=time.monotonic() - started,
        )


def _try(row: Delivery) -> DeliveryState:
    try:
        _require_life(row)
        if row.awaits_recipients:
            address(row)
        else:
            _notify(row)
    except DeliverySkipped as reason:
        return finish(row, DeliveryState.SKIPPED, last_error=reason_of(reason))
    except Exception as error:  # noqa: BLE001 - notifiers are the host's; the row keeps it
        return _failed(row, error)
    if row.awaits_recipients:  # there is no such row any more
        return DeliveryState.SENT
    return finish(row, DeliveryState.SENT, sent_at=timezone.now(), last_error="")


def _require_life(row: Delivery) -> None:
    if row.attempts > MAX_ATTEMPTS:
        raise GivenUp(f"{MAX_ATTEMPTS} relays ended while they were at work on this.")


def _notify(row: Delivery) -> None:
    if row.recipient is None:
        raise DeliverySkipped("The recipient was deleted.")
    if row.notifier not in settings.NOTIFIERS:
        raise GivenUp(f"NOTIFIERS has no {row.notifier!r} any more.")
    # Asked again before each try: roles and minds may have changed since.
    if not may_be_told(row.event, row.recipient):
        raise DeliverySkipped("The recipient may not know of this any more.")
    if not wants(row.recipient, row.event, row.notifier):
        raise DeliverySkipped("The recipient does not want to be told any more.")
    notification = notification_for(row.event, row.recipient, row.pk)
    get_notifier(row.notifier).notify(notification, row.recipient)


def _failed(row: Delivery, error: Exception) -> DeliveryState:
    is_over = isinstance(error, GivenUp) or row.attempts >= MAX_ATTEMPTS
    logger.warning(
        "Delivery %s by %r failed at try %d%s: %s\n%s",
        row.pk,
        row.notifier,
        row.attempts,
        " and was given up" if is_over else "",
        reason_of(error),
        # Not exc_info, which repeats the message: a notifier's may have a token in it.
        "".join(traceback.format_tb(error.__traceback__)),
    )
    if is_over:
        return finish(row, DeliveryState.DEAD, last_error=reason_of(error))
    again = next_attempt_at(row.attempts)
    return finish(row, DeliveryState.FAILED, last_error=reason_of(error), next_attempt_at=again)
