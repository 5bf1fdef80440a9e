"""What a notification says, in the words of its recipient's language."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from django_support_tickets.characters import one_line
from django_support_tickets.conf import settings
from django_support_tickets.enums import EventType, Priority, Status
from django_support_tickets.notifiers.base import Notification
from django_support_tickets.policies import actor_of
from django_support_tickets.selectors.quotations import texts_of
from django_support_tickets.selectors.tickets import sees_internal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django_support_tickets.models import Ticket, TicketEvent


class Words(NamedTuple):
    """A title on one line and a body, both plain text."""

    title: str
    body: str


def notification_for(event: TicketEvent, person: Any, delivery_id: Any) -> Notification:
    """Return the event as it is told to this person, in their language."""
    ticket = event.ticket
    with as_read_by(person):
        text = texts_of([event]).get(event.data.get("message", ""), "")
        words = words_for(event, text, is_customer=person.pk == ticket.customer_id)
    internal = sees_internal(actor_of(person), ticket)
    return Notification(
        id=str(delivery_id),
        kind=event.type,
        event_id=str(event.pk),
        ticket_id=str(ticket.pk),
        reference=ticket.reference,
        title=words.title,
        body=words.body,
        priority=Priority(ticket.priority).code,
        recipient_id=str(person.pk),
        actor_id=None if event.actor_id is None else str(event.actor_id),
        actor_name=event.actor_name,
        url=url_for(ticket, person),
        sequence=(event.sequence if internal else event.public_sequence) or 0,
        created_at=event.created_at.isoformat(),
    )


@contextmanager
def as_read_by(person: Any) -> Iterator[None]:
    """Let the block speak the person's language and tell the time by their clock."""
    language = settings.resolve("USER_LANGUAGE")(person)
    with (
        translation.override(language),
        timezone.override(settings.resolve("USER_TIMEZONE")(person)),
    ):
        yield


def url_for(ticket: Ticket, person: Any) -> str:
    """Return the address of the ticket for this person, made by ``TICKET_URL``."""
    make_url = settings.callable_at("TICKET_URL")
    if make_url is not None:
        return str(make_url(ticket, person))
    return str(settings.TICKET_URL).format(id=ticket.pk, reference=ticket.reference)


def words_for(event: TicketEvent, text: str, *, is_customer: bool) -> Words:
    """Return what to say of the event in the active language.

    ``text`` is that of the public message which the event announces; of a note there is none.
    """
    kind, values = EventType(event.type), {"name": event.actor_name or _("Support")}
    is_receipt = is_customer and kind == EventType.TICKET_OPENED
    title = RECEIPT if is_receipt else TITLES[kind]
    body = BODIES[kind](event) if kind in BODIES else text
    return Words(one_line(title % {**values, "title": event.ticket.title}), body)


def _of_note(_event: TicketEvent) -> str:
    return _("Open the ticket to read it.")


def _of_status(event: TicketEvent) -> str:
    before, after = (Status(event.data["status"][end]).label for end in ("from", "to"))
    return _("Status: %(before)s → %(after)s") % {"before": before, "after": after}


def _of_assignment(event: TicketEvent) -> str:
    return _("Priority: %(priority)s") % {"priority": Priority(event.ticket.priority).label}


def _of_escalation(event: TicketEvent) -> str:
    change = event.data["priority"]
    before, after = (Priority.from_code(change[end]).label for end in ("from", "to"))
    return _("Priority: %(before)s → %(after)s") % {"before": before, "after": after}


RECEIPT = gettext_lazy("We have received your request: %(title)s")
TITLES = {
    EventType.TICKET_OPENED: gettext_lazy("New ticket from %(name)s: %(title)s"),
    EventType.MESSAGE_POSTED: gettext_lazy("%(name)s wrote: %(title)s"),
    EventType.NOTE_POSTED: gettext_lazy("%(name)s left a note: %(title)s"),
    EventType.STATUS_CHANGED: gettext_lazy("Your request has a new status: %(title)s"),
    EventType.TICKET_ASSIGNED: gettext_lazy("%(name)s assigned a ticket to you: %(title)s"),
    EventType.TICKET_ESCALATED: gettext_lazy("%(name)s escalated a ticket: %(title)s"),
}
# What is not here has the text of its message as body.
BODIES = {
    EventType.NOTE_POSTED: _of_note,
    EventType.STATUS_CHANGED: _of_status,
    EventType.TICKET_ASSIGNED: _of_assignment,
    EventType.TICKET_ESCALATED: _of_escalation,
}
