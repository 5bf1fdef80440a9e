"""Since when a ticket waits for the desk: set by customers, cleared by answers and endings."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from rest_framework.test import APIClient

from django_support_tickets.actions import change_status, escalate_ticket, post_message
from django_support_tickets.actions.recounting import recount_ticket
from django_support_tickets.actors import SYSTEM
from django_support_tickets.models import Message, Ticket
from django_support_tickets.policies import actor_for
from tests.calls import TICKETS
from tests.factories import TicketFactory, user_of

pytestmark = pytest.mark.django_db


def say(ticket: Ticket, person: Any, **more: Any) -> datetime:
    """Post a message and return when that was."""
    by = actor_for(user_of(person))
    return post_message(ticket, by=by, message_text="Hello", **more).created_at


def waiting_since(ticket: Ticket) -> datetime | None:
    """Return what is kept, after seeing that the rows below say the same."""
    assert recount_ticket(ticket, fix=False) == []
    ticket.refresh_from_db()
    return ticket.waiting_since


def opened_at(ticket: Ticket) -> datetime:
    return Message.objects.get(ticket=ticket, sequence=1).created_at


def test_an_opening_waits_until_staff_answers(ticket: Ticket, agent: Any) -> None:
    assert waiting_since(ticket) == opened_at(ticket)
    say(ticket, ticket.customer)
    say(ticket, agent, is_internal=True)
    assert waiting_since(ticket) == opened_at(ticket)
    say(ticket, agent)
    assert waiting_since(ticket) is None
    asked = say(ticket, ticket.customer)
    say(ticket, ticket.customer)
    assert waiting_since(ticket) == asked


def test_what_an_agent_writes_down_for_a_customer_waits_too(customer: Any, agent: Any) -> None:
    ticket = TicketFactory(customer=customer, by=actor_for(user_of(agent)), source="phone")
    assert waiting_since(ticket) == opened_at(ticket)
    say(ticket, agent)
    assert waiting_since(ticket) is None


def test_an_agents_own_ticket_waits_for_the_others(agent: Any, other_agent: Any) -> None:
    ticket = TicketFactory(customer=agent)
    say(ticket, agent)
    assert waiting_since(ticket) == opened_at(ticket)
    say(ticket, other_agent)
    assert waiting_since(ticket) is None


@pytest.mark.parametrize("status", ["resolved", "closed"])
def test_a_finished_ticket_waits_for_nobody(ticket: Ticket, status: str) -> None:
    change_status(ticket, by=SYSTEM, status=status)
    assert waiting_since(ticket) is None
    change_status(ticket, by=SYSTEM, status="open")
    assert waiting_since(ticket) is None
    asked = say(ticket, ticket.customer)
    assert waiting_since(ticket) == asked


def test_a_reply_that_reopens_waits(ticket: Ticket, agent: Any) -> None:
    change_status(ticket, by=SYSTEM, status="resolved")
    asked = say(ticket, ticket.customer)
    assert waiting_since(ticket) == asked
    change_status(ticket, by=SYSTEM, status="resolved")
    say(ticket, agent)
    assert (waiting_since(ticket), ticket.status) == (None, "open")


def test_work_that_says_nothing_leaves_it_waiting(ticket: Ticket) -> None:
    change_status(ticket, by=SYSTEM, status="in_progress")
    escalate_ticket(ticket, by=SYSTEM, reason="VIP")
    assert waiting_since(ticket) == opened_at(ticket)


def test_a_wrong_value_is_found_and_put_right(ticket: Ticket) -> None:
    Ticket.objects.update(waiting_since=None)
    found = recount_ticket(ticket, fix=True)
    assert [difference.column for difference in found] == ["waiting_since"]
    assert waiting_since(ticket) == opened_at(ticket)


def test_it_stands_in_lists_for_both_sides(
    client_for: Callable[[Any], APIClient], ticket: Ticket, agent: Any
) -> None:
    for person in (ticket.customer, agent):
        row = client_for(person).get(TICKETS).json()["results"][0]
        assert datetime.fromisoformat(row["waiting_since"].replace("Z", "+00:00")) == opened_at(
            ticket
        )
