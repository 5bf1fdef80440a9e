"""The history of a ticket in sentences: codes become words in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from django_support_tickets.enums import EventType, Priority, Status
from django_support_tickets.selectors.conversation import latest_events
from django_support_tickets.selectors.people import people_called

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django_support_tickets.actors import Actor
    from django_support_tickets.models import Ticket, TicketEvent

MOST_SHOWN = 25


def shown_timeline(actor: Actor, ticket: Ticket) -> list[dict[str, Any]]:
    """Return the newest events, the newest first; at most two queries."""
    events = latest_events(actor, ticket, MOST_SHOWN)[::-1]
    names = people_called({key for event in events for key in _agents_in(event)})
    return [
        {
            "words": _words(event, names),
            "actor": event.actor_name or _("The system"),
            "created_at": event.created_at,
            "is_internal": not event.is_public,
        }
        for event in events
    ]


def _agents_in(event: TicketEvent) -> set[Any]:
    change = event.data.get("agent", {})
    return {change.get("from"), change.get("to")} - {None}


def _words(event: TicketEvent, names: Mapping[Any, str]) -> str:
    told = SENTENCES.get(event.type)
    return told(event.data, names) if told else str(EventType(event.type).label)


def _status(data: Any, _names: Any) -> str:
    return _("Status: %(status)s") % {"status": Status(data["status"]["to"]).label}


def _priority(data: Any, _names: Any) -> str:
    priority = Priority.from_code(data["priority"]["to"]).label
    return _("Priority: %(priority)s") % {"priority": priority}


def _escalated(data: Any, _names: Any) -> str:
    priority = Priority.from_code(data["priority"]["to"]).label
    return _("Escalated, priority: %(priority)s") % {"priority": priority}


def _assigned(data: Any, names: Mapping[Any, str]) -> str:
    key = data["agent"]["to"]
    if key is None:
        return _("Assigned to nobody")
    return _("Assigned to %(agent)s") % {"agent": names.get(str(key), _("Deleted person"))}


def _tags(data: Any, _names: Any) -> str:
    changed = [f"+{tag}" for tag in data["added"]] + [f"-{tag}" for tag in data["removed"]]
    return _("Tags: %(tags)s") % {"tags": ", ".join(changed)}


SENTENCES: Mapping[str, Callable[[Any, Mapping[Any, str]], str]] = {
    EventType.STATUS_CHANGED: _status,
    EventType.PRIORITY_CHANGED: _priority,
    EventType.TICKET_ESCALATED: _escalated,
    EventType.TICKET_ASSIGNED: _assigned,
    EventType.TAGS_CHANGED: _tags,
}
