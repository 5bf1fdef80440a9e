"""Who is told what: the one place that decides it; docs/reference/notifications.md shows it.

``recipients_of`` is asked when deliveries are fanned out, ``may_be_told`` and
``preferences.wants`` again before each try: a ticket, a person and a mind may have changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django_support_tickets.enums import EventType
from django_support_tickets.models import Message
from django_support_tickets.policies import actor_of, get_policy
from django_support_tickets.selectors.people import find_person
from django_support_tickets.selectors.tickets import sees_internal, visible_to

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django_support_tickets.actors import Actor
    from django_support_tickets.models import TicketEvent


def recipients_of(event: TicketEvent) -> list[Any]:
    """Return the people to tell of this event, each once; whether they want it is not asked.

    Nobody is told of what they did themselves, but for the customer who has just opened a
    ticket: to them it is the receipt.
    """
    candidates = AUDIENCE.get(event.type, _nobody)(event)
    people = {person.pk: person for person in candidates if person is not None}
    return [
        person
        for person in people.values()
        if (person.pk != event.actor_id or _is_receipt(event, person))
        and may_be_told(event, person)
    ]


def may_be_told(event: TicketEvent, person: Any) -> bool:
    """Whether the policy lets this person know of the event now; who may not log in is not told."""
    if not getattr(person, "is_active", True):
        return False
    actor = actor_of(person)
    if not visible_to(actor).filter(pk=event.ticket_id).exists():
        return False
    return event.is_public or sees_internal(actor, event.ticket)


def _is_receipt(event: TicketEvent, person: Any) -> bool:
    return event.type == EventType.TICKET_OPENED and person.pk == event.ticket.customer_id


def _nobody(_event: TicketEvent) -> list[Any]:
    return []


def _customer(event: TicketEvent) -> list[Any]:
    return [event.ticket.customer]


def _customer_and_desk(event: TicketEvent) -> list[Any]:
    return [event.ticket.customer, *_desk(event)]


def _other_side(event: TicketEvent) -> list[Any]:
    message = Message.objects.filter(pk=event.data["message"], is_internal=False).first()
    if message is None:
        return []
    return _desk(event) if message.is_from_customer else _customer(event)


def _desk(event: TicketEvent) -> list[Any]:
    # Without an assignee who still works here the team is told, so that nobody's absence
    # leaves a message unheard.
    return _assignee(event) or _staff(event, get_policy().agents())


def _assignee(event: TicketEvent) -> list[Any]:
    assignee = event.ticket.assigned_agent
    if assignee is None or not get_policy().is_agent(assignee):
        return []
    return _staff(event, [assignee])


def _new_assignee(event: TicketEvent) -> list[Any]:
    return _staff(event, [find_person(event.data["agent"]["to"])])


def _escalation_contacts(event: TicketEvent) -> list[Any]:
    return _staff(event, get_policy().escalation_contacts())


def _staff(event: TicketEvent, people: Iterable[Any]) -> list[Any]:
    # An agent who is the ticket's customer hears of it what a customer hears.
    return [person for person in people if person and person.pk != event.ticket.customer_id]


AUDIENCE: Mapping[str, Callable[[TicketEvent], list[Any]]] = {
    EventType.TICKET_OPENED: _customer_and_desk,
    EventType.MESSAGE_POSTED: _other_side,
    EventType.NOTE_POSTED: _assignee,
    EventType.STATUS_CHANGED: _customer,
    EventType.TICKET_ASSIGNED: _new_assignee,
    EventType.TICKET_ESCALATED: _escalation_contacts,
}
CUSTOMER_KINDS = (EventType.TICKET_OPENED, EventType.MESSAGE_POSTED, EventType.STATUS_CHANGED)


def kinds_for(actor: Actor) -> list[EventType]:
    """Return the kinds of events that the actor may be told of; customers learn of no others."""
    return [EventType(kind) for kind in AUDIENCE if actor.is_agent or kind in CUSTOMER_KINDS]
