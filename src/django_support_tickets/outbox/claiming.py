"""Taking rows for one relay alone, and giving them back."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import connections, router, transaction
from django.db.models import F
from django.utils import timezone

from django_support_tickets.enums import DeliveryState
from django_support_tickets.models import Delivery
from django_support_tickets.selectors.outbox import WAITING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db.models import QuerySet

BATCH = 100
"""Rows of each open state that a relay takes at a time."""

LEASE = timedelta(minutes=5)
"""How long rows stay with the relay that took them, if it is not heard of again."""

WITH_ALL_IT_TELLS = ("recipient", "event__ticket__customer", "event__ticket__assigned_agent")


def claim() -> list[Delivery]:
    """Take rows that are due, oldest first: they are the caller's alone until ``LEASE`` is over.

    They are claimed when this returns; no transaction and no lock is left open. A claim counts
    as an attempt, so that a row whose worker dies each time is given up in the end.
    """
    using, token = router.db_for_write(Delivery), uuid4()
    # One query for each state, because each then reads its index in order and locks nothing
    # that it does not take. Both every time, so that new rows cannot starve the retries.
    taken = [key for state in WAITING for key in _take(state, token, using)]
    if not taken:
        return []
    rows = Delivery.objects.using(using).filter(pk__in=taken, claim=token)
    return list(rows.select_related(*WITH_ALL_IT_TELLS).order_by("pk"))


def _take(state: DeliveryState, token: UUID, using: str) -> Sequence[int]:
    skips_locked = connections[using].features.has_select_for_update_skip_locked
    now = timezone.now()
    due = Delivery.objects.using(using).filter(state=state, next_attempt_at__lte=now)
    first = due.order_by("next_attempt_at", "pk").values_list("pk", flat=True)
    # Without SKIP LOCKED two relays may read the same keys; the UPDATE asks again whether each
    # is still due, and so gives it to one of them. It stays outside a transaction there: SQLite
    # refuses at once a transaction that begins by reading and then wants to write.
    with transaction.atomic(using) if skips_locked else nullcontext():
        if skips_locked:
            first = first.select_for_update(skip_locked=True)
        keys = list(first[:BATCH])
        if keys:
            due.filter(pk__in=keys).update(
                claim=token, next_attempt_at=now + LEASE, attempts=F("attempts") + 1
            )
    return keys


def still_claimed(row: Delivery) -> QuerySet[Delivery]:
    """Return the row if its claim still holds: after ``LEASE`` another relay may have it."""
    return Delivery.objects.using(router.db_for_write(Delivery)).filter(pk=row.pk, claim=row.claim)


def finish(row: Delivery, state: DeliveryState, **values: Any) -> DeliveryState:
    """Write how a claimed row ended, let it go, and return ``state``."""
    still_claimed(row).update(state=state, claim=None, **values)
    return state


def release(rows: Sequence[Delivery]) -> None:
    """Give back claimed rows that were not begun: they are due again and nothing was tried."""
    for row in rows:
        still_claimed(row).update(
            claim=None, next_attempt_at=timezone.now(), attempts=F("attempts") - 1
        )
