"""Talking on a ticket: messages, notes and read marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError
from django.utils.text import Truncator

from django_support_tickets.actions import inputs
from django_support_tickets.actions.attaching import (
    claim_attachments,
    insert_attachments,
    require_attaching,
)
from django_support_tickets.actions.changes import changing
from django_support_tickets.actions.moving import move_ticket
from django_support_tickets.actions.storing import stored
from django_support_tickets.enums import EventType, Status, Verb
from django_support_tickets.exceptions import Conflict, TicketClosed
from django_support_tickets.log import append, draft
from django_support_tickets.models import Message, Ticket, TicketReader
from django_support_tickets.models.keys import time_ordered_uuid
from django_support_tickets.models.ticket import SNIPPET_LENGTH
from django_support_tickets.policies import get_policy
from django_support_tickets.sanitizers import render_html
from django_support_tickets.selectors.conversation import messages_of, sequence_column
from django_support_tickets.selectors.tickets import pick, seen_by, visible_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.files.base import File

    from django_support_tickets.actors import Actor
    from django_support_tickets.models import TicketEvent


def post_message(
    ticket: Ticket,
    *,
    by: Actor,
    message_text: str,
    is_internal: bool = False,
    attachment_ids: Sequence[Any] = (),
    files: Sequence[File[bytes]] = (),
    client_token: str | None = None,
    version: int | None = None,
) -> Message:
    """Add a message, or a note that only staff may see, and return it with its ``files``.

    A reply to a resolved ticket reopens it; a closed ticket raises ``TicketClosed``.
    ``attachment_ids`` claims files that the actor uploaded to this ticket before. A repeated
    ``client_token`` of the same sender returns the first message and writes nothing. With the
    ``version`` that the actor last saw, raises ``Conflict`` if somebody else has written since;
    any other change makes no answer stale.
    """
    text = inputs.clean_message_text(message_text)
    token = inputs.clean_client_token(client_token)
    inputs.check_number_of_files(len(set(attachment_ids)) + len(files))
    try:
        if files:  # asked again under the lock; here, so that nothing is stored to be refused
            require_attaching(pick(visible_to(by), str(ticket.pk)), by)
        with stored(files) as stored_files, changing(ticket, by=by) as locked:
            get_policy().require(by, Verb.NOTE if is_internal else Verb.REPLY, locked)
            _require_unanswered(locked, by, version)
            message = write_message(locked, by, text, is_internal=is_internal, token=token)
            message.files = [
                *claim_attachments(message, by, attachment_ids),
                *insert_attachments(locked, by, stored_files, message=message),
            ]
            return message
    except (IntegrityError, TicketClosed, Conflict):
        # Looked up only here, because repeats are rare: the unique constraint finds them all,
        # and a repeat may arrive after the ticket was closed or answered.
        earlier = _posted_before(ticket, by, token)
        if earlier is None:
            raise
        return earlier


def mark_read(ticket: Ticket, *, by: Actor) -> Ticket:
    """Mark everything that others wrote as read by the actor's side; return the ticket.

    A read mark is the position of a reader, not state of the ticket: it is no event and does
    not make another agent's ``version`` stale.
    """
    with changing(ticket, by=by) as locked:
        get_policy().require(by, Verb.MARK_READ, locked)
        if by.is_customer_of(locked):
            unread = Message.objects.filter(
                ticket=locked, is_internal=False, read_by_customer=False
            )
            unread.update(read_by_customer=True)
            locked.customer_unread_count = 0
        else:
            Message.objects.filter(ticket=locked, read_by_staff=False).update(read_by_staff=True)
            locked.staff_unread_count = 0
            _keep_place(locked, by)
        locked.save(update_fields=["customer_unread_count", "staff_unread_count"])
        return locked


def _keep_place(ticket: Ticket, by: Actor) -> None:
    # The desk shares one count, so that a message is taken care of once; each agent has a place.
    if by.person is not None:
        TicketReader.objects.update_or_create(
            ticket=ticket, person=by.person, defaults={"read_sequence": seen_by(by, ticket).version}
        )


def write_message(
    ticket: Ticket, by: Actor, text: str, *, is_internal: bool = False, token: str | None = None
) -> Message:
    """Insert a message with its event into a locked ticket; raise ``TicketClosed`` if it is."""
    if ticket.is_closed:
        raise TicketClosed(ticket)
    event_type = EventType.NOTE_POSTED if is_internal else EventType.MESSAGE_POSTED
    message, event = draft_message(ticket, by, text, event_type, token=token)
    message.save(force_insert=True)
    append(event)
    if ticket.status == Status.RESOLVED and not is_internal:
        move_ticket(ticket, by, Status.OPEN)
    return message


def draft_message(
    ticket: Ticket, by: Actor, text: str, event_type: EventType, *, token: str | None = None
) -> tuple[Message, TicketEvent]:
    """Return a message and its event, not yet inserted, and count them in the ticket."""
    key, is_note = time_ordered_uuid(), event_type == EventType.NOTE_POSTED
    event = draft(ticket, event_type, by=by, is_public=not is_note, message=str(key))
    is_from_customer = by.is_customer_of(ticket)
    message = Message(
        id=key,
        ticket=ticket,
        sequence=event.sequence,
        public_sequence=event.public_sequence,
        sender_id=by.id,
        sender_name=by.name,
        is_from_customer=is_from_customer,
        is_internal=is_note,
        message_text=text,
        message_html=render_html(text),
        client_token=token,
        read_by_customer=is_from_customer,
        read_by_staff=not is_from_customer,
        created_at=event.created_at,
    )
    if not is_note:
        _count(ticket, message)
    message.files = []
    return message, event


def _count(ticket: Ticket, message: Message) -> None:
    ticket.message_count += 1
    ticket.last_message_snippet = snippet_of(message.message_text)
    if message.is_from_customer:
        ticket.staff_unread_count += 1
    else:
        ticket.customer_unread_count += 1
        if message.sequence > 1 and ticket.first_responded_at is None:
            ticket.first_responded_at = message.created_at
    # The opening waits for an answer even where an agent wrote it down for the customer.
    if message.is_from_customer or message.sequence == 1:
        ticket.waiting_since = ticket.waiting_since or message.created_at
    else:
        ticket.waiting_since = None


def snippet_of(text: str) -> str:
    """Return the beginning of a message on one line, for lists."""
    # Truncator counts no combining characters, the column does.
    return Truncator(" ".join(text.split())).chars(SNIPPET_LENGTH)[:SNIPPET_LENGTH]


def _require_unanswered(ticket: Ticket, by: Actor, version: int | None) -> None:
    if version is None:
        return
    since = {f"{sequence_column(by, ticket)}__gt": version}
    if messages_of(by, ticket).filter(**since).exclude(sender_id=by.id).exists():
        raise Conflict(ticket)


def _posted_before(ticket: Ticket, by: Actor, token: str | None) -> Message | None:
    if token is None or by.id is None:
        return None
    return messages_of(by, ticket).filter(sender_id=by.id, client_token=token).first()
