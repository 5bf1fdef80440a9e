"""Changing what a ticket says of itself: each field has its own rule, verb and event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from django_support_tickets.actions import inputs
from django_support_tickets.actions.changes import changing
from django_support_tickets.actions.conversation import write_message
from django_support_tickets.actions.moving import move_ticket
from django_support_tickets.enums import FINISHED, EventType, Priority, Status, Verb
from django_support_tickets.exceptions import InvalidInput
from django_support_tickets.log import record
from django_support_tickets.models import TicketTag
from django_support_tickets.payloads import json_key
from django_support_tickets.policies import get_policy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django_support_tickets.actors import Actor
    from django_support_tickets.models import Ticket


def update_ticket(
    ticket: Ticket, *, by: Actor, version: int | None = None, **changes: Any
) -> Ticket:
    """Change several fields in one transaction and return the ticket as it now is.

    ``changes`` may hold ``status``, ``priority``, ``assigned_agent`` (a person or ``None``),
    ``category``, ``title``, ``tags`` (or ``add_tags``, ``remove_tags``), ``metadata`` and
    ``legal_hold``. A value that is there already is no change and no event. Raises
    ``Conflict`` if ``version`` is not what the actor would now see.
    """
    with changing(ticket, by=by, version=version) as locked:
        for field, value in changes.items():
            SETTERS[field](locked, by, value)
    return locked


def change_status(
    ticket: Ticket, *, by: Actor, status: Status | str, version: int | None = None
) -> Ticket:
    """Move the ticket to ``status``; see ``update_ticket``."""
    return update_ticket(ticket, by=by, version=version, status=status)


def close_ticket(ticket: Ticket, *, by: Actor, version: int | None = None) -> Ticket:
    """Close the ticket: it refuses messages until it is reopened."""
    return update_ticket(ticket, by=by, version=version, status=Status.CLOSED)


def reopen_ticket(ticket: Ticket, *, by: Actor, version: int | None = None) -> Ticket:
    """Open a resolved or closed ticket again; ``resolved_at`` and ``closed_at`` are cleared.

    One that is in progress stays so.
    """
    with changing(ticket, by=by, version=version) as locked:
        get_policy().require(by, Verb.REOPEN, locked)
        if locked.status in FINISHED:
            move_ticket(locked, by, Status.OPEN)
    return locked


def change_priority(
    ticket: Ticket, *, by: Actor, priority: Priority | str, version: int | None = None
) -> Ticket:
    """Give the ticket another priority; see ``update_ticket``."""
    return update_ticket(ticket, by=by, version=version, priority=priority)


def assign_ticket(
    ticket: Ticket, *, by: Actor, agent: Any | None, version: int | None = None
) -> Ticket:
    """Give the ticket to ``agent``, a person the policy knows as one, or to nobody."""
    return update_ticket(ticket, by=by, version=version, assigned_agent=agent)


def escalate_ticket(
    ticket: Ticket,
    *,
    by: Actor,
    reason: str,
    priority: Priority | str | None = None,
    version: int | None = None,
) -> Ticket:
    """Mark the ticket as escalated and raise its priority by one step, or to ``priority``.

    The reason is kept as an internal note. Of a ticket that is escalated already only a
    ``priority`` that is given changes; without a change nobody is told again. Raises
    ``TicketClosed`` for a closed ticket.
    """
    text = inputs.clean_message_text(reason)
    with changing(ticket, by=by, version=version) as locked:
        get_policy().require(by, Verb.ESCALATE, locked)
        before = Priority(locked.priority)
        usual = before if locked.escalated else before.raised()
        after = usual if priority is None else inputs.clean_priority(priority)
        write_message(locked, by, text, is_internal=True)
        if not locked.escalated or before != after:
            locked.priority, locked.escalated_at = after, locked.escalated_at or timezone.now()
            data = {"from": before.code, "to": after.code}
            record(locked, EventType.TICKET_ESCALATED, by=by, priority=data)
    return locked


def hold_ticket(ticket: Ticket, *, by: Actor) -> Ticket:
    """Put the ticket on legal hold: nothing of it can be redacted, erased or deleted."""
    return update_ticket(ticket, by=by, legal_hold=True)


def release_ticket(ticket: Ticket, *, by: Actor) -> Ticket:
    """Release the ticket from legal hold."""
    return update_ticket(ticket, by=by, legal_hold=False)


def _set_status(ticket: Ticket, by: Actor, value: Status | str) -> None:
    before, after = Status(ticket.status), inputs.clean_status(value)
    get_policy().require(by, _status_verb(before, after), ticket)
    if before != after:
        move_ticket(ticket, by, after)


def _status_verb(before: Status, after: Status) -> Verb:
    if after == Status.CLOSED:
        return Verb.CLOSE
    if after == Status.OPEN and before != Status.IN_PROGRESS:
        return Verb.REOPEN
    return Verb.CHANGE_STATUS


def _set_priority(ticket: Ticket, by: Actor, value: Priority | str) -> None:
    before, after = Priority(ticket.priority), inputs.clean_priority(value)
    get_policy().require(by, Verb.PRIORITISE, ticket)
    if before != after:
        ticket.priority = after
        change = {"from": before.code, "to": after.code}
        record(ticket, EventType.PRIORITY_CHANGED, by=by, priority=change)


def _set_assigned_agent(ticket: Ticket, by: Actor, agent: Any | None) -> None:
    policy = get_policy()
    policy.require(by, Verb.ASSIGN, ticket)
    if agent is not None and not policy.is_agent(agent):
        raise InvalidInput({"assigned_agent": [_("This person is not an agent.")]})
    before, after = ticket.assigned_agent_id, None if agent is None else agent.pk
    if before == after:
        return
    ticket.assigned_agent_id = after
    ticket.assigned_agent_name = "" if agent is None else policy.name_of(agent)
    change = {"from": json_key(before), "to": json_key(after)}
    record(ticket, EventType.TICKET_ASSIGNED, by=by, agent=change)


def _set_tags(ticket: Ticket, by: Actor, value: Any) -> None:
    tags = inputs.clean_tags(value)
    get_policy().require(by, Verb.EDIT, ticket)
    added, removed = set(tags) - set(ticket.tags), set(ticket.tags) - set(tags)
    if not added and not removed:
        return
    ticket.tags = tags
    # MariaDB takes "cafe" and "café" for one: one row stands for both, and all are written anew.
    TicketTag.objects.filter(ticket=ticket).delete()
    rows = [TicketTag(ticket=ticket, name=name) for name in tags]
    TicketTag.objects.bulk_create(rows, ignore_conflicts=True)
    record(ticket, EventType.TAGS_CHANGED, by=by, added=sorted(added), removed=sorted(removed))


def _set_legal_hold(ticket: Ticket, by: Actor, value: Any) -> None:
    get_policy().require(by, Verb.HOLD, ticket)
    before, after = ticket.legal_hold, bool(value)
    if before != after:
        ticket.legal_hold = after
        change = {"from": before, "to": after}
        record(ticket, EventType.LEGAL_HOLD_CHANGED, by=by, is_public=False, legal_hold=change)


def _add_tags(ticket: Ticket, by: Actor, value: Any) -> None:
    _set_tags(ticket, by, {*ticket.tags, *inputs.clean_tags(value)})


def _remove_tags(ticket: Ticket, by: Actor, value: Any) -> None:
    _set_tags(ticket, by, {*ticket.tags} - {*inputs.clean_tags(value)})


def _plain_setter(
    field: str, clean: Callable[[Any], Any], event_type: EventType
) -> Callable[[Ticket, Actor, Any], None]:
    # The event names no values: titles and metadata are people's words, and history is final.
    def set_field(ticket: Ticket, by: Actor, value: Any) -> None:
        cleaned = clean(value)
        get_policy().require(by, Verb.EDIT, ticket)
        if getattr(ticket, field) != cleaned:
            setattr(ticket, field, cleaned)
            record(ticket, event_type, by=by)

    return set_field


SETTERS: Mapping[str, Callable[[Ticket, Actor, Any], None]] = {
    "status": _set_status,
    "priority": _set_priority,
    "assigned_agent": _set_assigned_agent,
    "tags": _set_tags,
    "legal_hold": _set_legal_hold,
    "add_tags": _add_tags,
    "remove_tags": _remove_tags,
    "category": _plain_setter("category", inputs.clean_category, EventType.CATEGORY_CHANGED),
    "title": _plain_setter("title", inputs.clean_title, EventType.TITLE_CHANGED),
    "metadata": _plain_setter("metadata", inputs.clean_metadata, EventType.METADATA_CHANGED),
}
