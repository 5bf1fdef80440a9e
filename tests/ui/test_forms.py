"""What every form of the pages keeps to: nothing typed is lost, nothing is written twice."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.test import Client

from django_support_tickets.models import Message, Ticket
from tests.ui.test_pages import page


def test_errors_stand_beside_their_fields_with_what_was_typed(
    browser: Client, ticket: Ticket
) -> None:
    form = {"title": "", "category": "none", "message_text": "Kept words"}
    refused = browser.post(page("ticket-new"), form)
    shown = refused.content.decode()
    assert refused.status_code == 400
    assert 'id="error-title"' in shown
    assert "Kept words" in shown
    long = browser.post(page("messages", ticket.pk), {"message_text": "x" * 5001})
    assert long.status_code == 400
    assert "x" * 5001 in long.content.decode()


def test_a_file_beyond_the_limit_is_refused(
    browser: Client, ticket: Ticket, desk: Callable[..., None]
) -> None:
    desk(LIMITS={"file_size": 10})
    for name in ("messages", "ticket-files"):
        upload = SimpleUploadedFile("a.txt", b"x" * 11)
        answer = browser.post(page(name, ticket.pk), {"message_text": "x", "files": upload})
        assert answer.status_code == 400
        assert "a.txt is larger than 10" in answer.content.decode().replace("\xa0", " ")


@pytest.mark.parametrize("limits", [{"file_size": 10}, {"files_per_message": 1}])
def test_a_form_with_too_much_in_its_files_keeps_what_was_typed(
    browser: Client, ticket: Ticket, desk: Callable[..., None], limits: dict[str, int]
) -> None:
    desk(LIMITS=limits)
    for url in (page("ticket-new"), page("messages", ticket.pk)):
        files = [SimpleUploadedFile(f"{n}.txt", b"x" * 11) for n in range(2)]
        form = {"title": "My tap", "category": "general", "message_text": "Kept words"}
        refused = browser.post(url, {**form, "files": files})
        shown = refused.content.decode()
        assert refused.status_code == 400
        assert "Kept words</textarea>" in shown
        assert 'id="error-files"' in shown
    assert Message.objects.count() == 1


class Counting(MemoryFileUploadHandler):
    """A host's handler of uploads that says how much of them reached it."""

    received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        Counting.received += len(raw_data)
        return raw_data


def test_no_more_is_read_of_a_file_than_it_may_have(
    browser: Client, ticket: Ticket, desk: Callable[..., None], settings: Any
) -> None:
    desk(LIMITS={"file_size": 10})
    settings.FILE_UPLOAD_HANDLERS = [f"{__name__}.Counting"]
    upload = SimpleUploadedFile("a.txt", b"x" * 1000)
    for name in ("ticket-files", "messages"):
        upload.seek(0)
        assert browser.post(page(name, ticket.pk), {"files": upload}).status_code == 400
        assert Counting.received == 0


def test_a_form_sent_twice_writes_once(browser: Client) -> None:
    form = {"title": "T", "category": "general", "message_text": "x", "client_token": "same"}
    first = browser.post(page("ticket-new"), form)
    assert browser.post(page("ticket-new"), form)["Location"] == first["Location"]
    ticket = Ticket.objects.get()
    answer = {"message_text": "y", "client_token": "same"}
    for _ in range(2):
        browser.post(page("messages", ticket.pk), answer)
    assert ticket.messages.count() == 2
