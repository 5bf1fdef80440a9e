"""Files on tickets: first stored, then one row each, then held by at most one message."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from django_support_tickets.actions.changes import changing
from django_support_tickets.actions.storing import stored
from django_support_tickets.conf import settings
from django_support_tickets.enums import ScanStatus, Verb
from django_support_tickets.exceptions import InvalidInput, TicketClosed
from django_support_tickets.files.scanning import get_scanner
from django_support_tickets.files.thumbnails import can_picture
from django_support_tickets.models import Attachment
from django_support_tickets.models.keys import time_ordered_uuid
from django_support_tickets.policies import get_policy
from django_support_tickets.signals import files_stored

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.files.base import File

    from django_support_tickets.actors import Actor
    from django_support_tickets.files.intake import StoredFile
    from django_support_tickets.models import Message, Ticket

# Of one person on one ticket: they are kept for a day and shown in every detail.
MOST_UNCLAIMED = 20


def attach_files(ticket: Ticket, *, by: Actor, files: Sequence[File[bytes]]) -> list[Attachment]:
    """Store files on a ticket for a message to come; return their rows.

    Only the uploader sees them until ``post_message(attachment_ids=...)`` claims them, so this
    is no event. Raises ``FileRefused`` or its kinds, ``TicketClosed``, and ``InvalidInput`` where
    ``MOST_UNCLAIMED`` files of theirs wait already.
    """
    require_attaching(ticket, by)
    with stored(files) as stored_files:
        return attach_stored(ticket, by, stored_files)


def attach_stored(ticket: Ticket, by: Actor, files: Sequence[StoredFile]) -> list[Attachment]:
    """Insert the rows of files that lie in the storage already."""
    with changing(ticket, by=by) as locked:
        require_attaching(locked, by)
        if waiting_files(locked, by) + len(files) > MOST_UNCLAIMED:
            raise too_many_waiting()
        return insert_attachments(locked, by, files)


def waiting_files(ticket: Ticket, by: Actor) -> int:
    """Return how many files of the actor wait for a message to this ticket."""
    return Attachment.objects.filter(ticket=ticket, message=None, uploaded_by=by.id).count()


def too_many_waiting() -> InvalidInput:
    """Return the refusal of more than ``MOST_UNCLAIMED`` files."""
    return InvalidInput({"file": [_("Send a message with the files you have uploaded.")]})


def require_attaching(ticket: Ticket, by: Actor) -> None:
    """Raise ``NotAllowed`` or ``TicketClosed``; asked before storing, and under the lock."""
    get_policy().require(by, Verb.ATTACH, ticket)
    if ticket.is_closed:
        raise TicketClosed(ticket)


def insert_attachments(
    ticket: Ticket, by: Actor, files: Sequence[StoredFile], *, message: Message | None = None
) -> list[Attachment]:
    """Insert a row for each stored file; the caller holds the ticket's lock.

    Raises ``NotAllowed``: who may write a message may not therefore send files with it.
    """
    if not files:
        return []
    get_policy().require(by, Verb.ATTACH, ticket)
    scanner = get_scanner()
    now = timezone.now()
    # Files are read in the order of their keys, of which those of one millisecond have none.
    keys = sorted(time_ordered_uuid() for _ in files)
    rows = Attachment.objects.bulk_create(
        [
            Attachment(
                id=file.row_id or key,
                ticket=ticket,
                message=message,
                uploaded_by_id=by.id,
                uploaded_by_name=by.name,
                file=file.key,
                filename=file.filename,
                file_size=file.file_size,
                content_type=file.content_type,
                sha256=file.sha256,
                scan_status=ScanStatus.PENDING if scanner else ScanStatus.SKIPPED,
                inspected_at=None if scanner or can_picture(file.content_type) else now,
            )
            for key, file in zip(keys, files, strict=True)
        ]
    )
    if any(row.inspected_at is None for row in rows):
        transaction.on_commit(_announce, robust=True)
    return rows


def _announce() -> None:
    files_stored.send_robust(sender=Attachment)


def claim_attachments(message: Message, by: Actor, ids: Sequence[Any]) -> list[Attachment]:
    """Put the actor's own, unclaimed uploads to this ticket into ``message``; return them.

    Raises ``InvalidInput`` if one of them is anything else. The caller holds the ticket's lock,
    so that two messages cannot claim one file.
    """
    if not ids:
        return []
    keys = _keys(ids)
    free = Attachment.objects.filter(
        pk__in=keys, ticket_id=message.ticket_id, message=None, uploaded_by_id=by.id
    )
    if by.id is None or free.update(message=message) != len(keys):
        raise InvalidInput({"attachment_ids": [_("Give ids of your own files, not yet sent.")]})
    return list(Attachment.objects.filter(message=message))


def _keys(ids: Sequence[Any]) -> set[uuid.UUID]:
    limit = settings.limits["files_per_message"]
    try:
        keys = {value if isinstance(value, uuid.UUID) else uuid.UUID(str(value)) for value in ids}
    except ValueError:
        raise InvalidInput({"attachment_ids": [_("Give the ids of files.")]}) from None
    if len(keys) > limit:
        raise InvalidInput({"attachment_ids": [_("At most %(limit)d files.") % {"limit": limit}]})
    return keys
