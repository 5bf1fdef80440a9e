"""Invariants 13 and 14: by whose permission bytes leave, under which headers, in which parts."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from django_support_tickets.models import Ticket
from tests.calls import download_url, text_file, upload
from tests.samples import DOCX, PDF, PNG

CONTENT = b"0123456789"
Headers = dict[str, str]


@pytest.fixture
def file(ticket: Ticket, mine: APIClient) -> dict[str, Any]:
    return dict(upload(mine, ticket, text_file("a.txt", CONTENT)).json())


def fetch(url: str, **headers: str) -> Any:
    return APIClient().get(url, **headers)


def test_a_link_needs_no_header(file: dict[str, Any]) -> None:
    """Invariant 13: <a href> and <img src> send no Authorization."""
    assert fetch(file["download_url"]).getvalue() == CONTENT


def test_a_link_works_beside_a_stale_token_and_any_accept(file: dict[str, Any]) -> None:
    """Invariant 13: neither is a reason for 401 or 406."""
    answer = fetch(
        file["download_url"], HTTP_AUTHORIZATION="Bearer stale", HTTP_ACCEPT="application/pdf"
    )
    assert answer.getvalue() == CONTENT


def test_without_a_link_the_caller_must_be_known(mine: APIClient, file: dict[str, Any]) -> None:
    """Invariant 13."""
    url = download_url(file["id"])
    assert mine.get(url, HTTP_ACCEPT="application/pdf").getvalue() == CONTENT
    assert fetch(url).status_code == 401
    assert fetch(url, HTTP_AUTHORIZATION="Basic bm9ib2R5Om5vdGhpbmc=").status_code == 401


def test_a_link_that_is_altered_or_anothers_opens_nothing(
    ticket: Ticket, mine: APIClient, file: dict[str, Any]
) -> None:
    """Invariant 13."""
    other = upload(mine, ticket).json()
    signature = file["download_url"].partition("signature=")[2]
    urls = [
        f"{download_url(other['id'])}?signature={signature}",
        f"{download_url(file['id'])}?signature={signature[:-1]}",
        f"{download_url(file['id'])}?signature=",
        f"{download_url(file['id'].upper())}?signature={signature}",
    ]
    for url in urls:
        for client in (APIClient(), mine):
            answer = client.get(url)
            assert (answer.status_code, answer.json()["error"]) == (403, "permission_denied"), url


def test_a_link_expires(file: dict[str, Any], settings: Any) -> None:
    """Invariant 13: 403 with words, never 401, which would log the reader out."""
    host = getattr(settings, "SUPPORT_TICKETS", {})
    settings.SUPPORT_TICKETS = {**host, "LINK_LIFETIME": -1}
    answer = fetch(file["download_url"])
    assert answer.status_code == 403
    assert "expired" in answer.json()["message"]


SHOWN = {"a.png": (PNG, "inline"), "a.pdf": (PDF, "inline"), "a.docx": (DOCX, "attachment")}


@pytest.mark.parametrize("name", SHOWN)
def test_every_download_is_harmless_to_the_browser(
    name: str, ticket: Ticket, mine: APIClient, settings: Any
) -> None:
    """Invariant 14: shown in place only on demand, and only what cannot hold scripts."""
    settings.SECURE_CONTENT_TYPE_NOSNIFF = False  # not every host has Django's own header
    content, disposition = SHOWN[name]
    url = upload(mine, ticket, SimpleUploadedFile(name, content)).json()["download_url"]
    shown = fetch(f"{url}&inline=1")
    saved = fetch(url)
    for answer in (shown, saved):
        assert answer.getvalue() == content
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert "private" in answer["Cache-Control"]
    assert saved["Content-Disposition"] == f'attachment; filename="{name}"'
    assert shown["Content-Disposition"].startswith(disposition)


def test_a_name_in_any_script_survives_the_header(ticket: Ticket, mine: APIClient) -> None:
    """Invariant 14: Devanagari comes as RFC 6266 has it, and a semicolon ends nothing."""
    for name in ("चिठ्ठी.txt", "a;b=c.txt"):
        url = upload(mine, ticket, text_file(name)).json()["download_url"]
        answer = fetch(url)
        answer.getvalue()
        assert answer["Content-Disposition"].startswith("attachment; filename")
        assert answer["Content-Disposition"].isascii()


RANGES = {
    "bytes=0-3": (206, b"0123", "bytes 0-3/10"),
    "bytes=4-": (206, b"456789", "bytes 4-9/10"),
    "bytes=-2": (206, b"89", "bytes 8-9/10"),
    "bytes=-99": (200, CONTENT, None),
    "bytes=5-99": (206, b"56789", "bytes 5-9/10"),
    "bytes=9-9": (206, b"9", "bytes 9-9/10"),
    "bytes=10-": (416, b"", "bytes */10"),
    "bytes=-0": (416, b"", "bytes */10"),
    "bytes=0-1,4-5": (200, CONTENT, None),
    "lines=1-2": (200, CONTENT, None),
    "bytes=a-b": (200, CONTENT, None),
}


@pytest.mark.parametrize("header", RANGES)
def test_a_part_of_a_file_can_be_asked_for(header: str, file: dict[str, Any]) -> None:
    answer = fetch(file["download_url"], HTTP_RANGE=header)
    status, body, place = RANGES[header]
    assert (answer.status_code, answer.getvalue()) == (status, body)
    assert answer.headers.get("Content-Range") == place
    if status != 416:
        assert int(answer["Content-Length"]) == len(body)


def test_what_the_reader_has_is_not_sent_again(file: dict[str, Any]) -> None:
    first = fetch(file["download_url"])
    first.getvalue()
    again = fetch(file["download_url"], HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.getvalue()) == (304, b"")
    assert again["Cache-Control"] == first["Cache-Control"]  # or the copy would be given up
    part = fetch(file["download_url"], HTTP_RANGE="bytes=0-1", HTTP_IF_RANGE='"other"')
    assert (part.status_code, part.getvalue()) == (200, CONTENT)
    part = fetch(file["download_url"], HTTP_RANGE="bytes=0-1", HTTP_IF_RANGE=first["ETag"])
    assert (part.status_code, part.getvalue()) == (206, b"01")


@pytest.mark.parametrize("asked", [{}, {"HTTP_RANGE": "bytes=0-1"}, {"HTTP_RANGE": "bytes=99-"}])
def test_head_tells_all_but_the_bytes(asked: dict[str, str], file: dict[str, Any]) -> None:
    """Parts are for GET alone (RFC 9110, 14.2)."""
    answer = APIClient().head(file["download_url"], **asked)
    assert (answer.status_code, answer.getvalue()) == (200, b"")
    assert answer["Content-Length"] == "10"
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
