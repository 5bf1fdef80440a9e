"""Every answer that the contract describes is given, and is as described."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from rest_framework.test import APIClient

from django_support_tickets.actions import (
    attach_files,
    close_ticket,
    post_message,
    save_canned_response,
    save_view,
)
from django_support_tickets.files import presigning
from django_support_tickets.files.storage import attachment_storage
from django_support_tickets.models import InboxItem, Ticket
from django_support_tickets.policies import actor_for
from tests.calls import text_file
from tests.contract import OPERATIONS
from tests.factories import TicketFactory, user_of
from tests.provoking import CANNED, GOOD, PROVOKE, VIEW, Desk

ANSWERS = [
    (name, int(status))
    for name, call in OPERATIONS.items()
    for status in call.described["responses"]
]
# Only an ASGI server gives these; see tests/realtime.
STREAMING = {("tickets_stream_retrieve", 200), ("stream_retrieve", 200)}
# Only a storage that signs its own links gives these; see the tests below.
SIGNING = {
    ("attachments_download_retrieve", 302),
    ("tickets_attachments_direct_create", 200),
    ("tickets_attachments_direct_create", 409),
    ("tickets_attachments_confirm_create", 201),
    ("tickets_attachments_confirm_create", 409),
}


@pytest.fixture
def desk(settings: Any, agent: Any, ticket: Ticket, client_for: Callable[[Any], APIClient]) -> Desk:
    actor = actor_for(user_of(agent))
    message = post_message(ticket, by=actor, message_text="Look.", files=[text_file()])
    attach_files(ticket, by=actor, files=[text_file()])
    attachment = message.files[0]
    attachment.thumbnail.save("small.webp", ContentFile(b"RIFF"))
    item = InboxItem.objects.create(event=ticket.events.last(), person=agent)
    closed = close_ticket(TicketFactory(customer=ticket.customer), by=actor)
    keys = {
        "ticket_id": ticket.pk,
        "closed_id": closed.pk,
        "message_id": message.pk,
        "attachment_id": attachment.pk,
        "notification_id": item.pk,
        "response_id": save_canned_response(by=actor, **CANNED).pk,
        "view_id": save_view(by=actor, **VIEW).pk,
    }
    return Desk(settings, client_for(agent), client_for(ticket.customer), keys)


@pytest.mark.parametrize(("name", "status"), sorted({*ANSWERS} - SIGNING - STREAMING))
def test_the_answer_is_as_described(desk: Desk, name: str, status: int) -> None:
    call = OPERATIONS[name]
    response = PROVOKE[status](desk, call)
    assert response.status_code == status, response.content
    call.judge(response)


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_every_call_says_who_is_refused(name: str) -> None:
    assert {"401", "403", "503"} <= set(OPERATIONS[name].described["responses"])


@pytest.mark.parametrize("name", sorted(GOOD))
def test_the_bodies_sent_here_are_of_the_contract(name: str) -> None:
    OPERATIONS[name].judge_body(GOOD[name])


@pytest.fixture
def signing_desk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk whose storage takes and sends files itself."""

    def upload_form(key: str, **_limits: int) -> dict[str, Any]:
        return {"url": "https://storage.example/", "fields": {"key": key}}

    monkeypatch.setattr(presigning, "can_presign", lambda: True)
    monkeypatch.setattr(presigning, "upload_form", upload_form)
    monkeypatch.setattr(presigning, "download_url", lambda *_a, **_k: "https://storage.example/a")
    return desk


def test_a_storage_that_signs_takes_and_sends_files_itself(signing_desk: Desk) -> None:
    direct = OPERATIONS["tickets_attachments_direct_create"]
    confirm = OPERATIONS["tickets_attachments_confirm_create"]
    form = signing_desk.ask(direct)
    direct.judge(form)
    attachment_storage.save(form.json()["fields"]["key"], ContentFile(b"It broke at noon."))
    body = {"token": form.json()["token"], "filename": "log.txt"}
    confirm.judge_body(body)
    confirmed = signing_desk.ask(confirm, body)
    assert confirmed.status_code == 201, confirmed.content
    confirm.judge(confirmed)


def test_a_storage_that_signs_is_sent_to(signing_desk: Desk) -> None:
    download = OPERATIONS["attachments_download_retrieve"]
    response = signing_desk.ask(download)
    assert response.status_code == 302
    download.judge(response)


def test_a_closed_ticket_takes_no_direct_upload(signing_desk: Desk, agent: Any) -> None:
    direct = OPERATIONS["tickets_attachments_direct_create"]
    form = signing_desk.ask(direct).json()
    attachment_storage.save(form["fields"]["key"], ContentFile(b"It broke at noon."))
    ticket = Ticket.objects.get(pk=signing_desk.keys["ticket_id"])
    close_ticket(ticket, by=actor_for(user_of(agent)))
    confirm = OPERATIONS["tickets_attachments_confirm_create"]
    body = {"token": form["token"], "filename": "log.txt"}
    for call, sent in ((direct, None), (confirm, body)):
        refused = signing_desk.ask(call, sent)
        assert refused.status_code == 409, refused.content
        call.judge(refused)
