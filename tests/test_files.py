"""Invariant 15: how files come to tickets, who may claim them and who sees them until then."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from django_support_tickets.models import Attachment, Ticket
from tests.calls import TICKETS, download_url, reply, text_file, upload, url_of
from tests.factories import TicketFactory
from tests.tables import stored_files, stored_rows

pytestmark = pytest.mark.usefixtures("media")

ClientFor = Callable[[Any], APIClient]


def test_a_file_comes_first_and_is_claimed_by_a_message(ticket: Ticket, mine: APIClient) -> None:
    """Invariant 15."""
    file = upload(mine, ticket, text_file("a.txt", b"abc")).json()
    assert (file["filename"], file["file_size"]) == ("a.txt", 3)
    assert [f["id"] for f in mine.get(url_of(ticket)).json()["attachments"]] == [file["id"]]
    message = reply(mine, ticket, attachment_ids=[file["id"]]).json()
    assert [f["id"] for f in message["attachments"]] == [file["id"]]
    detail = mine.get(url_of(ticket)).json()
    assert detail["attachments"] == []
    assert [f["id"] for f in detail["messages"][-1]["attachments"]] == [file["id"]]


def test_an_opened_ticket_is_answered_as_it_is_read_afterwards(mine: APIClient) -> None:
    body = {"title": "Hi", "category": "general", "message_text": "see www.example.org"}
    files = [text_file(f"{n}.txt") for n in range(5)]
    opened = mine.post(TICKETS, {**body, "files": files}).json()
    assert [file["filename"] for file in opened["messages"][0]["attachments"]] == [
        f"{n}.txt" for n in range(5)
    ]
    read = mine.get(f"{TICKETS}{opened['id']}/").json()
    for answer in (opened, read):  # links are signed with the time
        for file in answer["messages"][0]["attachments"]:
            file.update(download_url=None, view_url=None)
    assert opened == read


def test_files_come_with_a_new_ticket_and_with_a_message(mine: APIClient) -> None:
    body = {"title": "Hi", "category": "general", "message_text": "Hi"}
    opened = mine.post(TICKETS, {**body, "files": [text_file(), text_file("b.txt")]}).json()
    names = [file["filename"] for file in opened["messages"][0]["attachments"]]
    assert sorted(names) == ["b.txt", "log.txt"]
    sent = mine.post(
        f"{TICKETS}{opened['id']}/messages/", {"message_text": "c", "files": text_file("c.txt")}
    )
    assert [file["filename"] for file in sent.json()["attachments"]] == ["c.txt"]


def test_several_uploads_at_once_are_a_list(ticket: Ticket, mine: APIClient) -> None:
    answer = upload(mine, ticket, text_file("a.txt"), text_file("b.txt"))
    assert [file["filename"] for file in answer.json()] == ["a.txt", "b.txt"]


def test_until_claimed_only_the_uploader_sees_a_file(
    ticket: Ticket, mine: APIClient, agent: Any, other_agent: Any, client_for: ClientFor
) -> None:
    """Invariant 15: agents, too, wait until it is sent."""
    file = upload(client_for(agent), ticket).json()["id"]
    for client in (mine, client_for(other_agent)):
        assert client.get(download_url(file)).status_code == 404
        assert client.get(url_of(ticket)).json()["attachments"] == []
        assert file not in str(client.get(url_of(ticket, "messages/")).json())
    assert client_for(agent).get(download_url(file)).getvalue() == b"It broke at noon."


def test_a_file_is_claimed_by_its_uploader_once_on_its_ticket(
    ticket: Ticket, customer: Any, mine: APIClient, agent: Any, client_for: ClientFor
) -> None:
    """Invariant 15: everything else is refused, and the message with it."""
    file = upload(mine, ticket).json()["id"]
    other = TicketFactory(customer=customer)
    before = stored_rows()
    missing = "00000000-0000-0000-0000-000000000000"
    refused = [
        reply(client_for(agent), ticket, attachment_ids=[file]),
        reply(mine, other, attachment_ids=[file]),
        reply(mine, ticket, attachment_ids=[file, missing]),
    ]
    assert stored_rows() == before
    assert reply(mine, ticket, attachment_ids=[file, file]).status_code == 201
    refused.append(reply(mine, ticket, attachment_ids=[file]))
    for answer in refused:
        assert (answer.status_code, [*answer.json()["details"]]) == (400, ["attachment_ids"])
    assert Attachment.objects.get().message is not None


def test_a_message_has_at_most_five_files_by_all_ways_together(
    ticket: Ticket, mine: APIClient
) -> None:
    """Invariant 15 and the contract's limit."""
    claimed = [upload(mine, ticket).json()["id"] for _ in range(3)]
    before = stored_rows()
    body = {"message_text": "a", "attachment_ids": claimed}
    answer = mine.post(
        url_of(ticket, "messages/"), {**body, "files": [text_file() for _ in range(3)]}
    )
    assert (answer.status_code, answer.json()["error"]) == (400, "validation_error")
    assert upload(mine, ticket, *(text_file() for _ in range(6))).status_code == 400
    assert stored_rows() == before
    answer = mine.post(url_of(ticket, "messages/"), {**body, "files": [text_file(), text_file()]})
    assert len(answer.json()["attachments"]) == 5


def test_a_message_that_is_refused_leaves_no_file(
    ticket: Ticket, mine: APIClient, media: Path
) -> None:
    """Files are stored before the database is asked, and deleted if it says no."""
    body = {"message_text": "a", "attachment_ids": ["00000000-0000-0000-0000-000000000000"]}
    answer = mine.post(url_of(ticket, "messages/"), {**body, "files": [text_file()]})
    assert answer.status_code == 400
    assert stored_files(media) == []


NOT_MULTIPART: dict[str, Callable[[APIClient, Ticket], Any]] = {
    "an upload as JSON": lambda client, ticket: client.post(
        url_of(ticket, "attachments/"), {"file": {}}, format="json"
    ),
    "files of a message as JSON": lambda client, ticket: reply(client, ticket, files={}),
    "a list of them": lambda client, ticket: reply(client, ticket, files=[{}]),
    "text in place of a file": lambda client, ticket: client.post(
        url_of(ticket, "attachments/"), {"file": "abc"}
    ),
}


@pytest.mark.parametrize("name", NOT_MULTIPART)
def test_a_client_that_sends_files_wrongly_is_told_how(
    name: str, ticket: Ticket, mine: APIClient
) -> None:
    """Invariant 19: axios makes {"file": {}} of a FormData if a JSON content type is set."""
    answer = NOT_MULTIPART[name](mine, ticket)
    assert answer.status_code in {400, 415}
    assert "multipart/form-data" in answer.json()["message"]
