"""Each event leaves one line of log, with ids and never with words."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from django_support_tickets.models import Ticket
from tests.calls import TICKETS, act, change, reply, text_file, upload

CANARY = "canary"


def test_each_event_is_logged_once_by_its_ids(
    customer: Any,
    agent: Any,
    client_for: Callable[[Any], APIClient],
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Any,
) -> None:
    caplog.set_level(logging.INFO, "django_support_tickets.events")
    mine, staff = client_for(customer), client_for(agent)
    words = {"title": CANARY, "category": "general", "message_text": CANARY}
    with django_capture_on_commit_callbacks(execute=True):
        ticket = Ticket.objects.get(pk=mine.post(TICKETS, words, format="json").json()["id"])
        upload(mine, ticket, text_file(f"{CANARY}.txt", CANARY.encode()))
        reply(staff, ticket, CANARY, is_internal=True)
        change(staff, ticket, tags=[CANARY], metadata={"a": CANARY})
        act(staff, ticket, "escalate", reason=CANARY)
    logged = [record for record in caplog.records if record.name == "django_support_tickets.events"]
    events = list(ticket.events.order_by("sequence"))
    assert [record.__dict__["sequence"] for record in logged] == [e.sequence for e in events]
    assert [record.getMessage() for record in logged] == [
        f"{event.type} on ticket {ticket.pk}" for event in events
    ]
    assert [record.__dict__["actor_id"] for record in logged] == [str(e.actor_id) for e in events]
    assert CANARY not in "".join(str(record.__dict__) for record in caplog.records)
    assert events[0].actor_name not in "".join(str(record.__dict__) for record in logged)
