"""Invariant 9, one writer: what lists say of a ticket without reading its messages."""

from typing import Any

from rest_framework.test import APIClient

from django_support_tickets.models import Ticket
from tests.calls import TICKETS, act, change, reply, url_of


def listed(client: APIClient) -> dict[str, Any]:
    (item,) = client.get(TICKETS).json()["results"]
    return dict(item)


def test_a_new_ticket_is_unread_by_staff_and_read_by_its_customer(
    ticket: Ticket, mine: APIClient, staff: APIClient
) -> None:
    assert (listed(mine)["unread_count"], listed(staff)["unread_count"]) == (0, 1)
    assert listed(mine)["message_count"] == 1
    assert listed(mine)["last_message_snippet"] == "It does not work."


def test_counts_go_up_with_messages_and_not_with_notes(
    ticket: Ticket, mine: APIClient, staff: APIClient
) -> None:
    """Invariants 2 and 9."""
    reply(staff, ticket, "First answer")
    reply(staff, ticket, "A note", is_internal=True)
    reply(mine, ticket, "Thank you")
    assert (listed(mine)["unread_count"], listed(staff)["unread_count"]) == (1, 2)
    assert (listed(mine)["message_count"], listed(staff)["message_count"]) == (3, 3)
    assert listed(staff)["last_message_snippet"] == "Thank you"


def test_the_snippet_is_one_short_line(ticket: Ticket, mine: APIClient) -> None:
    reply(mine, ticket, "First\n\nsecond  " + "word " * 100)
    snippet = listed(mine)["last_message_snippet"]
    assert snippet.startswith("First second word")
    assert snippet.endswith("…")
    assert len(snippet) <= 160


def test_the_first_response_is_the_first_that_the_customer_can_read(
    ticket: Ticket, mine: APIClient, staff: APIClient
) -> None:
    """A note, a change of status or the customer's own words are no answer."""
    reply(mine, ticket, "Anybody?")
    reply(staff, ticket, "Hm.", is_internal=True)
    change(staff, ticket, status="in_progress")
    ticket.refresh_from_db()
    assert ticket.first_responded_at is None
    answer = reply(staff, ticket, "Here.").json()
    reply(staff, ticket, "Still here.")
    ticket.refresh_from_db()
    first = ticket.messages.get(pk=answer["id"])
    assert ticket.first_responded_at == first.created_at


def test_a_ticket_opened_for_a_customer_still_waits_for_an_answer(
    customer: Any, staff: APIClient
) -> None:
    body = {
        "title": "Hi",
        "category": "general",
        "message_text": "Hi",
        "customer": str(customer.pk),
    }
    opened = staff.post(TICKETS, body, format="json").json()
    ticket = Ticket.objects.get(pk=opened["id"])
    assert ticket.first_responded_at is None
    reply(staff, ticket)
    ticket.refresh_from_db()
    assert ticket.first_responded_at is not None


def test_lists_are_ordered_by_activity_that_the_reader_may_know_of(
    ticket: Ticket, customer: Any, mine: APIClient, staff: APIClient
) -> None:
    """Invariant 2: a note moves a ticket up for staff only."""
    body = {"title": "Later", "category": "general", "message_text": "Hi"}
    later = mine.post(TICKETS, body, format="json").json()["id"]
    reply(staff, ticket, "A note", is_internal=True)
    order = [[item["id"] for item in c.get(TICKETS).json()["results"]] for c in (mine, staff)]
    assert order == [[later, str(ticket.pk)], [str(ticket.pk), later]]
    reply(staff, ticket, "An answer")
    assert mine.get(TICKETS).json()["results"][0]["id"] == str(ticket.pk)


def test_an_escalation_raises_by_one_step_or_to_what_is_given(
    ticket: Ticket, staff: APIClient
) -> None:
    assert staff.get(url_of(ticket)).json()["escalated"] is False
    for given, expected in [
        ({}, "high"),
        ({}, "high"),  # no further by itself: an agent may have pressed the button twice
        ({"priority": "urgent"}, "urgent"),
        ({"priority": "low"}, "low"),
    ]:
        body = act(staff, ticket, "escalate", reason="VIP", **given).json()
        assert (body["priority"], body["escalated"]) == (expected, True)
