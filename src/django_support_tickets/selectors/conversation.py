"""What was said on a ticket: messages, files and history, as an actor may see them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Prefetch, Q

from django_support_tickets.exceptions import AttachmentNotFound, NothingFound
from django_support_tickets.models import Attachment, Message, TicketEvent
from django_support_tickets.selectors.tickets import sees_internal, visible_to

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from django_support_tickets.actors import Actor
    from django_support_tickets.models import Ticket


class Conversation(NamedTuple):
    """The newest messages, oldest first, and the reader's uploads that no message holds yet."""

    messages: list[Message]
    has_previous: bool
    waiting: list[Attachment]


def conversation_of(actor: Actor, ticket: Ticket, limit: int) -> Conversation:
    """Return what the actor sees on the ticket, in two queries; none if it was opened just now."""
    if ticket.opening is not None:
        return Conversation([ticket.opening], has_previous=False, waiting=[])
    newest = list(_visible_messages(actor, ticket).order_by("-sequence")[: limit + 1])
    messages = {message.pk: message for message in reversed(newest[:limit])}
    waiting: list[Attachment] = []
    for message in messages.values():
        message.files = []
    shown = Q(message__in=messages) | Q(message=None, uploaded_by=actor.id)
    for file in Attachment.objects.filter(shown, ticket=ticket):
        (messages[file.message_id].files if file.message_id else waiting).append(file)
    return Conversation([*messages.values()], len(newest) > limit, waiting)


def sequence_column(actor: Actor, ticket: Ticket) -> str:
    """Return the column in which this reader counts messages and events of the ticket."""
    return "sequence" if sees_internal(actor, ticket) else "public_sequence"


def messages_of(actor: Actor, ticket: Ticket) -> QuerySet[Message]:
    """Return the ticket's messages, oldest first, with their files; notes only for staff."""
    files = Prefetch("attachments", to_attr="files")
    messages = _visible_messages(actor, ticket).order_by("sequence")
    return messages.prefetch_related(files)  # type: ignore[no-redef]  # the declared one


def get_message(actor: Actor, ticket: Ticket, message_id: str) -> Message:
    """Return a message of the ticket that the actor may know of; else ``NothingFound``."""
    try:
        return messages_of(actor, ticket).get(pk=uuid.UUID(message_id))
    except (Message.DoesNotExist, ValueError):
        raise NothingFound from None


def latest_messages(
    actor: Actor, ticket: Ticket, limit: int, *, before: int | None = None
) -> list[Message]:
    """Return up to ``limit`` newest messages, oldest first, in two queries.

    With ``before``, the newest of those that came before this one of the ticket's sequence.
    """
    messages = messages_of(actor, ticket)
    if before is not None:
        messages = messages.filter(sequence__lt=before)
    return list(messages.order_by("-sequence")[:limit])[::-1]


def messages_before(actor: Actor, ticket: Ticket, before: int, *, limit: int) -> list[Message]:
    """Return up to ``limit`` newest messages, oldest first: of all, or before a place.

    A place is a number in the reader's own count; 0 is the end of the conversation.
    """
    column = sequence_column(actor, ticket)
    messages = messages_of(actor, ticket).order_by(f"-{column}")
    if before:
        messages = messages.filter(**{f"{column}__lt": before})
    return list(messages[:limit])[::-1]


def messages_after(actor: Actor, ticket: Ticket, after: int, *, limit: int) -> list[Message]:
    """Return the message at a place in the reader's count and up to ``limit`` after it."""
    column = sequence_column(actor, ticket)
    messages = messages_of(actor, ticket).filter(**{f"{column}__gte": after})
    return list(messages.order_by(column)[: limit + 1])


def unclaimed_attachments(actor: Actor, ticket: Ticket) -> QuerySet[Attachment]:
    """Return the actor's own uploads that no message holds yet."""
    return Attachment.objects.filter(ticket=ticket, message=None, uploaded_by=actor.id)


def linked_attachment(attachment_id: str) -> Attachment:
    """Return a file whose signed link was just verified; the signature is the permission."""
    try:
        return Attachment.objects.get(pk=uuid.UUID(attachment_id))
    except (Attachment.DoesNotExist, ValueError):
        raise AttachmentNotFound from None


def get_attachment(actor: Actor, attachment_id: str) -> Attachment:
    """Return a file that the actor may read, with its ticket; else ``AttachmentNotFound``."""
    try:
        key = uuid.UUID(attachment_id)
        attachment = Attachment.objects.select_related("ticket", "message").get(
            pk=key, ticket__in=visible_to(actor)
        )
    except (Attachment.DoesNotExist, ValueError):
        raise AttachmentNotFound from None
    if not _may_read(actor, attachment):
        raise AttachmentNotFound
    return attachment


def events_of(actor: Actor, ticket: Ticket, *, after: int = 0) -> QuerySet[TicketEvent]:
    """Return the events that the actor may know of, in order, after a sequence of theirs."""
    internal = sees_internal(actor, ticket)
    return events_for_audience(ticket.pk, sees_internal=internal, after=after)


def events_for_audience(
    ticket_id: Any, *, sees_internal: bool, after: int
) -> QuerySet[TicketEvent]:
    """Return a ticket's events in order, all or the public ones, after a sequence among them.

    For readers of whom it was asked already whether they may see the ticket, and its notes.
    """
    column = "sequence" if sees_internal else "public_sequence"
    events = TicketEvent.objects.filter(ticket=ticket_id, **{f"{column}__gt": after})
    return events.order_by(column)


def latest_events(actor: Actor, ticket: Ticket, limit: int) -> list[TicketEvent]:
    """Return up to ``limit`` newest events that the actor may know of, in order."""
    return list(events_of(actor, ticket).reverse()[:limit])[::-1]


def _may_read(actor: Actor, attachment: Attachment) -> bool:
    if attachment.message is None:
        return attachment.uploaded_by_id == actor.id
    return not attachment.message.is_internal or sees_internal(actor, attachment.ticket)


def _visible_messages(actor: Actor, ticket: Ticket) -> QuerySet[Message]:
    messages = ticket.messages.all()  # each row then knows its ticket without a query
    return messages if sees_internal(actor, ticket) else messages.filter(is_internal=False)
