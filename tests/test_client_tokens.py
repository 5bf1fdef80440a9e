"""Invariant 10: what is sent twice is written once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from rest_framework.test import APIClient

from django_support_tickets.models import Attachment, Message, Ticket
from tests.calls import TICKETS, act, reply, text_file, upload, url_of
from tests.factories import TicketFactory
from tests.tables import stored_files, stored_rows

ClientFor = Callable[[Any], APIClient]
OPENING = {"title": "Hi", "category": "general", "message_text": "Hi", "client_token": "abc-1"}


def test_a_ticket_sent_twice_is_opened_once(mine: APIClient) -> None:
    """Invariant 10."""
    first = mine.post(TICKETS, OPENING, format="json")
    before = stored_rows()
    again = mine.post(TICKETS, {**OPENING, "title": "Other"}, format="json")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert stored_rows() == before


def test_a_ticket_sent_twice_with_files_leaves_the_first_files_only(
    mine: APIClient, media: Path
) -> None:
    """Invariant 10: the second copy of each file is deleted from the storage."""
    answers = [
        mine.post(TICKETS, {**OPENING, "files": [text_file(), text_file("b.txt")]})
        for _ in range(2)
    ]
    files = [answer.json()["messages"][0]["attachments"] for answer in answers]
    assert [file["id"] for file in files[0]] == [file["id"] for file in files[1]]
    assert (Attachment.objects.count(), len(stored_files(media))) == (2, 2)


def test_a_message_sent_twice_is_written_once(ticket: Ticket, mine: APIClient) -> None:
    """Invariant 10."""
    first = reply(mine, ticket, "Hello", client_token="abc")
    before = stored_rows()
    again = reply(mine, ticket, "Hello", client_token="abc")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert stored_rows() == before


def test_a_message_sent_twice_with_files_leaves_the_first_files_only(
    ticket: Ticket, mine: APIClient, media: Path
) -> None:
    """Invariant 10: uploaded with it or claimed by it."""
    waiting = upload(mine, ticket, text_file("claimed.txt")).json()["id"]
    answers = []
    for _ in range(2):
        body = {"message_text": "a", "client_token": "t", "attachment_ids": [waiting]}
        answers.append(mine.post(url_of(ticket, "messages/"), {**body, "files": [text_file()]}))
    names = [[file["id"] for file in answer.json()["attachments"]] for answer in answers]
    assert sorted(names[0]) == sorted(names[1])
    assert (len(names[0]), Attachment.objects.count(), len(stored_files(media))) == (2, 2, 2)


def test_a_repeat_after_closing_is_still_a_repeat(ticket: Ticket, mine: APIClient) -> None:
    """Invariant 10: the client that lost the first answer is not told ticket_closed."""
    first = reply(mine, ticket, client_token="abc").json()
    act(mine, ticket, "close")
    again = reply(mine, ticket, client_token="abc")
    assert (again.status_code, again.json()["id"]) == (201, first["id"])
    assert reply(mine, ticket, client_token="new").status_code == 409


def test_a_note_sent_twice_is_written_once(
    ticket: Ticket, agent: Any, client_for: ClientFor
) -> None:
    staff = client_for(agent)
    notes = [reply(staff, ticket, is_internal=True, client_token="n").json() for _ in range(2)]
    assert notes[0] == notes[1]
    assert Message.objects.filter(is_internal=True).count() == 1


def test_a_token_is_its_senders_and_its_tickets_own(
    ticket: Ticket, customer: Any, agent: Any, mine: APIClient, client_for: ClientFor
) -> None:
    other = TicketFactory(customer=customer)
    answers = [
        reply(mine, ticket, client_token="t"),
        reply(mine, other, client_token="t"),
        reply(client_for(agent), ticket, client_token="t"),
        client_for(agent).post(TICKETS, OPENING, format="json"),
        mine.post(TICKETS, OPENING, format="json"),
    ]
    assert len({answer.json()["id"] for answer in answers}) == 5


def test_without_a_token_the_same_words_are_two_messages(ticket: Ticket, mine: APIClient) -> None:
    for nothing in ({}, {}, {"client_token": None}, {"client_token": None}):
        assert reply(mine, ticket, "Hello", **nothing).status_code == 201
    assert ticket.messages.count() == 5
