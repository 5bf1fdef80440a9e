"""Invariant 7: each change of state is exactly one event, and history is final."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from rest_framework.test import APIClient

from django_support_tickets import actions
from django_support_tickets.actors import SYSTEM
from django_support_tickets.enums import Priority, Status
from django_support_tickets.models import Ticket, TicketEvent
from django_support_tickets.models.event import HistoryIsFinal
from tests.calls import upload, url_of
from tests.factories import AgentFactory

Change = Callable[[Ticket], Any]
CHANGES: dict[str, Change] = {
    "message_posted": lambda t: actions.post_message(t, by=SYSTEM, message_text="Hello"),
    "note_posted": lambda t: actions.post_message(
        t, by=SYSTEM, message_text="Hello", is_internal=True
    ),
    "status_changed": lambda t: actions.change_status(t, by=SYSTEM, status="in_progress"),
    "priority_changed": lambda t: actions.change_priority(t, by=SYSTEM, priority=Priority.HIGH),
    "ticket_assigned": lambda t: actions.assign_ticket(t, by=SYSTEM, agent=AgentFactory()),
    "category_changed": lambda t: actions.update_ticket(t, by=SYSTEM, category="billing"),
    "tags_changed": lambda t: actions.update_ticket(t, by=SYSTEM, tags=["a", "b"]),
    "title_changed": lambda t: actions.update_ticket(t, by=SYSTEM, title="Other words"),
    "metadata_changed": lambda t: actions.update_ticket(t, by=SYSTEM, metadata={"a": 1}),
}
NO_CHANGES: dict[str, Change] = {
    "the same status": lambda t: actions.reopen_ticket(t, by=SYSTEM),
    "the same priority": lambda t: actions.change_priority(t, by=SYSTEM, priority="medium"),
    "nobody in place of nobody": lambda t: actions.assign_ticket(t, by=SYSTEM, agent=None),
    "the same words": lambda t: actions.update_ticket(
        t, by=SYSTEM, title=t.title, category=t.category, metadata={}, tags=[]
    ),
    "a read mark": lambda t: actions.mark_read(t, by=SYSTEM),
    "nothing at all": lambda t: actions.update_ticket(t, by=SYSTEM),
}


def history(ticket: Ticket) -> list[str]:
    return list(TicketEvent.objects.filter(ticket=ticket).values_list("type", flat=True))


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_exactly_one_event(name: str, ticket: Ticket) -> None:
    """Invariant 7."""
    CHANGES[name](ticket)
    assert history(ticket) == ["ticket_opened", name]
    ticket.refresh_from_db()
    assert ticket.version == 2


def test_a_repeated_escalation_keeps_its_reason_and_is_no_second_event(ticket: Ticket) -> None:
    for reason in ("VIP", "They called again"):
        actions.escalate_ticket(ticket, by=SYSTEM, reason=reason)
    assert history(ticket) == ["ticket_opened", "note_posted", "ticket_escalated", "note_posted"]


def test_an_escalation_is_one_event_and_one_note(ticket: Ticket) -> None:
    """Invariant 7: the raised priority is part of the escalation, the reason is a note."""
    actions.escalate_ticket(ticket, by=SYSTEM, reason="VIP")
    assert history(ticket) == ["ticket_opened", "note_posted", "ticket_escalated"]
    ticket.refresh_from_db()
    assert (ticket.priority, ticket.escalated) == (Priority.HIGH, True)


@pytest.mark.parametrize("name", NO_CHANGES)
def test_what_changes_nothing_is_no_event(name: str, ticket: Ticket) -> None:
    """Invariant 7."""
    ticket.refresh_from_db()
    before = (ticket.version, ticket.updated_at, ticket.public_updated_at)
    NO_CHANGES[name](ticket)
    ticket.refresh_from_db()
    assert (ticket.version, ticket.updated_at, ticket.public_updated_at) == before
    assert history(ticket) == ["ticket_opened"]


def test_an_upload_is_no_event_until_a_message_takes_it(
    ticket: Ticket, customer: Any, client_for: Callable[[Any], APIClient]
) -> None:
    assert upload(client_for(customer), ticket).status_code == 201
    assert history(ticket) == ["ticket_opened"]


def test_several_changes_at_once_are_one_event_each(ticket: Ticket) -> None:
    """Invariant 7: in one transaction, numbered one after the other."""
    actions.update_ticket(
        ticket, by=SYSTEM, status=Status.RESOLVED, priority="urgent", tags=["x"], title="Other"
    )
    events = TicketEvent.objects.filter(ticket=ticket).order_by("sequence")
    assert [event.sequence for event in events] == [1, 2, 3, 4, 5]
    assert [event.public_sequence for event in events] == [1, 2, 3, 4, 5]


def test_sequences_have_no_gaps_whatever_happens(ticket: Ticket) -> None:
    """Invariant 7: all events are counted by staff, the public ones by customers."""
    for apply in CHANGES.values():
        apply(ticket)
    events = list(TicketEvent.objects.filter(ticket=ticket).order_by("sequence"))
    assert [event.sequence for event in events] == list(range(1, len(CHANGES) + 2))
    public = [event.public_sequence for event in events if event.type != "note_posted"]
    assert public == list(range(1, len(CHANGES) + 1))


def test_events_hold_no_words_of_people(ticket: Ticket) -> None:
    secret = "canary"
    actions.post_message(ticket, by=SYSTEM, message_text=secret)
    actions.update_ticket(ticket, by=SYSTEM, title=secret, metadata={secret: secret})
    actions.escalate_ticket(ticket, by=SYSTEM, reason=secret)
    assert secret not in str(list(TicketEvent.objects.values()))


FORBIDDEN: dict[str, Callable[[TicketEvent], Any]] = {
    "save": lambda event: event.save(),
    "save of one field": lambda event: event.save(update_fields=["type"]),
    "delete": lambda event: event.delete(),
    "update of a queryset": lambda event: TicketEvent.objects.filter(pk=event.pk).update(type="x"),
    "delete of a queryset": lambda event: TicketEvent.objects.filter(pk=event.pk).delete(),
    "delete through the ticket": lambda event: event.ticket.events.all().delete(),
    "bulk_update": lambda event: TicketEvent.objects.bulk_update([event], ["type"]),
    "update_or_create": lambda event: TicketEvent.objects.update_or_create(
        pk=event.pk, defaults={"type": "x"}
    ),
}


@pytest.mark.parametrize("way", FORBIDDEN)
def test_an_event_can_be_neither_changed_nor_deleted(way: str, ticket: Ticket) -> None:
    """Invariant 7."""
    event = TicketEvent.objects.get(ticket=ticket)
    event.type = "x"
    with pytest.raises(HistoryIsFinal), transaction.atomic():
        FORBIDDEN[way](event)
    assert history(ticket) == ["ticket_opened"]


def test_the_history_is_read_in_order_from_any_place(
    ticket: Ticket, agent: Any, client_for: Callable[[Any], APIClient]
) -> None:
    for apply in CHANGES.values():
        apply(ticket)
    client, page = client_for(agent), url_of(ticket, "events/?after=2&limit=3")
    found: list[int] = []
    while page:
        body = client.get(page).json()
        found += [event["sequence"] for event in body["results"]]
        page = body["next"]
    assert found == list(range(3, len(CHANGES) + 2))


def test_an_event_has_the_time_of_its_message_in_the_same_words(
    ticket: Ticket, customer: Any, client_for: Any, settings: Any
) -> None:
    """In the project's time zone, and in UTC: one moment has one text, whoever says it."""
    mine = client_for(customer)
    for zone, ending in (("Asia/Kathmandu", "+05:45"), ("UTC", "Z")):
        settings.TIME_ZONE = zone
        [event] = mine.get(url_of(ticket, "events/")).json()["results"]
        [message] = mine.get(url_of(ticket)).json()["messages"]
        assert event["created_at"] == message["created_at"]
        assert event["created_at"].endswith(ending)
