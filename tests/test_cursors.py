"""Invariant 22: by cursor every list can be read to its end, each row once, whatever they share."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils.http import urlsafe_base64_decode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from django_support_tickets import actions
from django_support_tickets.actors import SYSTEM
from django_support_tickets.models import Ticket
from tests.factories import AgentFactory
from tests.paging import EPOCH, URL, keys_of, make_tickets, walk

pytestmark = pytest.mark.django_db

ORDERS = [
    f"{sign}{name}" for name in ("created_at", "updated_at", "priority") for sign in ("", "-")
]
# few different values, so that most rows share theirs with others
ROWS = st.lists(st.tuples(*[st.integers(1, 3)] * 4), max_size=9)


@pytest.mark.parametrize("role", ["customer", "agent"])
@pytest.mark.parametrize("ordering", ORDERS)
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=ROWS, size=st.integers(1, 4))
def test_a_cursor_passes_every_ticket_once_forward_and_back(
    request: pytest.FixtureRequest, role: str, ordering: str, rows: Any, size: int
) -> None:
    customer, reader = request.getfixturevalue("customer"), request.getfixturevalue(role)
    client = request.getfixturevalue("client_for")(reader)
    with transaction.atomic():
        tickets = make_tickets(customer, rows)
        activity = "updated_at" if role == "agent" else "public_updated_at"
        name = {"updated_at": activity}.get(ordering.lstrip("-"), ordering.lstrip("-"))
        tickets.sort(key=lambda t: (getattr(t, name), getattr(t, activity), t.pk))
        if name != "priority":
            tickets.sort(key=lambda t: (getattr(t, name), t.pk))
        wanted = [str(t.pk) for t in (reversed(tickets) if ordering[0] == "-" else tickets)]
        there = list(walk(client, f"{URL}?cursor=&ordering={ordering}&page_size={size}"))
        assert keys_of(there) == wanted
        if len(there) > 1:
            back = list(walk(client, there[-1]["previous"], "previous"))[::-1]
            assert keys_of([*back, there[-1]]) == wanted
        transaction.set_rollback(True)  # the next example starts from nothing


@pytest.mark.parametrize("asked", ["101", "9" * 30])
def test_a_page_by_cursor_holds_at_most_100_rows(
    asked: str, customer: Any, client_for: Callable[[Any], APIClient]
) -> None:
    make_tickets(customer, [(1, 1, 1, 1)] * 101)
    page = client_for(customer).get(f"{URL}?cursor=&page_size={asked}").json()
    assert len(page["results"]) == 100


def test_a_cursor_passes_every_agent_once(
    agent: Any, client_for: Callable[[Any], APIClient]
) -> None:
    AgentFactory.create_batch(6)
    pages = list(walk(client_for(agent), "/api/support/agents/?cursor=&page_size=3"))
    assert [len(page["results"]) for page in pages] == [3, 3, 1]
    assert len(set(keys_of(pages))) == 7


@pytest.mark.parametrize("role", ["customer", "agent"])
def test_older_messages_are_read_from_the_detail_backwards(
    role: str, request: pytest.FixtureRequest, ticket: Ticket
) -> None:
    for number in range(2, 62):
        actions.post_message(
            ticket, by=SYSTEM, message_text=f"{number}", is_internal=number % 10 == 0
        )
    reader = request.getfixturevalue(role)
    client = request.getfixturevalue("client_for")(reader)
    detail = client.get(f"{URL}{ticket.pk}/").json()
    assert len(detail["messages"]) == 50
    older = list(walk(client, detail["messages_previous"], "previous"))[::-1]
    pages = [*(page["results"] for page in older), detail["messages"]]
    sequences = [message["sequence"] for page in pages for message in page]
    assert sequences == list(range(1, 62 if role == "agent" else 56))


@pytest.mark.parametrize("ordering", ["updated_at", "-updated_at", "priority", "-priority"])
def test_a_customers_cursor_tells_nothing_of_a_note(
    ordering: str, customer: Any, client_for: Callable[[Any], APIClient]
) -> None:
    """Invariant 2: it carries the time of the last public activity only."""
    make_tickets(customer, [(1, 1, 3, 2)] * 2)
    link = client_for(customer).get(f"{URL}?cursor=&page_size=1&ordering={ordering}").json()["next"]
    cursor = json.loads(urlsafe_base64_decode(link.partition("cursor=")[2].partition("&")[0]))
    assert (EPOCH + timedelta(minutes=2)).isoformat() in cursor
    assert (EPOCH + timedelta(minutes=3)).isoformat() not in cursor
