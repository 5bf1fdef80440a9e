"""What is read for connections: events for an audience, and whether readers still may."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.auth import get_user_model
from django.db.models import Q

from django_support_tickets.exceptions import SupportError
from django_support_tickets.models import TicketEvent
from django_support_tickets.payloads import event_payload
from django_support_tickets.policies import actor_for
from django_support_tickets.realtime.frames import Frame
from django_support_tickets.realtime.sessions import still_stands
from django_support_tickets.selectors.conversation import events_for_audience
from django_support_tickets.selectors.tickets import seen_by, sees_internal, visible_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django_support_tickets.actors import Actor
    from django_support_tickets.models import Ticket
    from django_support_tickets.realtime.connections import Connection

PAGE = 100


class Standing(NamedTuple):
    """How a connection stands now: refused with a code, or allowed to go on."""

    refusal: str = ""
    sees_internal: bool = False
    version: int = 0


class Reached(NamedTuple):
    """The highest of some new events of a ticket, for agents and for customers."""

    sequence: int
    public_sequence: int | None


def read_events(ticket_id: str, *, sees_internal: bool, after: int) -> list[Frame]:
    """Return up to ``PAGE`` events after a sequence, for every reader of this audience."""
    events = events_for_audience(ticket_id, sees_internal=sees_internal, after=after)[:PAGE]
    payloads = [event_payload(event, sees_internal=sees_internal) for event in events]
    return [Frame("ticket", payload, sequence=payload["sequence"]) for payload in payloads]


def ask_again(connections: Sequence[Connection]) -> list[Standing]:
    """Return how each connection stands, in their order.

    One query for all users, and one for each of them that has tickets open, and for each session.
    """
    users, now = _users_of(connections), time.time()
    actors = {key: _actor_of(user) for key, user in users.items()}
    logins = {(each.session_key, each.user_key) for each in connections if each.session_key}
    ended = {
        (session_key, key)
        for session_key, key in logins
        if users[key] is not None and not still_stands(session_key, users[key])
    }
    wanted: dict[Any, set[str]] = {}
    for connection in connections:
        if connection.ticket_id is not None:
            wanted.setdefault(connection.user_key, set()).add(connection.ticket_id)
    seen = {
        key: {str(ticket.pk): ticket for ticket in visible_to(actor).filter(pk__in=wanted[key])}
        for key, actor in actors.items()
        if key in wanted and not isinstance(actor, str)
    }
    return [
        Standing("not_authenticated")
        if (each.session_key, each.user_key) in ended or now > (each.until or now)
        else _standing(each, actors[each.user_key], seen)
        for each in connections
    ]


def _standing(
    connection: Connection, actor: Actor | str, seen: Mapping[Any, Mapping[str, Ticket]]
) -> Standing:
    if isinstance(actor, str):
        return Standing(actor)
    if connection.ticket_id is None:
        return Standing()
    ticket = seen[connection.user_key].get(connection.ticket_id)
    if ticket is None:
        return Standing("ticket_not_found")
    version = seen_by(actor, ticket).version
    return Standing("", sees_internal(actor, ticket), version)


def _actors_of(connections: Iterable[Connection]) -> dict[Any, Actor | str]:
    """Return each user's actor, or the code of why they have none any more."""
    return {key: _actor_of(user) for key, user in _users_of(connections).items()}


def _users_of(connections: Iterable[Connection]) -> dict[Any, Any]:
    """Return each user as the table has them now, or ``None``."""
    users = {each.user_key: each.user for each in connections}
    rows = get_user_model()._default_manager.filter(
        pk__in=[key for key, user in users.items() if user is None]
    )
    return users | {row.pk: row for row in rows}


def _actor_of(user: Any) -> Actor | str:
    if user is None or not getattr(user, "is_active", True):
        return "not_authenticated"
    try:
        return actor_for(user)
    except SupportError as error:
        return error.code


def reached(heard: Mapping[str, Iterable[int]]) -> dict[str, Reached]:
    """Return how far each ticket came, by the sequences that were heard of; in one query."""
    condition = Q()
    for ticket_id, sequences in heard.items():
        condition |= Q(ticket=ticket_id, sequence__in=list(sequences))
    found: dict[str, Reached] = {}
    rows = TicketEvent.objects.filter(condition).order_by("sequence")
    for key, sequence, public in rows.values_list("ticket_id", "sequence", "public_sequence"):
        before = found.get(str(key))
        known = before.public_sequence if before else None
        found[str(key)] = Reached(sequence, known if public is None else public)
    return found


def hints_for(
    connections: Sequence[Connection], news: Mapping[str, Reached]
) -> list[list[Frame] | str]:
    """Return what each connection of the inbox is told of these tickets, or why it must end.

    One query for all users, and one for each of them.
    """
    actors = _actors_of(connections)
    told: dict[Any, list[Frame] | str] = {
        key: actor if isinstance(actor, str) else _hints(actor, news)
        for key, actor in actors.items()
    }
    return [told[each.user_key] for each in connections]


def _hints(actor: Actor, news: Mapping[str, Reached]) -> list[Frame]:
    frames = []
    for ticket in visible_to(actor).filter(pk__in=news):
        new = news[str(ticket.pk)]
        number = new.sequence if sees_internal(actor, ticket) else new.public_sequence
        if number is not None:
            frames.append(Frame("hint", {"ticket": str(ticket.pk), "sequence": number}))
    return frames
