"""Removing what should never have been written or sent: its place stays, its content goes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from django_support_tickets.actions.changes import changing
from django_support_tickets.actions.conversation import snippet_of
from django_support_tickets.enums import EventType, Verb
from django_support_tickets.exceptions import AttachmentNotFound, NothingFound, OnLegalHold
from django_support_tickets.files.intake import discard
from django_support_tickets.log import forget_reasons, record
from django_support_tickets.models import Attachment, Message
from django_support_tickets.policies import get_policy
from django_support_tickets.selectors.conversation import messages_of
from django_support_tickets.selectors.tickets import sees_internal

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from django_support_tickets.actors import Actor
    from django_support_tickets.models import Ticket


def redact_message(message: Message, *, by: Actor) -> Message:
    """Remove the text of a message or note for good, and return it as it now is.

    Its files stay; see ``redact_file``. Repeating it changes nothing. Raises ``OnLegalHold``,
    and ``NothingFound`` for a note that the actor may not know of.
    """
    with changing(message.ticket, by=by) as ticket:
        _require(ticket, by)
        known = messages_of(by, ticket).filter(pk=message.pk)
        current = known.first()
        if current is None:
            raise NothingFound
        if remove_texts(ticket, Message.objects.filter(pk=current.pk)):
            is_public, data = not current.is_internal, {"message": str(current.pk)}
            record(ticket, EventType.MESSAGE_REDACTED, by=by, is_public=is_public, **data)
        return known.get()


def redact_file(attachment: Attachment, *, by: Actor) -> Attachment:
    """Remove a file's bytes, picture and name for good, and return its row as it now is.

    Bytes go after commit; if the storage fails then, ``support_files`` finds them. Repeating it
    changes nothing. Raises ``OnLegalHold``, and ``AttachmentNotFound`` for a file that is in no
    message, or in a note that the actor may not know of.
    """
    with changing(attachment.ticket, by=by) as ticket:
        _require(ticket, by)
        known = Attachment.objects.filter(pk=attachment.pk).select_related("message", "ticket")
        current = known.first()
        if current is None or current.message is None:
            raise AttachmentNotFound
        if current.message.is_internal and not sees_internal(by, ticket):
            raise AttachmentNotFound
        if remove_files(Attachment.objects.filter(pk=current.pk)):
            is_public, data = not current.message.is_internal, {"attachment": str(current.pk)}
            record(ticket, EventType.FILE_REDACTED, by=by, is_public=is_public, **data)
        return known.get()


def require_no_hold(ticket: Ticket) -> None:
    """Raise ``OnLegalHold`` if the locked ticket must be preserved."""
    if ticket.legal_hold:
        raise OnLegalHold(ticket)


def remove_texts(ticket: Ticket, messages: QuerySet[Message]) -> int:
    """Empty messages of a locked ticket, and what repeats them; return how many had a text.

    ``client_token`` stays: a client that sends the message once more must not bring it back.
    """
    there = messages.filter(redacted_at=None)
    removed = there.update(message_text="", message_html="", redacted_at=timezone.now())
    if removed:
        spoken = Message.objects.filter(ticket=ticket, is_internal=False).order_by("-sequence")
        text = spoken.values_list("message_text", flat=True).first()
        ticket.last_message_snippet = snippet_of(text or "")
        forget_reasons(ticket)
    return removed


def remove_files(attachments: QuerySet[Attachment]) -> int:
    """Empty files of a locked ticket; return how many were there. Their bytes go after commit."""
    rows = list(attachments.filter(redacted_at=None))
    if not rows:
        return 0
    now = timezone.now()
    Attachment.objects.filter(pk__in=[row.pk for row in rows]).update(
        file="",
        thumbnail="",
        filename="",
        sha256="",
        file_size=0,
        redacted_at=now,
        inspected_at=now,
    )
    keys = [key for row in rows for key in (row.file.name, row.thumbnail.name) if key]
    transaction.on_commit(partial(discard, *keys), using=rows[0]._state.db, robust=True)
    return len(rows)


def _require(ticket: Ticket, by: Actor) -> None:
    get_policy().require(by, Verb.REDACT, ticket)
    require_no_hold(ticket)
