"""Invariant 13: any storage does, and none is asked for a URL that it does not sign."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from django_support_tickets.actions.inspecting import inspect_waiting_files
from django_support_tickets.models import Attachment, Ticket
from tests.calls import upload
from tests.files.fetching import fetch
from tests.files.processes import Host
from tests.files.s3_reading import get
from tests.files.samples import docx, photo

CONTENTS = {
    "a.txt": lambda: b"words",
    "b.txt": lambda: bytes(range(32, 127)) * 30_000,  # 2.7 MB: Django keeps it in a file
    "c.docx": docx,
}


@pytest.mark.parametrize("name", CONTENTS)
def test_what_comes_down_is_what_went_up(
    client: APIClient, ticket: Ticket, any_storage: str, name: str
) -> None:
    content = CONTENTS[name]()
    sent = upload(client, ticket, SimpleUploadedFile(name, content)).json()
    answer = fetch(client, sent["download_url"])
    if any_storage == "s3":
        assert (answer.status, answer.content) == (302, b"")
        answer = get(answer.headers["Location"])
    assert (answer.status, answer.content) == (200, content)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["Content-Type"].partition(";")[0] == sent["content_type"]


def test_a_storage_is_asked_for_parts_that_it_cannot_seek(
    client: APIClient, ticket: Ticket, hostlike: dict[str, bytes]
) -> None:
    content = bytes(range(32, 127)) * 3000
    link = upload(client, ticket, SimpleUploadedFile("a.txt", content)).json()["download_url"]
    for first, last in ((0, 9), (100_000, 200_000), (len(content) - 1, len(content) - 1)):
        part = fetch(client, link, range=f"bytes={first}-{last}")
        assert (part.status, part.content) == (206, content[first : last + 1])
    assert fetch(client, link, range="bytes=-5").content == content[-5:]


def test_pictures_are_made_from_files_that_cannot_seek(
    client: APIClient, ticket: Ticket, hostlike: dict[str, bytes], desk: Any
) -> None:
    scanner = "django_support_tickets.files.scanning.MemoryScanner"
    desk(SCANNER={"BACKEND": scanner, "OPTIONS": {"infected": b"virus"}})
    upload(client, ticket, SimpleUploadedFile("a.jpg", photo()))
    assert inspect_waiting_files() == 1
    row = Attachment.objects.get()
    assert (row.scan_status, bool(row.thumbnail)) == ("clean", True)
    assert hostlike[row.thumbnail.name].startswith(b"RIFF")


COMMANDS = """
import django
django.setup()
from django.core.management import call_command
call_command("check")
call_command("makemigrations", "--check", "--dry-run")
call_command("migrate", "support_tickets", "zero")
call_command("migrate")
"""


def test_no_import_and_no_command_makes_the_storage(host: Host) -> None:
    storage = "tests.files.hostlike.UnreachableStorage"
    with host.start("-c", COMMANDS, TEST_HOST_STORAGE=storage) as process:
        process.communicate()
    assert process.returncode == 0


def test_that_storage_is_made_when_a_file_is_touched(
    client: APIClient, ticket: Ticket, desk: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """So that the test above can fail."""
    desk(STORAGE="tests.files.hostlike.UnreachableStorage")
    assert upload(client, ticket).status_code == 503
    assert "the storage was made" in caplog.text


def test_reading_from_a_storage_that_fails_is_said_in_words(
    client: APIClient, ticket: Ticket, desk: Any, caplog: pytest.LogCaptureFixture
) -> None:
    sent = upload(client, ticket, SimpleUploadedFile("a.jpg", photo())).json()
    inspect_waiting_files()
    preview = sent["download_url"].replace("download", "preview")
    desk(STORAGE="tests.files.hostlike.UnreachableStorage")
    for url in (sent["download_url"], preview):
        answer = client.get(url)
        assert (answer.status_code, answer.json()["error"]) == (503, "storage_unavailable")
    assert "the storage was made" in caplog.text


def test_lists_and_messages_touch_no_storage(
    client: APIClient, ticket: Ticket, desk: Any, hostlike: dict[str, bytes]
) -> None:
    sent = upload(client, ticket).json()
    desk(STORAGE="tests.files.hostlike.UnreachableStorage")
    url = f"/api/support/tickets/{ticket.pk}/"
    assert client.get(url).json()["attachments"][0]["id"] == sent["id"]
    body = {"message_text": "See", "attachment_ids": [sent["id"]]}
    assert client.post(f"{url}messages/", body, format="json").status_code == 201
    assert client.get(f"{url}messages/").status_code == 200


def test_keys_tell_nothing_and_are_never_the_same(
    client: APIClient, ticket: Ticket, hostlike: dict[str, bytes]
) -> None:
    files = [SimpleUploadedFile("secret plan.txt", b"words") for _ in range(3)]
    upload(client, ticket, *files)
    assert len(hostlike) == 3
    assert not any("secret" in key or str(ticket.pk) in key for key in hostlike)


def test_the_package_needs_no_boto3_to_be_imported() -> None:
    blocked = (
        "import sys; sys.modules['boto3'] = None; import django_support_tickets.files.presigning"
    )
    environment = {"PYTHONPATH": ":".join(sys.path), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    subprocess.run([sys.executable, "-c", blocked], check=True, env=environment, cwd=Path.cwd())
