"""An agent in Django's admin, as a browser has it."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from django_support_tickets.models import Message, Ticket
from tests.factories import user_of

QUEUE = "/admin/support_tickets/ticket/"
DELIVERIES = "/admin/support_tickets/delivery/"
CANNED = "/admin/support_tickets/cannedresponse/"


def page_of(ticket: Ticket) -> str:
    return f"{QUEUE}{ticket.pk}/change/"


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, (answer.status_code, answer.get("Location"))
    return html.unescape(answer.content.decode())


def references_in(answer: Any) -> list[str]:
    """Return the references of the tickets that a list shows, in order."""
    found: list[str] = re.findall(r"[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{4}", text_of(answer))
    return list(dict.fromkeys(found))


def told(answer: Any) -> list[str]:
    """Return the messages that the admin shows."""
    return [str(message) for message in answer.context["messages"]]


def act(client: Client, name: str, *tickets: Ticket, **data: Any) -> Any:
    """Do one of the admin's actions to the tickets, as its page sends it."""
    keys = [str(ticket.pk) for ticket in tickets]
    body = {"action": name, "_selected_action": keys, **data}
    return client.post(QUEUE, body, follow=True)


def write(client: Client, ticket: Ticket, text: str, kind: str = "reply", **data: Any) -> Any:
    body = {"message_text": text, "write": kind, **data}
    return client.post(page_of(ticket), body, follow=True)


@pytest.fixture
def admin(agent: Any) -> Client:
    client = Client()
    client.force_login(user_of(agent))
    return client


@pytest.fixture
def statements() -> Callable[[Client, str], list[str]]:
    """Return a function that loads a page and returns the statements of ours that it took."""

    def load(client: Client, url: str) -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            text_of(client.get(url))
        return [query["sql"] for query in queries if "support_tickets_" in query["sql"]]

    return load


@pytest.fixture
def many(ticket: Ticket) -> None:
    """A hundred tickets more, and a hundred messages more on the first."""
    shared = {"customer": ticket.customer, "category": "general", "title": "Help"}
    Ticket.objects.bulk_create(Ticket(**shared) for _ in range(100))
    Message.objects.bulk_create(
        Message(ticket=ticket, sequence=n, public_sequence=n, message_text=f"Text {n}")
        for n in range(2, 102)
    )
