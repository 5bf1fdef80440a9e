"""Erasing a person: tickets and figures stay, the person goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django_support_tickets.actions.changes import changing
from django_support_tickets.actions.redacting import remove_files, remove_texts, require_no_hold
from django_support_tickets.enums import EventType, Verb
from django_support_tickets.exceptions import NotAllowed, OnLegalHold, TicketNotFound
from django_support_tickets.log import forget_actor, forget_reasons, forget_recipient, record
from django_support_tickets.models import (
    Attachment,
    CannedResponse,
    InboxItem,
    Message,
    NotificationPreference,
    SavedView,
    TicketReader,
)
from django_support_tickets.policies import get_policy
from django_support_tickets.selectors.batches import in_batches
from django_support_tickets.selectors.dossier import tickets_naming

if TYPE_CHECKING:
    from django_support_tickets.actors import Actor
    from django_support_tickets.models import Ticket

BATCH = 100
OWN = (
    (InboxItem, "person"),
    (NotificationPreference, "person"),
    (TicketReader, "person"),
    (SavedView, "owner"),
    (CannedResponse, "owner"),
)


class Erasure(NamedTuple):
    """How many tickets the person was erased from, and references of those on legal hold."""

    tickets: int
    held: list[str]


def erase_person(person: Any, *, by: Actor, bodies: bool = False, dry_run: bool = False) -> Erasure:
    """Take a person out of every ticket that names them, and delete what is theirs alone.

    Names go, and files: all of the person's own tickets, and what they uploaded elsewhere. With
    ``bodies`` so do, in the same way, the texts, and of their own tickets title and metadata.
    Each ticket is one transaction and one internal event: if the process is killed, the next
    run goes on. A ticket on legal hold stays as it is, with the person in it.
    """
    get_policy().require(by, Verb.ERASE_PERSON)
    if by.id == person.pk:  # the event would name them
        raise NotAllowed
    count = 0
    held: list[str] = []
    for tickets in in_batches(tickets_naming(person), BATCH):
        for ticket in tickets:
            try:
                _erase_from(ticket, person, by, bodies=bodies, dry_run=dry_run)
                count += 1
            except OnLegalHold:
                held.append(ticket.reference)
            except TicketNotFound:  # deleted since the batch was read
                continue
    if not dry_run:
        _delete_own_rows(person)
    return Erasure(count, held)


def _erase_from(ticket: Ticket, person: Any, by: Actor, *, bodies: bool, dry_run: bool) -> None:
    with changing(ticket, by=by) as locked:
        require_no_hold(locked)
        if dry_run:
            return
        is_own = locked.customer_id == person.pk
        messages = Message.objects.filter(ticket=locked)
        files = Attachment.objects.filter(ticket=locked)
        written, uploaded = messages.filter(sender=person), files.filter(uploaded_by=person)
        remove_files(files if is_own else uploaded)
        if bodies:
            remove_texts(locked, messages if is_own else written)
        written.update(sender=None, sender_name="", client_token=None)
        uploaded.update(uploaded_by=None, uploaded_by_name="")
        _forget_parties(locked, person, bodies=bodies and is_own)
        forget_actor(locked, person)
        forget_reasons(locked)
        record(locked, EventType.PERSON_ERASED, by=by, is_public=False, bodies=bodies)


def _forget_parties(ticket: Ticket, person: Any, *, bodies: bool) -> None:
    if bodies:
        ticket.title, ticket.metadata = ticket.reference, {}
    if ticket.customer_id == person.pk:
        ticket.customer, ticket.customer_name, ticket.client_token = None, "", None
    if ticket.assigned_agent_id == person.pk:
        ticket.assigned_agent, ticket.assigned_agent_name = None, ""


def _delete_own_rows(person: Any) -> None:
    forget_recipient(person)
    for model, column in OWN:
        model._default_manager.filter(**{column: person}).delete()
