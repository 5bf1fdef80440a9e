"""Files and rows, whatever the storage can do and whichever of the two fails."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection
from rest_framework.test import APIClient

from django_support_tickets.models import Attachment, Message, Ticket
from tests.calls import TICKETS, text_file, upload, url_of
from tests.samples import BareStorage
from tests.tables import stored_files, stored_rows

pytestmark = pytest.mark.usefixtures("media")

MESSAGE = {"message_text": "See here"}
OPENING = {"title": "Hi", "category": "general", "message_text": "Hi"}


@pytest.fixture
def mine(customer: Any, client_for: Callable[[Any], APIClient]) -> APIClient:
    client = client_for(customer)
    client.raise_request_exception = False
    return client


@pytest.fixture
def use_storage(settings: Any) -> Callable[[Any], None]:
    def use(storage: Any) -> None:
        host = getattr(settings, "SUPPORT_TICKETS", {})
        settings.SUPPORT_TICKETS = {**host, "STORAGE": storage}

    return use


def test_nothing_is_stored_for_a_stranger(
    use_storage: Callable[[Any], None],
    ticket: Ticket,
    other_customer: Any,
    client_for: Callable[[Any], APIClient],
) -> None:
    """A reply is written under the lock of its ticket; its files are stored before."""
    saved: list[str] = []

    class Storage(BareStorage):
        def _save(self, name: str, content: Any) -> str:
            saved.append(name)
            return super()._save(name, content)

    use_storage(Storage)
    body = {"message_text": "Hi", "files": text_file()}
    answer = client_for(other_customer).post(f"{url_of(ticket)}messages/", body)
    assert (answer.status_code, saved) == (404, [])


def test_nothing_is_stored_for_a_closed_ticket(
    use_storage: Callable[[Any], None], ticket: Ticket, mine: APIClient
) -> None:
    """Invariant 8: it is refused before the storage is asked."""
    saved: list[str] = []

    class Storage(BareStorage):
        def _save(self, name: str, content: Any) -> str:
            saved.append(name)
            return super()._save(name, content)

    use_storage(Storage)
    assert mine.post(f"{url_of(ticket)}close/").status_code == 200
    body = {"message_text": "Hi", "files": text_file()}
    answer = mine.post(f"{url_of(ticket)}messages/", body)
    assert (answer.status_code, saved) == (409, [])


@pytest.mark.parametrize(
    "source", ["tests.samples.BareStorage", BareStorage], ids=["path", "class"]
)
def test_a_storage_needs_neither_size_nor_url_nor_exists(
    source: Any, use_storage: Callable[[Any], None], ticket: Ticket, mine: APIClient
) -> None:
    """Invariants 13 and 14: the whole file is stored, though this storage does not rewind."""
    use_storage(source)
    content = b"It broke at noon." * 1000
    file = upload(mine, ticket, text_file("a.txt", content)).json()
    assert APIClient().get(file["download_url"]).getvalue() == content
    part = APIClient().get(file["download_url"], HTTP_RANGE="bytes=3-7")
    assert part.getvalue() == b"broke"


def test_the_storage_is_not_touched_before_a_file_is(
    use_storage: Callable[[Any], None], ticket: Ticket, mine: APIClient
) -> None:
    """A host's storage may talk to the network when it is made."""
    use_storage("tests.no_such_module.Storage")
    assert mine.get(url_of(ticket)).status_code == 200
    assert mine.post(url_of(ticket, "messages/"), {"message_text": "Hello"}).status_code == 201


def test_a_storage_that_fails_leaves_no_row_and_no_file(
    use_storage: Callable[[Any], None], ticket: Ticket, mine: APIClient, media: Path
) -> None:
    use_storage("tests.samples.FullStorage")
    before = stored_rows()
    answers = [
        mine.post(url_of(ticket, "messages/"), {**MESSAGE, "files": [text_file(), text_file()]}),
        mine.post(TICKETS, {**OPENING, "files": [text_file(), text_file()]}),
        upload(mine, ticket, text_file(), text_file()),
    ]
    assert [answer.status_code for answer in answers] == [503, 503, 503]
    assert {answer.json()["error"] for answer in answers} == {"storage_unavailable"}
    assert stored_rows() == before
    assert stored_files(media) == []


def refuse_attachments(execute: Any, sql: str, *args: Any) -> Any:
    """Stand for a database that goes away between the message and its file."""
    if sql.startswith("INSERT") and Attachment._meta.db_table in sql:
        raise DatabaseError("gone")
    return execute(sql, *args)


def test_a_database_that_fails_leaves_no_file_and_no_message(
    ticket: Ticket, mine: APIClient, media: Path
) -> None:
    with connection.execute_wrapper(refuse_attachments):
        answers = [
            mine.post(url_of(ticket, "messages/"), {**MESSAGE, "files": [text_file()]}),
            mine.post(TICKETS, {**OPENING, "files": [text_file()]}),
            upload(mine, ticket),
        ]
    assert [answer.status_code for answer in answers] == [500, 500, 500]
    assert (Message.objects.count(), Ticket.objects.count(), Attachment.objects.count()) == (
        1,
        1,
        0,
    )
    assert stored_files(media) == []


def test_a_file_whose_bytes_are_gone_is_not_found(
    ticket: Ticket, mine: APIClient, media: Path
) -> None:
    file = upload(mine, ticket).json()
    for path in stored_files(media):
        path.unlink()
    answer = APIClient().get(file["download_url"])
    assert (answer.status_code, answer.json()["error"]) == (404, "not_found")
