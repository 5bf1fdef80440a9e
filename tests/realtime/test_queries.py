"""Invariant 22 for streams: what they ask of the database, for each audience."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from django_support_tickets.models import Ticket
from django_support_tickets.policies import actor_for
from django_support_tickets.realtime.asking import Reached, ask_again, hints_for, read_events
from django_support_tickets.realtime.connections import Connection
from tests.calls import reply
from tests.factories import TicketFactory, user_of

pytestmark = pytest.mark.django_db

AUDIENCES = ["customer", "agent", "other_customer"]
REFUSALS = {"customer": "", "agent": "", "other_customer": "ticket_not_found"}
Cost = Callable[[Callable[[], Any]], int]


@pytest.fixture
def cost() -> Cost:
    """Return a function that counts the statements of a call."""

    def statements(call: Callable[[], Any]) -> int:
        with CaptureQueriesContext(connection) as queries:
            call()
        return len(queries)

    return statements


@pytest.fixture
def tickets(ticket: Ticket, customer: Any) -> list[Ticket]:
    return [ticket, *(TicketFactory(customer=customer) for _ in range(9))]


def opened_by(person: Any, tickets: list[Ticket]) -> list[Connection]:
    user = user_of(person)
    return [Connection(user, actor_for(user), ticket) for ticket in tickets]


@pytest.mark.parametrize("sees_internal", [True, False])
def test_reading_costs_the_same_for_any_number_of_events(
    ticket: Ticket, mine: APIClient, staff: APIClient, cost: Cost, *, sees_internal: bool
) -> None:
    def read() -> Any:
        return read_events(str(ticket.pk), sees_internal=sees_internal, after=0)

    assert (len(read()), cost(read)) == (1, 1)
    for n in range(5):
        reply(mine, ticket, f"Hello {n}")
        reply(staff, ticket, f"A note {n}", is_internal=True)
    assert (len(read()), cost(read)) == (11 if sees_internal else 6, 1)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_asking_again_costs_the_same_for_any_number_of_tickets(
    audience: str, request: pytest.FixtureRequest, tickets: list[Ticket], cost: Cost
) -> None:
    """One statement for the users, one for the tickets of each."""
    person = request.getfixturevalue(audience)
    one, ten = opened_by(person, tickets[:1]), opened_by(person, tickets)
    assert cost(lambda: ask_again(one)) == cost(lambda: ask_again(ten)) <= 3
    assert {standing.refusal for standing in ask_again(ten)} == {REFUSALS[audience]}


def test_a_session_is_asked_once_for_all_that_it_has_open(
    customer: Any, tickets: list[Ticket], cost: Cost
) -> None:
    browser = Client()
    browser.force_login(user_of(customer))
    without, connections = opened_by(customer, tickets), opened_by(customer, tickets)
    for each in connections:
        each.session_key = browser.session.session_key
    assert cost(lambda: ask_again(connections)) == cost(lambda: ask_again(without)) + 1
    SessionStore(browser.session.session_key).delete()
    assert {each.refusal for each in ask_again(connections)} == {"not_authenticated"}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_hints_cost_the_same_for_any_number_of_tickets_and_readers(
    audience: str, request: pytest.FixtureRequest, tickets: list[Ticket], cost: Cost
) -> None:
    user = user_of(request.getfixturevalue(audience))
    one = [Connection(user, actor_for(user))]
    news = {str(ticket.pk): Reached(1, 1) for ticket in tickets}
    first = dict(list(news.items())[:1])
    assert cost(lambda: hints_for(one, first)) == cost(lambda: hints_for(one * 9, news)) <= 3
    told = [len(frames) for frames in hints_for(one * 9, news)]
    assert told == [0 if audience == "other_customer" else 10] * 9
