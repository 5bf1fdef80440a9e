"""From an event to its recipients: one row becomes one for each person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import router, transaction

from django_support_tickets.models import Delivery
from django_support_tickets.outbox.claiming import still_claimed
from django_support_tickets.selectors.audience import recipients_of
from django_support_tickets.selectors.preferences import wants

if TYPE_CHECKING:
    from django_support_tickets.models import TicketEvent


def address(row: Delivery) -> None:
    """Put a row for each person who must be told in the place of the event's row.

    One transaction: a crash leaves the one row or all the others, so nobody is told twice and
    nobody is forgotten. Writes nothing if the claim was lost meanwhile.
    """
    told = _rows(row.event, row.notifier)
    using = router.db_for_write(Delivery)
    with transaction.atomic(using):
        deleted, _by_model = still_claimed(row).delete()
        if deleted:
            Delivery.objects.using(using).bulk_create(told, ignore_conflicts=True)


def _rows(event: TicketEvent, notifier: str) -> list[Delivery]:
    people = [person for person in recipients_of(event) if wants(person, event, notifier)]
    return [
        Delivery(
            event=event, notifier=notifier, recipient_id=person.pk, recipient_key=str(person.pk)
        )
        for person in people
    ]
