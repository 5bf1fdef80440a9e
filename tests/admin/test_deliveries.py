"""The delivery log: what an agent may know of, read by the page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from django_support_tickets.actions import post_message
from django_support_tickets.enums import DeliveryState
from django_support_tickets.models import Delivery, Ticket, TicketEvent
from django_support_tickets.policies import actor_for
from tests.admin.conftest import DELIVERIES, text_of
from tests.factories import TicketFactory, user_of

pytestmark = pytest.mark.django_db


def deliver(ticket: Ticket, number: int = 1, **fields: Any) -> list[Delivery]:
    event = TicketEvent.objects.filter(ticket=ticket).order_by("-sequence")[0]
    first = Delivery.objects.count()
    return Delivery.objects.bulk_create(
        Delivery(event=event, notifier="mail", recipient_key=f"{first + n}", **fields)
        for n in range(number)
    )


def test_none_is_shown_of_an_own_ticket(admin: Client, agent: Any, other_agent: Any) -> None:
    """Invariant 2: the place of a public event among all events would count the notes."""
    own, colleague = TicketFactory(customer=agent), actor_for(user_of(other_agent))
    post_message(own, by=colleague, message_text="Note", is_internal=True)
    post_message(own, by=colleague, message_text="Answer")
    (delivery,) = deliver(own, last_error="a trace")
    page = text_of(admin.get(DELIVERIES))
    assert own.reference not in page
    assert str(own.pk) not in page
    assert "a trace" not in page
    assert admin.get(f"{DELIVERIES}{delivery.pk}/change/").status_code == 302


def test_a_row_says_which_ticket_and_what_happened(admin: Client, ticket: Ticket) -> None:
    deliver(ticket)
    page = text_of(admin.get(DELIVERIES))
    assert ticket.reference in page
    assert "Ticket opened" in page


@pytest.mark.parametrize("query", ["", "?state__exact=pending"])
def test_it_takes_as_many_statements_for_100_rows_as_for_1(
    query: str, admin: Client, ticket: Ticket, statements: Callable[..., list[str]]
) -> None:
    """Invariant 22."""
    deliver(ticket)
    few = statements(admin, DELIVERIES + query)
    for _ in range(10):
        deliver(TicketFactory(), 10)
    many = statements(admin, DELIVERIES + query)
    assert len(many) == len(few) <= 3
    for sql in many:
        assert "DISTINCT" not in sql
        assert " LIMIT " in sql or "GROUP BY" in sql  # the figures count what was not sent


@pytest.mark.parametrize("query", ["last_error__regex=(", "notifier=mail", "event__isnull=0"])
def test_only_its_filter_narrows_it(query: str, admin: Client) -> None:
    assert admin.get(f"{DELIVERIES}?{query}").status_code == 400


def test_the_title_says_how_long_the_oldest_waits_only_if_one_does(
    admin: Client, ticket: Ticket
) -> None:
    Delivery.objects.update(state=DeliveryState.SENT)
    assert "the oldest" not in text_of(admin.get(DELIVERIES))
    deliver(ticket)
    assert "the oldest waits for 0" in text_of(admin.get(DELIVERIES))
