"""Invariant 14: what a file is, its content, its name and the allow-list must agree on."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from django_support_tickets.models import Attachment, Ticket
from tests.calls import text_file, upload
from tests.samples import (
    DOCX,
    EXE,
    GIF,
    HTML,
    OLE,
    PDF,
    PNG,
    SVG,
    XLSX,
    archive,
    compound,
)
from tests.tables import stored_rows

pytestmark = pytest.mark.usefixtures("media")


OFFICE = "application/vnd.openxmlformats-officedocument"
ACCEPTED = {
    "a.png": (PNG, "image/png"),
    "a.PNG": (PNG, "image/png"),
    "a.gif": (GIF, "image/gif"),
    "a.pdf": (PDF, "application/pdf"),
    "a.txt": ("नमस्ते <b>".encode(), "text/plain"),
    "a.log": (b"\xef\xbb\xbfwith a mark", "text/plain"),
    "a.csv": (b"a;b\n1;2\n", "text/csv"),
    "a.docx": (DOCX, f"{OFFICE}.wordprocessingml.document"),
    "a.xlsx": (XLSX, f"{OFFICE}.spreadsheetml.sheet"),
    "a.doc": (compound("WordDocument"), "application/msword"),
    "a.xls": (compound("Workbook"), "application/vnd.ms-excel"),
}
# The version needed to extract, in each entry of the directory (APPNOTE.TXT, 4.3.12).
OF_THE_FUTURE = DOCX.replace(b"PK\x01\x02\x14\x03\x14", b"PK\x01\x02\x14\x03\xff")
REFUSED = {
    "HTML as an image": ("a.png", HTML),
    "SVG as an image": ("a.png", SVG),
    "SVG as itself": ("a.svg", SVG),
    "HTML as itself": ("a.html", HTML),
    "HTML as text": ("a.txt", HTML),
    "HTML as a table": ("a.csv", b" \n" + HTML),
    "a program as an image": ("a.png", EXE),
    "a program as itself": ("a.exe", EXE),
    "a program as text": ("a.txt", EXE),
    "an image as a program": ("a.exe", PNG),
    "one image as another": ("a.jpg", PNG),
    "a PDF as an image": ("a.png", PDF),
    "any archive as a document": ("a.docx", archive("evil.exe")),
    "a table as a document": ("a.docx", XLSX),
    "a broken archive": ("a.docx", DOCX[:40]),
    "an archive that claims a version of the future": ("a.docx", OF_THE_FUTURE),
    "any compound file as a document": ("a.doc", OLE),
    "no ending": ("png", PNG),
    "an ending in front": ("a.png.exe", PNG),
    "bytes as text": ("a.txt", b"a\xffb"),
    "a zero byte in text": ("a.txt", b"a\x00b"),
}  # fmt: skip


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_file_that_is_what_it_says_is_accepted(
    name: str, ticket: Ticket, mine: APIClient
) -> None:
    """Invariant 14: the type is ours, whatever the client called it."""
    content, content_type = ACCEPTED[name]
    file = SimpleUploadedFile(name, content, content_type="text/html")
    answer = upload(mine, ticket, file)
    assert answer.status_code == 201, answer.content
    assert answer.json()["content_type"] == content_type
    row = Attachment.objects.get()
    with row.file.open() as stored:
        assert stored.read() == content


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_pretends_is_refused(
    case: str, ticket: Ticket, mine: APIClient, media: Path
) -> None:
    """Invariant 14."""
    name, content = REFUSED[case]
    before = stored_rows()
    answer = upload(mine, ticket, SimpleUploadedFile(name, content, content_type="image/png"))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_file_type")
    assert stored_rows() == before
    assert not any(media.rglob("*"))


def test_an_empty_file_is_refused_in_words(ticket: Ticket, mine: APIClient) -> None:
    answer = upload(mine, ticket, text_file("a.txt", b""))
    assert (answer.status_code, answer.json()["error"]) == (400, "validation_error")
    assert "a.txt is empty" in answer.json()["message"]


@pytest.mark.parametrize(("size", "status"), [(100, 201), (101, 400)])
def test_a_file_may_be_as_large_as_the_host_says(
    size: int, status: int, ticket: Ticket, mine: APIClient, settings: Any
) -> None:
    host = getattr(settings, "SUPPORT_TICKETS", {})
    settings.SUPPORT_TICKETS = {**host, "LIMITS": {"file_size": 100}}
    answer = upload(mine, ticket, text_file("a.txt", b"a" * size))
    assert answer.status_code == status
    if status == 400:
        assert answer.json()["error"] == "file_too_large"


def test_a_type_that_the_host_left_out_is_refused(
    ticket: Ticket, mine: APIClient, settings: Any
) -> None:
    host = getattr(settings, "SUPPORT_TICKETS", {})
    settings.SUPPORT_TICKETS = {**host, "LIMITS": {"content_types": ["image/png"]}}
    assert upload(mine, ticket, SimpleUploadedFile("a.pdf", PDF)).status_code == 400
    assert upload(mine, ticket, SimpleUploadedFile("a.png", PNG)).status_code == 201


NAMES = {
    "चिठ्ठी.txt": "चिठ्ठी.txt",
    "C:\\Users\\maya\\notes.txt": "notes.txt",
    "line\u2028break\u0007.txt": "linebreak.txt",
    "photo\u202etxt.gpj.txt": "phototxt.gpj.txt",
    "x" * 300 + ".txt": "x" * 146 + ".txt",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_kept_for_people_and_never_a_storage_key(
    name: str, ticket: Ticket, mine: APIClient, media: Path
) -> None:
    """Invariant 14."""
    answer = upload(mine, ticket, text_file(name))
    assert answer.status_code == 201, answer.content
    assert answer.json()["filename"] == NAMES[name]
    (path,) = (path for path in media.rglob("*") if path.is_file())
    assert path.parent.is_relative_to(media / "support_tickets")
    assert path.name.isalnum()
