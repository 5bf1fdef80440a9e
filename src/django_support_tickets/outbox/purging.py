"""Forgetting what the outbox has done long ago."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django_support_tickets.models import Delivery
from django_support_tickets.selectors.batches import in_batches
from django_support_tickets.selectors.outbox import DONE, done_before

if TYPE_CHECKING:
    from datetime import datetime

BATCH = 500


def purge_deliveries(before: datetime, *, dry_run: bool = False) -> int:
    """Delete deliveries of events that are over for everybody; return how many those are.

    One that is replayed at this moment is pending when the DELETE looks, and stays. Nothing is
    ever delivered again by this: recipients are worked out from a row of the event that was
    replaced, in one transaction, by those that are deleted here.
    """
    count = 0
    for rows in in_batches(done_before(before), BATCH):
        due = Delivery.objects.filter(pk__in=[row.pk for row in rows], state__in=DONE)
        count += len(rows) if dry_run else due.delete()[0]
    return count
