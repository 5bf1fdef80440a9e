"""What people want to be told, and by which notifier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django_support_tickets.conf import settings
from django_support_tickets.models import NotificationPreference, TicketReader
from django_support_tickets.selectors.audience import kinds_for

if TYPE_CHECKING:
    from django_support_tickets.actors import Actor
    from django_support_tickets.models import Ticket, TicketEvent


def wants(person: Any, event: TicketEvent, channel: str) -> bool:
    """Whether the person wants to be told of the event by the notifier with this alias.

    ``NOTIFICATION_PREFERENCES`` answers; a muted ticket is silent whatever it says.
    """
    if TicketReader.objects.filter(ticket=event.ticket_id, person=person, is_muted=True).exists():
        return False
    return bool(
        settings.resolve("NOTIFICATION_PREFERENCES")(person, event.type, channel, event.ticket)
    )


def is_switched_on(person: Any, kind: str, channel: str, ticket: Ticket) -> bool:  # noqa: ARG001 - for hosts
    """Return the person's own switch; one that was never touched is on."""
    return not NotificationPreference.objects.filter(
        person=person, kind=kind, channel=channel, is_on=False
    ).exists()


def are_ours() -> bool:
    """Whether people set their preferences with us, and not in a table of the host's."""
    return settings.resolve("NOTIFICATION_PREFERENCES") is is_switched_on


def switches_of(actor: Actor) -> dict[str, dict[str, bool]]:
    """Return kind -> channel -> on, for every kind that the actor may be told of."""
    rows = NotificationPreference.objects.filter(person=actor.id, is_on=False)
    off = set(rows.values_list("kind", "channel"))
    return {
        kind.value: {channel: (kind.value, channel) not in off for channel in settings.NOTIFIERS}
        for kind in kinds_for(actor)
    }
