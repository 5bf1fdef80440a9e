"""Files that go straight to S3: a signed way there and back, and the same checks as ever."""

import base64
import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import signing
from django.core.cache.backends.base import BaseCache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now
from rest_framework.test import APIClient

from django_support_tickets.files.links import UPLOAD_SALT
from django_support_tickets.models import Attachment, Ticket
from tests.calls import act, reply, upload, url_of
from tests.factories import TicketFactory
from tests.files.fetching import fetch
from tests.files.hostile import HTML
from tests.files.s3_reading import get, post

LIFETIME = 3600
MOST = 1000


class BrokenCache(BaseCache):
    """Has lost its server."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(self, *args: Any, **kwargs: Any) -> bool:
        raise ConnectionError

    def get_many(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        raise ConnectionError

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        raise ConnectionError


@pytest.fixture(autouse=True)
def _small_files(s3: Any, desk: Any) -> None:
    desk(LIMITS={"file_size": MOST}, LINK_LIFETIME=90)


def offer(client: APIClient, ticket: Ticket) -> dict[str, Any]:
    answer = client.post(url_of(ticket, "attachments/direct/"), {}, format="json")
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def confirm(client: APIClient, ticket: Ticket, token: str, name: str = "a.txt") -> Any:
    body = {"token": token, "filename": name}
    return client.post(url_of(ticket, "attachments/confirm/"), body, format="json")


def keys(s3: Any) -> list[str]:
    return [stored.key for stored in s3.bucket.objects.all()]


def test_a_download_is_a_redirect_to_a_link_that_s3_has_signed(
    client: APIClient, ticket: Ticket
) -> None:
    sent = upload(client, ticket, SimpleUploadedFile("नमस्ते.txt", b"words")).json()
    for link, how in ((sent["download_url"], "attachment"), (sent["view_url"], "inline")):
        answer = fetch(client, link)
        assert (answer.status, answer.headers["Cache-Control"]) == (302, "no-store")
        signed = parse_qs(urlsplit(answer.headers["Location"]).query)
        assert signed["X-Amz-Expires"] == ["90"]
        assert signed["X-Amz-Signature"]
        there = get(answer.headers["Location"])
        assert (there.status, there.content) == (200, b"words")
        assert there.headers["Content-Disposition"].startswith(f"{how}; filename*=utf-8''%E0")
        assert there.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_a_storage_that_does_not_sign_is_read_by_us(
    client: APIClient, ticket: Ticket, s3_address: str, desk: Any, s3: Any
) -> None:
    for option in ({"querystring_auth": False}, {"custom_domain": "cdn.example.com"}):
        for name, value in option.items():
            setattr(s3, name, value)
        sent = upload(client, ticket).json()
        assert fetch(client, sent["download_url"]).content == b"It broke at noon."
        answer = client.post(url_of(ticket, "attachments/direct/"), {}, format="json")
        assert (answer.status_code, answer.json()["error"]) == (404, "not_found")
        s3.querystring_auth, s3.custom_domain = True, None


def test_a_file_that_went_straight_to_s3_is_a_file_like_any_other(
    client: APIClient, ticket: Ticket, s3: Any
) -> None:
    form = offer(client, ticket)
    assert post(form, "a.txt", b"words") in {200, 204}
    answer = confirm(client, ticket, form["token"], "../नमस्ते.txt")
    assert answer.status_code == 201, answer.content
    assert answer.json()["filename"] == "नमस्ते.txt"
    row = Attachment.objects.get()
    assert (row.file_size, row.content_type, len(row.sha256)) == (5, "text/plain", 64)
    assert keys(s3) == [f"attachments/{row.file.name}"]
    assert get(fetch(client, answer.json()["download_url"]).headers["Location"]).content == b"words"


def test_the_form_is_for_one_key_of_limited_size_and_an_hour(
    client: APIClient, ticket: Ticket
) -> None:
    """S3 holds to the signed policy; moto does not look at it, so it is read here."""
    form = offer(client, ticket)
    policy = json.loads(base64.b64decode(form["fields"]["policy"]))
    assert ["content-length-range", 1, MOST] in policy["conditions"]
    assert {"key": form["fields"]["key"]} in policy["conditions"]
    assert form["fields"]["x-amz-signature"]
    expires = datetime.fromisoformat(policy["expiration"].replace("Z", "+00:00"))
    assert expires - datetime.now(timezone.utc) <= timedelta(seconds=LIFETIME)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.html", HTML, "invalid_file_type"),
        ("a.txt", HTML, "invalid_file_type"),
        ("a.png", b"words", "invalid_file_type"),
        ("a.txt", b"", "validation_error"),
        ("a.txt", b"a" * (MOST + 1), "file_too_large"),
    ],
)
def test_a_hostile_object_is_refused_and_removed(
    client: APIClient, ticket: Ticket, *, s3: Any, name: str, content: bytes, code: str
) -> None:
    form = offer(client, ticket)
    s3.bucket.put_object(Key=form["fields"]["key"], Body=content)
    answer = confirm(client, ticket, form["token"], name)
    assert (answer.status_code, answer.json()["error"]) == (400, code)
    assert keys(s3) == []
    assert not Attachment.objects.exists()


def test_confirming_again_returns_the_first_row(client: APIClient, ticket: Ticket, s3: Any) -> None:
    form = offer(client, ticket)
    post(form, "a.txt", b"words")
    first = confirm(client, ticket, form["token"]).json()
    post(form, "a.txt", HTML)  # the form still works for the storage
    again = confirm(client, ticket, form["token"], "b.html").json()
    assert again["id"] == first["id"]
    assert Attachment.objects.get().filename == "a.txt"
    with s3.open(Attachment.objects.get().file.name) as file:
        assert file.read() == b"words"


def test_a_repeat_that_arrives_meanwhile_leaves_one_row_with_its_bytes(
    client: APIClient, ticket: Ticket, s3: Any, desk: Any
) -> None:
    """The repeat is confirmed while the first has just stored its bytes, before its row."""
    form = offer(client, ticket)
    post(form, "a.txt", b"words")
    repeats: list[Any] = []
    save = s3.save

    def save_and_repeat(*args: Any) -> str:
        key: str = save(*args)
        s3.save = save
        repeats.append(confirm(client, ticket, form["token"]).json())
        return key

    s3.save = save_and_repeat
    first = confirm(client, ticket, form["token"])
    assert first.status_code == 201, first.content
    assert [first.json()["id"]] == [repeat["id"] for repeat in repeats]
    assert keys(s3) == [f"attachments/{Attachment.objects.get().file.name}"]


def test_a_repeat_that_loses_its_object_while_it_reads_returns_the_first_row(
    client: APIClient, ticket: Ticket, s3: Any
) -> None:
    """The first takes the object away between the repeat's look at it and its reading."""
    form = offer(client, ticket)
    post(form, "a.txt", b"words")
    firsts: list[Any] = []
    opens = s3.open

    def open_and_be_late(*args: Any) -> Any:
        file = opens(*args)
        s3.open = opens
        firsts.append(confirm(client, ticket, form["token"]).json())
        return file

    s3.open = open_and_be_late
    repeat = confirm(client, ticket, form["token"])
    assert (repeat.status_code, [repeat.json()["id"]]) == (201, [first["id"] for first in firsts])
    assert keys(s3) == [f"attachments/{Attachment.objects.get().file.name}"]


def test_an_object_that_vanishes_while_it_is_read_is_said_in_words(
    client: APIClient, ticket: Ticket, s3: Any
) -> None:
    form = offer(client, ticket)
    post(form, "a.txt", b"words")
    opens = s3.open

    def open_and_lose(*args: Any) -> Any:
        file = opens(*args)
        s3.delete(*args[:1])
        return file

    s3.open = open_and_lose
    answer = confirm(client, ticket, form["token"])
    assert (answer.status_code, answer.json()["error"]) == (503, "storage_unavailable")
    s3.open = opens
    again = confirm(client, ticket, form["token"])
    assert (again.status_code, again.json()["message"]) == (400, "Nothing was uploaded.")
    assert (keys(s3), Attachment.objects.count()) == ([], 0)


def test_nothing_uploaded_is_said_in_words(client: APIClient, ticket: Ticket) -> None:
    answer = confirm(client, ticket, offer(client, ticket)["token"])
    assert (answer.status_code, answer.json()["message"]) == (400, "Nothing was uploaded.")


Strange = Callable[[str], str]


def _signed_for_something_else(token: str) -> str:
    return signing.dumps(signing.loads(token, salt=UPLOAD_SALT), salt="other")


@pytest.mark.parametrize(
    "alter",
    [
        lambda _token: "",
        lambda token: token[:-1] + ("a" if token[-1] != "a" else "b"),
        lambda token: "x" + token,
        _signed_for_something_else,
        lambda _token: "\u0bf5" * 9,
    ],
)
def test_an_altered_token_is_refused(client: APIClient, ticket: Ticket, alter: Strange) -> None:
    form = offer(client, ticket)
    post(form, "a.txt", b"words")
    answer = confirm(client, ticket, alter(form["token"]))
    assert (answer.status_code, answer.json()["error"]) == (400, "validation_error")
    assert not Attachment.objects.exists()


def test_a_token_is_for_one_person_and_one_ticket(
    client: APIClient, client_for: Any, ticket: Ticket, customer: Any, agent: Any
) -> None:
    form = offer(client, ticket)
    post(form, "a.txt", b"words")
    for who, where in ((agent, ticket), (customer, TicketFactory(customer=customer))):
        answer = confirm(client_for(who), where, form["token"])
        assert (answer.status_code, answer.json()["details"].keys()) == (400, {"token"})
    assert not Attachment.objects.exists()


def test_a_token_expires_with_its_form(
    client: APIClient, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = offer(client, ticket)
    post(form, "a.txt", b"words")
    real = now().timestamp()
    with monkeypatch.context() as patched:
        patched.setattr(signing.time, "time", lambda: real + LIFETIME + 1)
        answer = confirm(client, ticket, form["token"])
    assert (answer.status_code, "expired" in answer.json()["message"]) == (400, True)
    assert confirm(client, ticket, form["token"]).status_code == 201


def test_a_closed_or_hidden_ticket_offers_and_takes_nothing(
    client: APIClient, client_for: Any, ticket: Ticket, other_customer: Any, s3: Any
) -> None:
    form = offer(client, ticket)
    post(form, "a.txt", b"words")
    stranger = client_for(other_customer)
    assert confirm(stranger, ticket, form["token"]).status_code == 404
    assert stranger.post(url_of(ticket, "attachments/direct/")).status_code in {404, 415}
    act(client, ticket, "close")
    answers = [
        confirm(client, ticket, form["token"]),
        client.post(url_of(ticket, "attachments/direct/"), {}, format="json"),
    ]
    assert [(a.status_code, a.json()["error"]) for a in answers] == [(409, "ticket_closed")] * 2
    assert keys(s3) == [form["fields"]["key"]]


def refused(client: APIClient, ticket: Ticket) -> bool:
    answer = client.post(url_of(ticket, "attachments/direct/"), {}, format="json")
    assert answer.status_code in {200, 400}
    if answer.status_code == 400:
        assert "Send a message with the files" in answer.json()["message"]
    return bool(answer.status_code == 400)


def test_no_more_than_twenty_uploads_are_open(
    client: APIClient, client_for: Any, ticket: Ticket, customer: Any, agent: Any
) -> None:
    """Those that are confirmed and wait for a message count too; each has their own twenty."""
    sent = upload(client, ticket).json()
    forms = [offer(client, ticket) for _ in range(19)]
    assert refused(client, ticket)
    assert not refused(client_for(agent), ticket)
    assert not refused(client, TicketFactory(customer=customer))

    post(forms[0], "a.txt", b"words")
    confirmed = confirm(client, ticket, forms[0]["token"]).json()
    assert refused(client, ticket)
    reply(client, ticket, attachment_ids=[sent["id"], confirmed["id"]])
    assert [refused(client, ticket) for _ in range(3)] == [False, False, True]


def test_a_refused_upload_counts_as_long_as_its_form_works(
    client: APIClient, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(20):
        form = offer(client, ticket)
        post(form, "a.txt", HTML)
        assert confirm(client, ticket, form["token"]).status_code == 400
    assert refused(client, ticket)
    real = now().timestamp()
    with monkeypatch.context() as patched:
        patched.setattr(signing.time, "time", lambda: real + LIFETIME + 1)
        assert not refused(client, ticket)


def test_a_cache_that_fails_refuses_no_upload(
    client: APIClient, ticket: Ticket, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.CACHES = {"default": {"BACKEND": "tests.files.test_direct_uploads.BrokenCache"}}
    form = offer(client, ticket)
    post(form, "a.txt", b"words")
    assert confirm(client, ticket, form["token"]).status_code == 201
    assert "The cache cannot count" in caplog.text
