"""Ending what was kept long enough: closed tickets go, with all that belongs to them."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction

from django_support_tickets.actions.changes import changing
from django_support_tickets.actions.exporting import archive_ticket
from django_support_tickets.actors import SYSTEM
from django_support_tickets.exceptions import TicketNotFound
from django_support_tickets.files.intake import discard
from django_support_tickets.selectors.batches import in_batches
from django_support_tickets.selectors.dossier import closed_before

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from django_support_tickets.models import Ticket

BATCH = 100

logger = logging.getLogger("django_support_tickets.retention")


def delete_closed_tickets(
    before: datetime, *, archive: Path | None = None, dry_run: bool = False
) -> Iterator[Ticket]:
    """Delete tickets closed before a moment, one transaction each; yield each that is gone.

    A ticket on legal hold stays. With ``archive`` each is first written to a zip in that
    folder. Whoever changes, reopens or holds a ticket meanwhile keeps it until the next run.
    """
    for tickets in in_batches(closed_before(before), BATCH):
        for ticket in tickets:
            if archive is not None and not dry_run:
                archive_ticket(ticket, archive)
            if dry_run or _delete(ticket, before):
                yield ticket


def _delete(ticket: Ticket, before: datetime) -> bool:
    try:
        with changing(ticket, by=SYSTEM) as locked:
            # What was archived is this version, and no other is deleted.
            if locked.version != ticket.version or not _is_due(locked, before):
                return False
            files = locked.attachments.values_list("file", "thumbnail")
            keys = [key for pair in files for key in pair if key]
            transaction.on_commit(partial(discard, *keys), using=locked._state.db, robust=True)
            locked.delete()
    except TicketNotFound:
        return False
    logger.info("Ticket %s was closed before %s and is deleted", ticket.pk, before.isoformat())
    return True


def _is_due(ticket: Ticket, before: datetime) -> bool:
    return closed_before(before).filter(pk=ticket.pk).exists()
