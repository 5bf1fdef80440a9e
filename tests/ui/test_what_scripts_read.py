"""What the pages say to scripts and send back in forms: numbers as numbers, drafts by reader."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from django_support_tickets import actions
from django_support_tickets.actors import SYSTEM
from django_support_tickets.models import Message, Ticket
from tests.ui.desk import page, words_of

pytestmark = pytest.mark.django_db
GROUPED = re.compile(r'(?:value|href|maxlength|data-[a-z-]+)="[^" ]*\d,\d{3}[^" ]*"')
DRAFT = re.compile(r'data-draft="([^"]+)"')
KEY = re.compile(r'data-key="([^"]+)"')


@pytest.fixture
def grouped(settings: Any) -> None:
    settings.USE_THOUSAND_SEPARATOR = True


@pytest.mark.usefixtures("grouped")
@pytest.mark.parametrize("name", ["ticket", "messages", "desk-ticket", "desk-escalate"])
def test_a_host_that_groups_digits_has_plain_numbers_in_addresses_and_forms(
    name: str,
    browser_of: Callable[[Any], Client],
    agent: Any,
    ticket: Ticket,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("django_support_tickets.ui.views.conversation.PAGE_SIZE", 1)
    actions.post_message(ticket, by=SYSTEM, message_text="Hello")
    last = Message.objects.order_by("sequence").last()
    assert last is not None
    Message.objects.filter(pk=last.pk).update(sequence=54321, public_sequence=54321)
    Ticket.objects.filter(pk=ticket.pk).update(version=54322, public_version=54322)
    shown = words_of(browser_of(agent).get(page(name, ticket.pk)))
    assert "54321" in shown or "54322" in shown
    assert GROUPED.findall(shown) == []


@pytest.mark.usefixtures("grouped")
@pytest.mark.parametrize("name", ["queue", "canned-new", "ticket-new"])
def test_so_have_the_other_pages(
    name: str, browser_of: Callable[[Any], Client], agent: Any, ticket: Ticket
) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(version=54322)
    shown = words_of(browser_of(agent).get(page(name)))
    assert "54322" in shown or 'maxlength="5000"' in shown
    assert GROUPED.findall(shown) == []


def test_what_a_browser_keeps_is_of_one_reader_and_one_place(
    browser: Client, browser_of: Callable[[Any], Client], agent: Any, other_agent: Any, ticket: Any
) -> None:
    """Invariant 2: a note that waits to be sent is never sent by a customers' form."""
    asked = [
        (browser, "ticket"),
        (browser_of(agent), "ticket"),
        (browser_of(agent), "desk-ticket"),
        (browser_of(other_agent), "desk-ticket"),
    ]
    shown = [words_of(reader.get(page(name, ticket.pk))) for reader, name in asked]
    drafts = [DRAFT.findall(words) for words in shown]
    assert len({draft for (draft,) in drafts}) == len(asked)
    assert drafts == [KEY.findall(words) for words in shown]
    assert all(str(ticket.pk) in draft for (draft,) in drafts)


@pytest.mark.parametrize("name", ["messages", "desk-messages"])
def test_who_sends_is_given_what_came_meanwhile(
    name: str, browser_of: Callable[[Any], Client], agent: Any, customer: Any, ticket: Ticket
) -> None:
    """Else the page would ask for what comes after its own message, and never show the other."""
    reader = browser_of(customer if name == "messages" else agent)
    actions.post_message(ticket, by=SYSTEM, message_text="Seen by nobody yet.")
    form = {"message_text": "Mine", "after": "1"}
    part = words_of(reader.post(page(name, ticket.pk), form, headers={"HX-Request": "true"}))
    assert part.count('id="message-') == 2
    assert part.index("Seen by nobody yet.") < part.index("Mine")
    for bad in ("x", "-1", "9" * 30):
        form = {"message_text": "Never", "after": bad}
        answer = reader.post(page(name, ticket.pk), form, headers={"HX-Request": "true"})
        assert answer.status_code == 400
    assert ticket.messages.count() == 3
