"""A bulk change tells line by line how far it has come, under WSGI and ASGI."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient
from rest_framework.test import APIClient

from django_support_tickets.actions import update_tickets
from django_support_tickets.exceptions import NotAllowed
from django_support_tickets.models import Ticket
from django_support_tickets.policies import actor_for
from tests.desk.calls import BULK, brief
from tests.factories import TicketFactory, user_of

pytestmark = pytest.mark.django_db
LINES = "application/x-ndjson"


@pytest.fixture
def tickets(customer: Any) -> list[Ticket]:
    return [TicketFactory(customer=customer) for _ in range(3)]


def body_for(tickets: list[Ticket], **changes: Any) -> dict[str, Any]:
    ids = [str(ticket.pk) for ticket in tickets]
    return {"ids": [ids[0], str(uuid4()), *ids[1:], ids[0]], **changes}


def resolved() -> int:
    return Ticket.objects.filter(status="resolved").count()


def assert_told(lines: list[Any]) -> None:
    assert [(line["done"], line["total"], line["ok"], line["error"]) for line in lines] == [
        (1, 4, True, ""),
        (2, 4, False, "ticket_not_found"),
        (3, 4, True, ""),
        (4, 4, True, ""),
    ]


def test_each_line_comes_when_its_ticket_is_done(
    client_for: Callable[[Any], APIClient], agent: Any, tickets: list[Ticket]
) -> None:
    body = body_for(tickets, status="resolved")
    answer: Any = client_for(agent).post(BULK, body, format="json", HTTP_ACCEPT=LINES)
    assert (answer["Content-Type"], answer.streaming) == (LINES, True)
    seen, lines = [], []
    for line in answer.streaming_content:
        lines.append(json.loads(line))
        seen.append(resolved())
    assert seen == [1, 1, 2, 3]
    assert_told(lines)
    assert [line["id"] for line in lines] == body["ids"][:-1]


def test_each_line_comes_by_itself_under_asgi(agent: Any, tickets: list[Ticket]) -> None:
    client = AsyncClient()
    client.force_login(user_of(agent))
    body = body_for(tickets, status="resolved")

    async def call() -> list[Any]:
        answer: Any = await client.post(BULK, body, content_type="application/json", ACCEPT=LINES)
        assert (answer.status_code, answer.is_async) == (200, True)
        return [json.loads(line) async for line in answer.streaming_content]

    assert_told(async_to_sync(call)())
    assert resolved() == 3


@pytest.mark.parametrize("changes", [{}, {"status": "gone"}, {"add_tags": ["a,b"]}], ids=brief)
def test_what_is_refused_is_refused_before_the_first_line(
    client_for: Callable[[Any], APIClient], agent: Any, tickets: list[Ticket], changes: Any
) -> None:
    body = body_for(tickets, **changes)
    answer = client_for(agent).post(BULK, body, format="json", HTTP_ACCEPT=LINES)
    assert (answer.status_code, answer.json()["error"]) == (400, "validation_error")


def test_host_code_is_held_to_the_same_rules(tickets: list[Ticket], customer: Any) -> None:
    with pytest.raises(NotAllowed):
        update_tickets([tickets[0].pk], by=actor_for(user_of(customer)), status="closed")
