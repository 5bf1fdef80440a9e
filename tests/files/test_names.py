"""Names are kept for people: readable, harmless, and never a place in the storage."""

import re
import unicodedata
from email.message import EmailMessage

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.http import content_disposition_header
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.test import APIClient

from django_support_tickets.files.names import LONGEST, extension, readable_name
from django_support_tickets.models import Attachment, Ticket
from tests.calls import upload, url_of
from tests.files.fetching import fetch

KEY = re.compile(r"support_tickets/\d{4}/\d{2}/[a-zA-Z0-9]{32}")
JOINERS = "\u200c\u200d"
NAMES = {
    "../../etc/passwd.txt": "passwd.txt",
    "/etc/cron.d/x.txt": "x.txt",
    "C:\\Users\\maya\\bill.txt": "bill.txt",
    "..\\..\\bill.txt": "bill.txt",
    "....txt": "txt",
    ".hidden.txt": "hidden.txt",
    " . ./.txt": "txt",
    "a\x00b\x1bc\r\nd.txt": "a b c d.txt",
    "a\u2028b\u0085c.txt": "a b c.txt",
    "invoice\u202etxt.exe": "invoicetxt.exe",
    "\u2066\u061ca\ufeff\u00ad\u200bb.txt": "ab.txt",
    "\ud83d.txt": "txt",
    "गर\u094d\u200dयो.txt": "गर\u094d\u200dयो.txt",
    "👩\u200d🚒🇳🇵.txt": "👩\u200d🚒🇳🇵.txt",
    "\u200d\u200d": "file",
    "   ": "file",
    "": "file",
    "cafe\u0301.txt": "café.txt",
    "x" * 300 + ".txt": "x" * (LONGEST - 4) + ".txt",
    "x" * 300: "x" * LONGEST,
    "x." + "y" * 300: "x." + "y" * (LONGEST - 2),
}


@pytest.mark.parametrize(("name", "shown"), NAMES.items(), ids=map(ascii, NAMES))
def test_a_name_is_shown_without_what_could_do_harm(name: str, shown: str) -> None:
    assert readable_name(name) == shown


@given(st.text())
def test_no_name_is_shown_unsafe_or_empty(name: str) -> None:
    shown = readable_name(name)
    assert shown.strip(f"{JOINERS} ")
    assert len(shown) <= LONGEST
    assert not shown.startswith(".")
    assert not set(shown) & {"/", "\\"}
    kinds = {unicodedata.category(character) for character in shown if character not in JOINERS}
    assert not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@given(st.text(), st.sampled_from([".pdf", ".txt", ".jpeg", ".docx"]))
def test_the_ending_survives(name: str, ending: str) -> None:
    assert extension(readable_name(f"{name}a{ending}")) == ending


@given(name=st.text(), is_attachment=st.booleans())
def test_every_name_survives_the_header(name: str, *, is_attachment: bool) -> None:
    """RFC 6266 and 8187, read back by the parser of the standard library."""
    shown = readable_name(name)
    header = content_disposition_header(is_attachment, shown)
    header.encode("ascii")
    message = EmailMessage()
    message["Content-Disposition"] = header
    assert message.get_filename() == shown


@pytest.mark.parametrize("name", ["नमस्ते.txt", "👍.txt", 'a "b" \\c;d=é%41.txt', "a;b=c'd.txt"])
def test_a_name_comes_back_with_the_download(client: APIClient, ticket: Ticket, name: str) -> None:
    answer = upload(client, ticket, SimpleUploadedFile(name, b"words"))
    shown = readable_name(name)
    assert answer.json()["filename"] == shown
    message = EmailMessage()
    message["Content-Disposition"] = fetch(client, answer.json()["download_url"]).headers[
        "Content-Disposition"
    ]
    assert message.get_content_disposition() == "attachment"
    assert message.get_filename() == shown


@pytest.mark.parametrize("name", NAMES, ids=map(ascii, NAMES))
def test_no_name_in_a_request_breaks_it_or_reaches_the_storage(
    client: APIClient, ticket: Ticket, name: str
) -> None:
    quoted = name.translate({ord("\\"): "\\\\", ord('"'): '\\"', 13: None, 10: None})
    body = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="'
        + quoted.encode(errors="surrogatepass")
        + b'"\r\n\r\nwords\r\n--x--\r\n'
    )
    url = url_of(ticket, "attachments/")
    answer = client.generic("POST", url, body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code in {201, 400}, answer.content
    for row in Attachment.objects.all():
        assert KEY.fullmatch(row.file.name)
        assert row.filename == readable_name(row.filename)
