"""Invariants 13 and 14: what leaves the desk, by which link, with which bytes."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from django_support_tickets.actions.inspecting import inspect_waiting_files
from django_support_tickets.enums import ScanStatus
from django_support_tickets.models import Attachment, Ticket
from tests.calls import download_url, reply, upload, url_of
from tests.files.fetching import fetch
from tests.files.processes import MEGABYTE, Host, Server
from tests.files.samples import picture

CONTENT = bytes(range(33, 123))
SIZE = len(CONTENT)


@pytest.fixture
def link(client: APIClient, ticket: Ticket) -> str:
    sent = upload(client, ticket, SimpleUploadedFile("a.txt", CONTENT)).json()
    return str(sent["download_url"])


@pytest.fixture
def nobody() -> APIClient:
    """Return a browser that follows a link: it can send no header that says who it is."""
    return APIClient()


def test_a_link_needs_no_login_and_opens_this_file_only(
    client: APIClient, nobody: APIClient, ticket: Ticket, link: str
) -> None:
    assert fetch(nobody, link).content == CONTENT
    other = upload(client, ticket).json()["id"]
    signature = link.partition("?")[2]
    answer = nobody.get(f"{download_url(other)}?{signature}")
    assert (answer.status_code, answer.json()["error"]) == (403, "permission_denied")
    stale = fetch(nobody, link, authorization="Bearer stale", accept="application/pdf")
    assert (stale.status, stale.content) == (200, CONTENT)


@pytest.mark.parametrize("tail", ["", "x", "%00", "%ff", "\u0bf5", ":", "&signature=x"])
def test_an_altered_link_is_forbidden_in_our_words(nobody: APIClient, link: str, tail: str) -> None:
    altered = link[:-1] if tail == "" else link + tail
    for url in (altered, altered.replace("download", "preview"), f"{altered}&inline=1"):
        answer = nobody.get(url)
        assert answer.status_code in ({400} if tail == "%00" else {403}), answer.content
        assert {"error", "message", "detail", "details"} <= answer.json().keys()


def test_a_link_expires_after_its_lifetime(
    nobody: APIClient, link: str, desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = signing.time.time()
    for seconds, status in ((298, 200), (302, 403)):
        monkeypatch.setattr(signing.time, "time", lambda moment=now + seconds: moment)
        assert fetch(nobody, link).status == status
    desk(LINK_LIFETIME=600)
    assert fetch(nobody, link).status == 200


def test_what_the_reader_has_already_is_not_sent_again(nobody: APIClient, link: str) -> None:
    first = fetch(nobody, link)
    etag = first.headers["ETag"]
    for known in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        again = fetch(nobody, link, if_none_match=known)
        assert (again.status, again.content, again.headers["ETag"]) == (304, b"", etag)
    assert fetch(nobody, link, if_none_match='"other"').content == CONTENT
    assert fetch(nobody, link, if_match='"other"').status == 412


def test_a_part_is_sent_only_of_the_bytes_that_the_reader_knows(
    nobody: APIClient, link: str
) -> None:
    etag = fetch(nobody, link).headers["ETag"]
    part = partial(fetch, nobody, link, range="bytes=1-2")
    assert part(if_range=etag).content == CONTENT[1:3]
    for other in ('"other"', f"W/{etag}", "Wed, 21 Oct 2015 07:28:00 GMT"):
        assert part(if_range=other).content == CONTENT


@pytest.mark.parametrize(
    "header",
    ["", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=1-2,4-5", "lines=1-2", "bytes 1-2",
     "bytes=१-२", "bytes=1 - 2", f"bytes=-{'9' * 5000}", "bytes=--1", "bytes=1-2x",
     "bytes=5-2", f"bytes={SIZE + 9}-2"],
)  # fmt: skip
def test_a_range_that_is_none_gets_the_whole(nobody: APIClient, link: str, header: str) -> None:
    answer = fetch(nobody, link, range=header)
    assert (answer.status, answer.content) == (200, CONTENT)


@pytest.mark.parametrize("header", [f"bytes={SIZE}-", f"bytes={SIZE}-{SIZE + 9}", "bytes=-0"])
def test_a_range_beyond_the_end_is_told_the_size(nobody: APIClient, link: str, header: str) -> None:
    answer = fetch(nobody, link, range=header)
    assert (answer.status, answer.content) == (416, b"")
    assert answer.headers["Content-Range"] == f"bytes */{SIZE}"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(first=st.integers(0, SIZE - 1), more=st.integers(0, 2 * SIZE) | st.none())
def test_every_range_is_a_slice(nobody: APIClient, link: str, first: int, more: int | None) -> None:
    last = "" if more is None else first + more
    wanted = CONTENT[first:] if more is None else CONTENT[first : first + more + 1]
    check_part(fetch(nobody, link, range=f"bytes={first}-{last}"), wanted, first)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(count=st.integers(1, 2 * SIZE))
def test_every_suffix_is_a_slice(nobody: APIClient, link: str, count: int) -> None:
    answer = fetch(nobody, link, range=f"bytes=-{count}")
    check_part(answer, CONTENT[-count:], max(0, SIZE - count))


def check_part(answer: Any, wanted: bytes, first: int) -> None:
    assert answer.content == wanted
    assert answer.headers["Content-Length"] == str(len(wanted))
    if len(wanted) == SIZE:
        assert (answer.status, "Content-Range" in answer.headers) == (200, False)
    else:
        span = f"bytes {first}-{first + len(wanted) - 1}/{SIZE}"
        assert (answer.status, answer.headers["Content-Range"]) == (206, span)


def test_bytes_that_are_gone_are_not_found(client: APIClient, ticket: Ticket, link: str) -> None:
    row = Attachment.objects.get()
    row.file.storage.delete(row.file.name)
    answer = client.get(link)
    assert (answer.status_code, answer.json()["error"]) == (404, "not_found")
    assert client.get(link.replace("download", "preview")).status_code == 404


@pytest.mark.parametrize("status", ScanStatus.values)
@pytest.mark.parametrize("is_open", [False, True])
def test_only_what_was_found_clean_leaves_the_desk(
    client: APIClient, ticket: Ticket, desk: Any, *, status: str, is_open: bool
) -> None:
    """FAIL_OPEN lets what could not be scanned pass too, and nothing else."""
    scanner = "django_support_tickets.files.scanning.MemoryScanner"
    sent = upload(client, ticket, SimpleUploadedFile("a.png", picture("PNG"))).json()
    inspect_waiting_files()  # there is a thumbnail now, and there are links to everything
    url = url_of(ticket, "messages/")
    reply(client, ticket, attachment_ids=[sent["id"]])
    names = ("download_url", "view_url", "preview_url")
    links = client.get(url).json()["results"][-1]["attachments"][0]
    desk(SCANNER={"BACKEND": scanner, "OPTIONS": {"infected": b"x"}, "FAIL_OPEN": is_open})
    Attachment.objects.update(scan_status=status)

    served = status in {"clean", "skipped"} or (status == "failed" and is_open)
    paths = [links[name] for name in names]
    paths += [path.partition("?")[0] for path in paths]  # by login, without a signature
    for path in paths:
        answer = fetch(client, path)
        assert answer.status == (200 if served else 403)
        assert answer.content.startswith(b"{") is not served
    now = client.get(url).json()["results"][-1]["attachments"][0]
    assert now["scan_status"] == status
    assert all(bool(now[name]) is served for name in names)


@pytest.fixture
def serving(host: Host) -> Iterator[tuple[Server, str]]:
    """Give a real ASGI server and the path of ten megabytes on it."""
    with host.serving("asgi") as server:
        sent = server.upload_and_read(b"a" * (10 * MEGABYTE))
        path = "/" + sent["download_url"].split("/", 3)[3]
        yield server, path


def test_ten_megabytes_leave_an_asgi_server_without_lying_in_its_memory(
    serving: tuple[Server, str],
) -> None:
    server, path = serving
    server.download(path)
    small = server.peak_during(lambda: server.download(path, Range="bytes=0-0"))
    large = server.peak_during(lambda: server.download(path))
    assert large - small <= 3 * MEGABYTE


def test_a_reader_that_leaves_an_asgi_server_leaves_no_file_open(
    serving: tuple[Server, str],
) -> None:
    server, path = serving
    connection, answer = server.request("GET", path)
    assert answer.read(9) == b"a" * 9
    assert len(server.open_files()) == 1
    answer.close()
    connection.close()
    for _other_reader in range(200):
        server.download(path, Range="bytes=0-0")
        if not server.open_files():
            return
    pytest.fail("the file is still open")
