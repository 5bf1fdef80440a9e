"""Reading stops at the first byte too many, and an upload costs next to no memory."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from rest_framework.test import APIClient

from django_support_tickets.models import Attachment, Ticket
from tests.calls import TICKETS, reply, text_file, upload, url_of
from tests.factories import user_of
from tests.files.processes import MEGABYTE, Host

LIMIT = 300_000
SESSION = "rest_framework.authentication.SessionAuthentication"


class CountingBody(io.BytesIO):
    """Counts what was read of it."""

    def read(self, size: int | None = -1, /) -> bytes:
        assert size is not None
        assert size >= 0, "the whole body at once"
        return super().read(size)


def form(*contents: bytes) -> bytes:
    parts = [
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n%b\r\n'
        % content
        for content in contents
    ]
    return b"".join(parts) + b"--x--\r\n"


@pytest.fixture
def send(client: APIClient, ticket: Ticket, desk: Any) -> Callable[..., tuple[int, int]]:
    """Return a function that sends a body: the status of the answer, and the bytes read of it."""
    desk(LIMITS={"file_size": LIMIT})

    def post(body: bytes, length: int | None = None) -> tuple[int, int]:
        stream = CountingBody(body)
        environ: dict[str, Any] = {
            "content_type": "multipart/form-data; boundary=x",
            "CONTENT_LENGTH": str(len(body) if length is None else length),
            "wsgi.input": stream,
        }
        answer = client.generic("POST", url_of(ticket, "attachments/"), **environ)
        return answer.status_code, stream.tell()

    return post


ONE_FILE, TOO_LARGE = b"a" * LIMIT, b"a" * (20 * LIMIT)
ROOM = 3 * 64 * 1024  # a chunk, a look ahead, the part's head


@pytest.mark.parametrize("length", [None, len(form(TOO_LARGE)) * 9, LIMIT + ROOM])
def test_reading_stops_at_the_first_byte_too_many(send: Any, length: int | None) -> None:
    """Whatever Content-Length says: the truth, more, or less."""
    status, read = send(form(TOO_LARGE), length)
    assert status == 400
    assert LIMIT < read <= LIMIT + ROOM
    assert not Attachment.objects.exists()


def test_a_file_of_exactly_the_limit_is_taken(send: Any) -> None:
    assert send(form(ONE_FILE))[0] == 201
    assert send(form(ONE_FILE + b"a"))[0] == 400


def test_the_limit_holds_for_each_file_and_not_for_all_together(send: Any) -> None:
    assert send(form(*[ONE_FILE] * 5))[0] == 201
    assert send(form(b"a", TOO_LARGE))[1] <= LIMIT + ROOM


def test_reading_stops_at_the_first_file_too_many(send: Any) -> None:
    status, read = send(form(*[b"a"] * 6, ONE_FILE * 3))
    assert status == 400
    assert read <= ROOM


def test_a_body_cut_short_is_no_server_error(send: Any) -> None:
    for length in range(0, len(form(b"a")), 7):
        assert send(form(b"a"), length)[0] in {201, 400}


def test_a_host_whose_login_reads_the_body_first_has_the_same_limit(
    customer: Any, ticket: Ticket, desk: Any, settings: Any
) -> None:
    """Session authentication looks for a CSRF token in the form."""
    desk(
        AUTHENTICATION_CLASSES=[SESSION],
        LIMITS={"file_size": LIMIT},
        ENABLED=lambda request: request.user.is_authenticated,
    )
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user_of(customer))
    browser.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    body = {"file": text_file(content=TOO_LARGE), "csrfmiddlewaretoken": "a" * 32}
    answer = browser.post(url_of(ticket, "attachments/"), body)
    assert (answer.status_code, answer.json()["error"]) == (400, "file_too_large")


def test_refusals_say_the_limit_in_words(client: APIClient, ticket: Ticket, desk: Any) -> None:
    desk(LIMITS={"file_size": 2 * MEGABYTE, "files_per_message": 2})
    large = upload(client, ticket, text_file("bill.txt", b"a" * (2 * MEGABYTE + 1))).json()
    assert large["error"] == "file_too_large"
    assert large["message"].replace("\xa0", " ") == "bill.txt is larger than 2.0 MB."
    many = upload(client, ticket, *[text_file()] * 3).json()
    assert (many["error"], many["message"]) == ("validation_error", "At most 2 files at once.")
    wrong = upload(client, ticket, SimpleUploadedFile("a.exe", b"MZ")).json()
    assert wrong["error"] == "invalid_file_type"
    assert ".pdf" in wrong["message"]
    empty = upload(client, ticket, text_file("bill.txt", b"")).json()
    assert (empty["error"], empty["message"]) == ("validation_error", "bill.txt is empty.")


def test_no_more_than_twenty_files_wait_for_a_message(
    client: APIClient, agent: Any, client_for: Any, ticket: Ticket, desk: Any
) -> None:
    """Every detail shows them. Others, and other tickets, have their own twenty."""
    desk(LIMITS={"files_per_message": 7})

    def seven(client: APIClient) -> Any:
        return upload(client, ticket, *(text_file() for _ in range(7)))

    answers = [seven(client) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 400]
    assert answers[2].json()["details"] == {
        "file": ["Send a message with the files you have uploaded."]
    }
    assert seven(client_for(agent)).status_code == 201
    waiting = [row["id"] for answer in answers[:2] for row in answer.json()]
    assert reply(client, ticket, attachment_ids=waiting[:7]).status_code == 201
    assert seven(client).status_code == 201


def test_json_where_multipart_belongs_is_told_so(client: APIClient, ticket: Ticket) -> None:
    """axios.post(url, FormData) with a JSON content type sends {"file": {}}."""
    url = url_of(ticket, "attachments/")
    answers = [
        client.post(url, {"file": {}}, format="json"),
        client.generic("POST", url, b"file=a", content_type="application/x-www-form-urlencoded"),
        reply(client, ticket, files={}),
        client.post(TICKETS, {"title": "a", "files": {}}, format="json"),
    ]
    for answer in answers:
        assert answer.status_code in {400, 415}
        assert "multipart/form-data" in str(answer.json())
    assert answers[0].json()["message"] == "Send the request as multipart/form-data."
    nothing = client.post(url, {})
    assert (nothing.status_code, nothing.json()["error"]) == (400, "validation_error")


@pytest.mark.parametrize("interface", ["wsgi", "asgi"])
def test_ten_megabytes_raise_the_peak_memory_of_a_process_by_at_most_three(
    host: Host, interface: str
) -> None:
    """The peak is the kernel's own (VmHWM), set back before each request."""
    with host.serving(interface) as server:
        for size in (0, 1, 3 * MEGABYTE):  # code is loaded, and buffers have their places
            server.upload(b"a" * size)
        empty = server.peak_during(lambda: server.upload(b""))
        ten = b"a" * (10 * MEGABYTE)
        full = max(server.peak_during(lambda: server.upload(ten)) for _ in range(3))
        assert full - empty <= 3 * MEGABYTE
