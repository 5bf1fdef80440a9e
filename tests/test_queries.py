"""Invariant 22: what each call asks of the database, whatever the size of page and table."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from django_support_tickets.models import Attachment, Message, Ticket, TicketEvent
from tests.factories import AgentFactory

pytestmark = pytest.mark.django_db

# SQLite has no row locks: a write that changes nothing stands in for one, before the SELECT.
LOCK = 1 if connection.features.has_select_for_update else 2
# On PostgreSQL three more for limits of time and to restore a transaction's own, one to look at the
# first tickets, and one or none, as they are, to ask the index or to count by it.
SEARCH = {5, 6, 7} if connection.vendor == "postgresql" else {1, 2}
BOUNDARIES = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
NEW = {"title": "Help", "category": "general", "message_text": "Hi", "client_token": "t"}
REPLY = {"message_text": "Hi", "client_token": "t"}

CALLS = [  # who, how, where, with what, and how many statements that takes
    ("both", "get", "tickets/?page_size=100", None, 2),
    ("both", "get", "tickets/?page_size=100&cursor=", None, 1),
    ("both", "get", "tickets/{id}/", None, 3),
    ("both", "get", "tickets/{id}/messages/?page_size=100", None, 4),
    ("both", "get", "tickets/{id}/messages/?page_size=100&cursor=", None, 3),
    ("both", "get", "tickets/{id}/events/", None, 2),
    ("agent", "get", "agents/?page_size=100", None, 2),
    ("agent", "get", "agents/?page_size=100&cursor=", None, 1),
    ("both", "post", "tickets/", NEW, 4),
    ("both", "post", "tickets/{id}/messages/", REPLY, 4 + LOCK),
    ("customer", "post", "tickets/{id}/read/", {}, 3 + LOCK),
    ("agent", "post", "tickets/{id}/read/", {}, 5 + LOCK),  # and their own place in it
    ("customer", "post", "tickets/{id}/close/", {}, 6 + LOCK),
    # one more: whether the ticket's customer reads the queue decides about its place there
    ("agent", "post", "tickets/{id}/messages/", {**REPLY, "is_internal": True}, 5 + LOCK),
    ("agent", "patch", "tickets/{id}/", {"title": "New"}, 6 + LOCK),
    ("agent", "post", "tickets/{id}/escalate/", {"reason": "Fire"}, 10 + LOCK),
]

Count = Callable[..., int]


@pytest.fixture
def count(client_for: Callable[[Any], APIClient], ticket: Ticket) -> Count:
    """Return a function that sends a request as a person and counts its statements.

    Those that it takes to know who asks are measured on ``meta/``, which reads nothing else,
    and left out; so are the boundaries of transactions.
    """

    def statements(person: Any, method: str, path: str, data: Any = None) -> int:
        call, url = getattr(client_for(person), method), path.format(id=ticket.pk)
        with CaptureQueriesContext(connection) as queries:
            response = call(f"/api/support/{url}", data, format="json")
        assert response.status_code in {200, 201}, response.content
        return sum(not query["sql"].startswith(BOUNDARIES) for query in queries)

    def beside_authentication(person: Any, method: str, path: str, data: Any = None) -> int:
        return statements(person, method, path, data) - statements(person, "get", "meta/")

    return beside_authentication


@pytest.fixture(params=[1, 100])
def rows(request: pytest.FixtureRequest, ticket: Ticket, agent: Any) -> None:
    """One row, or a hundred, of everything that a request may list."""
    if request.param == 1:
        return
    AgentFactory.create_batch(98)
    shared = {"customer": ticket.customer, "assigned_agent": agent, "category": "general"}
    Ticket.objects.bulk_create(Ticket(**shared, title="Help") for _ in range(99))
    counts = [{"sequence": n, "public_sequence": n, "ticket": ticket} for n in range(2, 101)]
    TicketEvent.objects.bulk_create(TicketEvent(actor=agent, **n) for n in counts)
    Ticket.objects.filter(pk=ticket.pk).update(version=100, public_version=100)
    messages = [Message(sender=agent, message_text="Hi", **n) for n in counts]
    Message.objects.bulk_create(messages)
    file = {"ticket": ticket, "uploaded_by": agent, "file": "a", "file_size": 1}
    Attachment.objects.bulk_create(Attachment(message=message, **file) for message in messages)


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call[0]} {call[1]} {call[2]}")
def test_a_call_takes_its_number_of_statements_for_1_row_and_for_100(
    call: tuple[Any, ...], customer: Any, agent: Any, count: Count
) -> None:
    who, method, path, data, expected = call
    people = {"customer": [customer], "agent": [agent], "both": [customer, agent]}
    found = [count(person, method, path, data) for person in people[who]]
    assert found == [expected] * len(found)


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("words", ["e", "zebra"])
def test_a_search_takes_few_statements_for_1_row_and_for_100(
    words: str, customer: Any, agent: Any, count: Count
) -> None:
    path = f"tickets/?page_size=100&search={words}&status=open&ordering=-priority"
    assert {count(person, "get", path) for person in (customer, agent)} <= SEARCH
