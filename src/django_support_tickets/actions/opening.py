"""Opening a ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, router, transaction
from django.utils.translation import gettext as _

from django_support_tickets.actions import inputs
from django_support_tickets.actions.attaching import insert_attachments
from django_support_tickets.actions.conversation import draft_message
from django_support_tickets.actions.storing import stored
from django_support_tickets.enums import EventType, Priority, Source, Verb
from django_support_tickets.exceptions import InvalidInput
from django_support_tickets.log import append
from django_support_tickets.models import Ticket, TicketTag
from django_support_tickets.policies import get_policy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.core.files.base import File

    from django_support_tickets.actors import Actor
    from django_support_tickets.files.intake import StoredFile


def open_ticket(
    customer: Any,
    *,
    by: Actor,
    title: str,
    category: str,
    message_text: str,
    priority: Priority | str = Priority.MEDIUM,
    source: Source | str = Source.WEB,
    tags: Iterable[str] = (),
    metadata: Mapping[str, Any] | None = None,
    files: Sequence[File[bytes]] = (),
    client_token: str | None = None,
) -> Ticket:
    """Open a ticket for the person ``customer`` with its first message, and return it.

    Opening for somebody else, a source and tags are for agents; a customer's priority is one of
    ``CUSTOMER_PRIORITIES``. A repeated ``client_token`` of the same customer returns the first
    ticket and writes nothing. Raises ``FileRefused`` for files that are not acceptable.
    """
    ticket = Ticket(
        customer=customer,
        customer_name=get_policy().name_of(customer),
        title=inputs.clean_title(title),
        category=inputs.clean_category(category),
        priority=inputs.clean_priority(priority),
        source=inputs.clean_source(source),
        tags=inputs.clean_tags(tags),
        metadata=inputs.clean_metadata({} if metadata is None else metadata),
        client_token=inputs.clean_client_token(client_token),
    )
    text = inputs.clean_message_text(message_text)
    _require(by, ticket)
    try:
        with stored(files) as stored_files:
            _insert(ticket, by, text, stored_files)
    except IntegrityError:
        # The unique constraint decides, also between two repeats that arrive at once.
        earlier = _opened_before(ticket)
        if earlier is None:
            raise
        return earlier
    return ticket


def _require(by: Actor, ticket: Ticket) -> None:
    policy = get_policy()
    policy.require(by, Verb.OPEN if by.is_customer_of(ticket) else Verb.OPEN_FOR_ANOTHER)
    if ticket.tags or ticket.source != Source.WEB:
        policy.require(by, Verb.WORK_QUEUE)
    offered = inputs.offered_priorities(by)
    if by.is_customer_of(ticket) and ticket.priority not in offered:
        known = ", ".join(priority.code for priority in offered)
        raise InvalidInput({"priority": [_("Choose one of: %(known)s.") % {"known": known}]})


def _insert(ticket: Ticket, by: Actor, text: str, files: Sequence[StoredFile]) -> None:
    # All numbers are known before the first row, so that opening takes no UPDATE.
    message, event = draft_message(ticket, by, text, EventType.TICKET_OPENED)
    ticket.created_at = event.created_at
    ticket.is_muted = ticket.read_up_to = None  # a new ticket has no readers
    ticket.opening = message
    with transaction.atomic(using=router.db_for_write(Ticket)):
        ticket.save(force_insert=True)
        # MariaDB takes "cafe" and "café" for one: one row stands for both.
        tags = [TicketTag(ticket=ticket, name=tag) for tag in ticket.tags]
        TicketTag.objects.bulk_create(tags, ignore_conflicts=True)
        message.save(force_insert=True)
        append(event)
        message.files = insert_attachments(ticket, by, files, message=message)


def _opened_before(ticket: Ticket) -> Ticket | None:
    if ticket.client_token is None:
        return None
    earlier = Ticket.objects.filter(customer=ticket.customer, client_token=ticket.client_token)
    return earlier.first()
