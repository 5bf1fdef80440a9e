"""Invariant 14: content, ending and allow-list decide together what a file is."""

import hashlib
import io
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from django_support_tickets.exceptions import FileTypeRefused
from django_support_tickets.files.intake import examine
from django_support_tickets.files.types import recognise
from django_support_tickets.http.serving import SHOWN_IN_PLACE
from django_support_tickets.models import Attachment, Ticket
from tests.calls import upload
from tests.files import hostile
from tests.files.fetching import fetch
from tests.files.hostile import HARMLESS, REFUSED, WRONG, Build
from tests.files.samples import GOOD


@pytest.mark.parametrize(("name", "build", "content_type"), GOOD.values(), ids=GOOD)
def test_every_accepted_type_comes_back_byte_for_byte(
    client: APIClient, ticket: Ticket, name: str, build: Build, content_type: str
) -> None:
    content = build()
    answer = upload(client, ticket, SimpleUploadedFile(name, content))
    assert answer.status_code == 201, answer.content
    assert answer.json()["content_type"] == content_type
    row = Attachment.objects.get()
    assert (row.file_size, row.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert fetch(client, answer.json()["download_url"]).content == content


@pytest.mark.parametrize(("name", "build", "code"), REFUSED.values(), ids=REFUSED)
def test_hostile_files_are_refused_and_leave_nothing(
    client: APIClient, ticket: Ticket, *, folder: Path, name: str, build: Build, code: str
) -> None:
    answer = upload(client, ticket, SimpleUploadedFile(name, build()))
    assert (answer.status_code, answer.json()["error"]) == (400, code)
    assert not Attachment.objects.exists()
    assert not folder.exists()


@pytest.mark.parametrize(("name", "build", "content_type"), HARMLESS.values(), ids=HARMLESS)
def test_what_cannot_be_told_apart_is_sent_so_that_no_browser_runs_it(
    client: APIClient, ticket: Ticket, name: str, build: Build, content_type: str
) -> None:
    answer = upload(client, ticket, SimpleUploadedFile(name, build()))
    assert answer.status_code == 201, answer.content
    for link, how in (("download_url", "attachment"), ("view_url", "inline")):
        if answer.json()[link] is None:
            assert link == "view_url"
            assert content_type not in SHOWN_IN_PLACE
            continue
        headers = fetch(client, answer.json()[link]).headers
        charset = "; charset=utf-8" if content_type.startswith("text/") else ""
        assert headers["Content-Type"] == content_type + charset
        assert headers["Content-Disposition"].partition(";")[0] == how
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize("size", [(9, 9), (1, 1), (300, 200)])
@pytest.mark.parametrize(
    ("name", "build"),
    [
        ("a.png", hostile.png),
        ("a.gif", hostile.gif),
        ("a.jpg", hostile.jpeg),
        ("a.webp", hostile.lossy),
        ("a.webp", hostile.lossless),
        ("a.webp", hostile.extended),
    ],
)
def test_the_same_headers_with_a_modest_size_pass(name: str, build: Any, size: Any) -> None:
    """So the huge ones are refused for their size, and not for how they are made."""
    assert examine(SimpleUploadedFile(name, build(*size)))


@pytest.mark.parametrize("members", [0, 3000])
def test_the_same_archive_with_a_modest_directory_passes(members: int) -> None:
    """Whatever number of members its end declares."""
    assert examine(SimpleUploadedFile("a.docx", hostile.crowded(members)))


@pytest.mark.parametrize("build", [hostile.crowded, hostile.with_two_ends, hostile.with_64_bit_end])
def test_a_crowded_archive_costs_no_memory(build: Any) -> None:
    """150 000 members would be 100 MB of objects. Traced, so that only this code counts."""
    upload = SimpleUploadedFile("a.docx", build(hostile.MANY))
    tracemalloc.start()
    try:
        with pytest.raises(FileTypeRefused):
            examine(upload)
        assert tracemalloc.get_traced_memory()[1] < 1024 * 1024
    finally:
        tracemalloc.stop()


class CountingFile(io.BytesIO):
    reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.reads += 1
        return super().read(size)


@pytest.mark.parametrize("kind", ["nothing but filling", "half a million empty segments"])
def test_a_jpeg_that_never_comes_to_the_point_is_given_up(kind: str) -> None:
    _name, build, _code = REFUSED[f"JPEG of {kind}"]
    file = CountingFile(build())
    assert recognise(file, ".jpg", ("image/jpeg",)) is None
    assert file.reads < 1100


def test_types_that_the_host_does_not_list_are_refused(
    client: APIClient, ticket: Ticket, desk: Any
) -> None:
    desk(LIMITS={"content_types": ["application/pdf", "image/svg+xml"]})
    for name, content in (("a.txt", b"words"), ("a.svg", hostile.SVG)):
        answer = upload(client, ticket, SimpleUploadedFile(name, content))
        assert answer.json()["error"] == WRONG
        assert answer.json()["message"].endswith("Accepted: .pdf")


def test_one_bad_file_among_good_ones_leaves_none(
    client: APIClient, ticket: Ticket, folder: Path
) -> None:
    good, bad = SimpleUploadedFile("a.txt", b"x"), SimpleUploadedFile("b.png", b"x")
    answer = upload(client, ticket, good, bad)
    assert (answer.status_code, answer.json()["error"]) == (400, WRONG)
    assert "b.png" in answer.json()["message"]
    assert not folder.exists()
