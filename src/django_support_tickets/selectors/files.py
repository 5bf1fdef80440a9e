"""Files as the desk's own upkeep sees them; nothing here is for a reader of tickets."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from django.db import router

from django_support_tickets.enums import ScanStatus
from django_support_tickets.models import Attachment
from django_support_tickets.selectors.batches import in_batches

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from django.db.models import QuerySet

BATCH = 200


def waiting_for_inspection() -> Iterator[Attachment]:
    """Yield files that nobody has inspected yet, oldest first, in batches."""
    return _each(Attachment.objects.filter(inspected_at=None))


def waiting_since(moment: datetime) -> bool:
    """Whether a file that was uploaded before ``moment`` has not been inspected yet."""
    waiting = Attachment.objects.filter(inspected_at=None, created_at__lt=moment)
    return waiting.exists()


def not_scanned() -> Iterator[Attachment]:
    """Yield files without a verdict, scanned never or without success, in batches."""
    unknown = Attachment.objects.filter(scan_status__in=(ScanStatus.SKIPPED, ScanStatus.FAILED))
    return _each(unknown.filter(redacted_at=None))


def every_file() -> Iterator[Attachment]:
    """Yield all files, oldest first, in batches."""
    return _each(Attachment.objects.all())


def unclaimed_since(moment: datetime) -> Iterator[Attachment]:
    """Yield files uploaded before ``moment`` that are in no message, in batches.

    None of a ticket on legal hold.
    """
    waiting = Attachment.objects.filter(message=None, created_at__lt=moment)
    return _each(waiting.filter(ticket__legal_hold=False))


def keys_in_use(keys: Collection[str]) -> set[str]:
    """Return those of the storage keys that a row points to."""
    # Files are deleted by this answer, and a replica may not know of the newest rows yet.
    rows = Attachment.objects.using(router.db_for_write(Attachment))
    files = rows.filter(file__in=keys).values_list("file", flat=True)
    pictures = rows.filter(thumbnail__in=keys).values_list("thumbnail", flat=True)
    return {*files, *pictures}


def _each(files: QuerySet[Attachment]) -> Iterator[Attachment]:
    # Not iterator(): on SQLite nobody could write until the caller, who reads and scans each
    # file, has come to the end of it.
    return chain.from_iterable(in_batches(files.select_related("ticket"), BATCH))
