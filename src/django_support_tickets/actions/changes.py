"""The frame of every change: one transaction, one locked ticket, one saved row."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connections, router, transaction
from django.db.models import F

from django_support_tickets.exceptions import Conflict, TicketNotFound
from django_support_tickets.models import Ticket
from django_support_tickets.selectors.readers import keep_standing
from django_support_tickets.selectors.tickets import seen_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django_support_tickets.actors import Actor


@contextmanager
def changing(ticket: Ticket, *, by: Actor, version: int | None = None) -> Iterator[Ticket]:
    """Give the block the ticket's locked, current row and save it if the block recorded an event.

    ``version`` is what the actor last saw, as they count; if the ticket has moved on since,
    ``Conflict`` is raised and nothing is written.
    """
    using = router.db_for_write(Ticket)
    with transaction.atomic(using=using):
        locked = _lock(ticket, using)
        if version is not None and version != seen_by(by, locked).version:
            raise Conflict(locked)
        before = locked.version
        yield locked
        if locked.version != before:
            locked.save(using=using)


def _lock(ticket: Ticket, using: str) -> Ticket:
    rows = Ticket.objects.using(using).filter(pk=ticket.pk)
    if not connections[using].features.has_select_for_update:
        # SQLite: a write that changes nothing takes the lock before the first read, so that two
        # transactions cannot both read and then collide (transaction_mode IMMEDIATE needs 5.1).
        rows.update(version=F("version"))
    locked = rows.select_for_update().first()
    if locked is None:
        raise TicketNotFound
    keep_standing(ticket, locked)
    return locked
