"""What hosts are given to test their own projects, on ours: that it passes, and what it finds."""

import logging
import unittest
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.mail import send_mail
from django.test import TestCase
from rest_framework.request import Request
from rest_framework.response import Response

from django_support_tickets import testing
from django_support_tickets.api.views import MetaView
from django_support_tickets.models import Message, TicketEvent
from django_support_tickets.policies import SupportPolicy
from django_support_tickets.signals import ticket_event
from tests.factories import AgentFactory, PersonFactory, user_of

pytestmark = pytest.mark.django_db


class OurLeakTests(testing.LeakTests, TestCase):
    def make_customer(self) -> Any:
        return user_of(PersonFactory())

    def make_agent(self) -> Any:
        return user_of(AgentFactory())


def failures() -> set[str]:
    """Return which of the kit's tests fail in the project as it is now."""
    result = unittest.TestResult()
    for name in dir(OurLeakTests):
        if name.startswith("test_"):
            OurLeakTests(name)(result)
    assert not result.errors, result.errors
    return {test.id().rpartition(".")[2] for test, _text in result.failures}


def counted(self: Any, request: Request) -> Response:
    return Response({"messages": Message.objects.count()})


def mail_the_note(event: TicketEvent, **_kwargs: Any) -> None:
    if event.type == "note_posted":
        send_mail(
            "News", Message.objects.get(pk=event.data["message"]).message_text, None, ["a@b.c"]
        )


def log_the_note(event: TicketEvent, **_kwargs: Any) -> None:
    if event.type == "note_posted":
        note = Message.objects.get(pk=event.data["message"])
        logging.getLogger("django_support_tickets.ours").info("A note: %s", note.message_text)


@pytest.fixture(params=[mail_the_note, log_the_note])
def _receiver(request: pytest.FixtureRequest) -> Iterator[None]:
    ticket_event.connect(request.param)
    yield
    ticket_event.disconnect(request.param)


ANSWERS = "test_a_note_changes_no_answer_that_its_customer_gets"
FILE = "test_a_notes_file_is_not_for_its_customer"
STREAM = "test_a_note_is_in_no_stream_of_its_customer"
COURIERS = "test_a_note_leaves_by_no_mail_hook_signal_or_log"
STRANGER = "test_a_stranger_finds_nothing_of_a_ticket"


def test_nothing_leaks_here() -> None:
    assert failures() == set()


@pytest.mark.usefixtures("_receiver")
def test_a_receiver_that_passes_a_note_on_is_found() -> None:
    assert failures() == {COURIERS}


@pytest.mark.parametrize(
    ("question", "answer", "found"),
    [
        ("sees_internal", lambda _self, _actor, _ticket: True, {ANSWERS, FILE, STREAM}),
        ("scope", lambda _self, tickets, _actor: tickets, {STRANGER}),
    ],
)
def test_a_policy_that_shows_too_much_is_found(
    monkeypatch: pytest.MonkeyPatch, question: str, answer: Any, found: set[str]
) -> None:
    monkeypatch.setattr(SupportPolicy, question, answer)
    assert failures() == found


def test_a_count_that_notes_change_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MetaView, "get", counted)
    assert failures() == {ANSWERS}
