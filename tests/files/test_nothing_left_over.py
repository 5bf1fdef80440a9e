"""No row without its file, and after the sweep no file without its row; whatever fails."""

import os
import time
from contextlib import closing
from datetime import timedelta
from io import StringIO
from pathlib import Path
from sqlite3 import connect
from typing import Any, ClassVar

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models.signals import post_delete
from django.utils import timezone
from rest_framework.test import APIClient

from django_support_tickets.actions import sweeping
from django_support_tickets.models import Attachment, Message, Ticket
from tests.calls import TICKETS, act, reply, text_file, upload, url_of
from tests.files.processes import Host
from tests.files.samples import picture

HERE = "tests.files.test_nothing_left_over"
DAY = 24 * 3600


class FailingStorage(FileSystemStorage):
    """Fails at a certain moment of storing a certain file."""

    moment: ClassVar[str] = ""
    good: ClassVar[int] = 0  # files that still succeed

    def _save(self, name: str, content: Any) -> str:
        cls = type(self)
        cls.good -= 1
        if cls.good >= 0:
            return super()._save(name, content)
        if self.moment == "during":
            half = Path(self.path(name))
            half.parent.mkdir(parents=True, exist_ok=True)
            half.write_bytes(content.read(3))
        elif self.moment == "after":
            super()._save(name, content)
        raise OSError("the storage broke")

    def delete(self, name: str) -> None:
        if self.moment == "also when deleting":
            raise OSError("the storage is away")
        super().delete(name)


class BlindStorage(FileSystemStorage):
    """Cannot list what it has."""

    def listdir(self, path: str) -> Any:
        raise NotImplementedError


def by_upload(client: APIClient, ticket: Ticket, *files: Any) -> Any:
    return upload(client, ticket, *files)


def by_message(client: APIClient, ticket: Ticket, *files: Any) -> Any:
    return client.post(url_of(ticket, "messages/"), {"message_text": "See", "files": list(files)})


def by_new_ticket(client: APIClient, ticket: Ticket, *files: Any) -> Any:
    body = {"title": "T", "category": "general", "message_text": "See", "files": list(files)}
    return client.post(TICKETS, body)


DOORS = [by_upload, by_message, by_new_ticket]


def stored_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def make_older(folder: Path, seconds: float) -> None:
    """Date all stored files and rows back: time passes without waiting."""
    for path in stored_in(folder):
        os.utime(path, (time.time() - seconds, time.time() - seconds))
    Attachment.objects.update(created_at=timezone.now() - timedelta(seconds=seconds))


def sweep(*options: str) -> str:
    output = StringIO()
    call_command("support_files", *options, stdout=output)
    return output.getvalue()


@pytest.mark.parametrize("good", [0, 1])
@pytest.mark.parametrize("moment", ["before", "during", "after", "also when deleting"])
@pytest.mark.parametrize("door", DOORS)
def test_a_storage_that_fails_leaves_no_row_and_after_the_sweep_no_file(
    client: APIClient, ticket: Ticket, *, folder: Path, desk: Any, door: Any, moment: str,
    good: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    monkeypatch.setattr(FailingStorage, "moment", moment)
    monkeypatch.setattr(FailingStorage, "good", good)
    desk(STORAGE=f"{HERE}.FailingStorage")
    answer = door(client, ticket, text_file(), text_file("b.txt"))
    assert (answer.status_code, answer.json()["error"]) == (503, "storage_unavailable")
    assert "Try again" in answer.json()["message"]
    assert "the storage broke" not in answer.content.decode()
    assert "The storage failed" in caplog.messages
    assert "the storage broke" in caplog.text  # for the operator
    counts = (Attachment.objects.count(), Message.objects.count(), Ticket.objects.count())
    assert counts == (0, 1, 1)
    desk(STORAGE="default")
    make_older(folder, DAY + 60)
    sweep()
    assert stored_in(folder) == []


@pytest.mark.parametrize("door", [by_upload, by_message])
def test_a_refusal_after_the_write_leaves_nothing_at_once(
    client: APIClient, ticket: Ticket, folder: Path, door: Any
) -> None:
    act(client, ticket, "close")
    assert door(client, ticket, text_file()).status_code == 409
    assert stored_in(folder) == []


def test_a_repeated_request_leaves_no_second_copy(
    client: APIClient, ticket: Ticket, folder: Path
) -> None:
    for _ in range(2):
        body = {"message_text": "See", "files": text_file(), "client_token": "once"}
        assert client.post(url_of(ticket, "messages/"), body).status_code == 201
    assert len(stored_in(folder)) == Attachment.objects.count() == 1


@pytest.mark.parametrize("moment", ["half written", "written", "row inserted"])
def test_a_process_killed_on_the_way_leaves_no_row_and_after_the_sweep_no_file(
    host: Host, folder: Path, db: None, moment: str
) -> None:
    with host.start("-m", "tests.files.dying", moment, host.ticket) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"{moment}\n"
        process.kill()
    with closing(connect(host.folder / "db.sqlite3")) as database:
        [[rows]] = database.execute("SELECT count(*) FROM support_tickets_attachment")
    assert (rows, len(stored_in(folder))) == (0, 1)
    sweep()
    assert len(stored_in(folder)) == 1  # it might belong to an upload that is still running
    make_older(folder, DAY + 60)
    assert "Deleted orphans: 1." in sweep()
    assert stored_in(folder) == []


def test_an_upload_that_nobody_claimed_expires_after_a_day(
    client: APIClient, ticket: Ticket, folder: Path
) -> None:
    upload(client, ticket)
    make_older(folder, DAY - 60)
    assert "Deleted unclaimed uploads: 0." in sweep()
    make_older(folder, DAY + 60)
    assert "Deleted unclaimed uploads: 1." in sweep()
    assert (Attachment.objects.count(), stored_in(folder)) == (0, [])


def test_an_upload_waits_as_long_as_the_host_says(
    client: APIClient, ticket: Ticket, folder: Path, desk: Any
) -> None:
    desk(RETENTION={"unclaimed_files": 7})
    upload(client, ticket)
    make_older(folder, 7 * DAY - 60)
    assert "Deleted unclaimed uploads: 0." in sweep()
    make_older(folder, 7 * DAY + 60)
    assert "Deleted unclaimed uploads: 1." in sweep()


def test_the_files_of_a_deleted_ticket_stay_as_long_as_the_host_says(
    client: APIClient, ticket: Ticket, folder: Path, desk: Any
) -> None:
    desk(RETENTION={"orphaned_files": 30})
    by_message(client, ticket, text_file())
    Ticket.objects.all().delete()
    assert len(stored_in(folder)) == 1  # deleting rows deletes no bytes
    make_older(folder, 30 * DAY - 60)
    assert "Deleted orphans: 0." in sweep()
    make_older(folder, 30 * DAY + 60)
    assert "Deleted orphans: 1." in sweep()
    assert stored_in(folder) == []


@pytest.mark.parametrize("door", [by_message, by_new_ticket, None])
def test_a_file_in_a_message_never_expires(
    client: APIClient, ticket: Ticket, folder: Path, door: Any
) -> None:
    if door is None:
        key = upload(client, ticket).json()["id"]
        assert reply(client, ticket, attachment_ids=[key]).status_code == 201
    else:
        door(client, ticket, text_file())
    make_older(folder, 9999 * DAY)
    assert "Would delete unclaimed uploads: 0." in sweep("--dry-run")
    assert "Deleted orphans: 0." in sweep()
    assert (Attachment.objects.count(), len(stored_in(folder))) == (1, 1)


@pytest.mark.parametrize("batch", [1, 200])
def test_a_thumbnail_is_no_orphan_and_goes_with_its_file(
    client: APIClient, ticket: Ticket, folder: Path, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "BATCH", batch)
    for name in ("unclaimed.png", "claimed.png"):
        sent = upload(client, ticket, SimpleUploadedFile(name, picture("PNG"))).json()
    reply(client, ticket, attachment_ids=[sent["id"]])
    assert "Inspected: 2." in sweep()
    assert len(stored_in(folder)) == 4
    make_older(folder, DAY + 60)
    assert "Deleted orphans: 0." in sweep()
    kept = Attachment.objects.get()
    assert {path.name for path in stored_in(folder)} == {
        Path(kept.file.name).name,
        Path(kept.thumbnail.name).name,
    }


@pytest.mark.parametrize("host_listens", [False, True])
def test_a_file_that_is_claimed_while_the_sweep_runs_survives(
    client: APIClient, ticket: Ticket, folder: Path, *, host_listens: bool
) -> None:
    """It is claimed between the sweep's look and its DELETE; a host's receiver splits that."""
    key = upload(client, ticket).json()["id"]
    make_older(folder, DAY + 60)
    claims: list[int] = []

    def execute(run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - its signature
        result = run(sql, params, many, context)
        if "created_at" in sql and "message_id" in sql and "<" in sql and not claims:
            claims.append(0)
            claims[0] = reply(client, ticket, attachment_ids=[key]).status_code
        return result

    def listen(**_kwargs: Any) -> None:
        pass

    if host_listens:
        post_delete.connect(listen, sender=Attachment)
    try:
        with connection.execute_wrapper(execute):
            assert "Deleted unclaimed uploads: 0." in sweep()
    finally:
        post_delete.disconnect(listen, sender=Attachment)
    assert claims == [201]
    assert len(stored_in(folder)) == Attachment.objects.filter(message__isnull=False).count() == 1


def test_a_dry_run_tells_and_deletes_nothing(
    client: APIClient, ticket: Ticket, folder: Path
) -> None:
    upload(client, ticket)
    orphan = stored_in(folder)[0].with_name("orphan")
    orphan.write_bytes(b"x")
    make_older(folder, DAY + 60)
    told = sweep("--dry-run")
    assert "Would delete unclaimed uploads: 1." in told
    assert "Would delete orphans: 1." in told
    assert "orphan\n" in told
    assert (Attachment.objects.count(), len(stored_in(folder))) == (1, 2)


def test_only_what_is_ours_is_swept(folder: Path, db: None) -> None:
    avatar = folder / "avatars" / "maya.png"
    avatar.parent.mkdir(parents=True)
    avatar.write_bytes(b"x")
    make_older(folder, 9 * DAY)
    assert "Deleted orphans: 0." in sweep()
    assert avatar.exists()


def test_a_storage_that_cannot_list_says_so_and_the_rest_is_done(
    client: APIClient, ticket: Ticket, folder: Path, desk: Any
) -> None:
    upload(client, ticket)
    make_older(folder, DAY + 60)
    desk(STORAGE=f"{HERE}.BlindStorage")
    with pytest.raises(CommandError, match="cannot list"):
        sweep()
    assert (Attachment.objects.count(), stored_in(folder)) == (0, [])


def test_a_file_that_vanishes_while_it_is_listed_stops_no_sweep(
    folder: Path, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two sweeps may run at once."""
    place = folder / "support_tickets"
    place.mkdir(parents=True)
    for name in ("a", "b"):
        (place / name).write_bytes(b"x")
    make_older(folder, DAY + 60)
    dated = FileSystemStorage.get_modified_time

    def vanishing(storage: FileSystemStorage, name: str) -> Any:
        if name.endswith("a"):
            storage.delete(name)
        return dated(storage, name)

    monkeypatch.setattr(FileSystemStorage, "get_modified_time", vanishing)
    assert "Deleted orphans: 1." in sweep()


def pass_days(monkeypatch: pytest.MonkeyPatch, days: float) -> None:
    """Set our clock forward: nobody can date an object at S3 back."""
    moment = timezone.now() + timedelta(days=days)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)


def test_at_s3_an_upload_that_was_never_confirmed_goes_and_a_file_in_a_message_stays(
    client: APIClient, ticket: Ticket, s3: Any, *, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_message(client, ticket, text_file())
    form = client.post(url_of(ticket, "attachments/direct/"), {}, format="json").json()
    s3.bucket.put_object(Key=form["fields"]["key"], Body=b"words")
    pass_days(monkeypatch, 0.9)
    assert "Deleted orphans: 0." in sweep()
    pass_days(monkeypatch, 0.2)
    assert "Would delete orphans: 1." in sweep("--dry-run")
    assert "Deleted orphans: 1." in sweep()
    kept = [stored.key for stored in s3.bucket.objects.all()]
    assert kept == [f"attachments/{Attachment.objects.get().file.name}"]


def test_a_file_that_vanishes_from_s3_while_it_is_listed_stops_no_sweep(
    s3: Any, db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("a", "b", "c"):
        s3.bucket.put_object(Key=f"attachments/support_tickets/{name}", Body=b"x")
    pass_days(monkeypatch, 1.1)
    dated = s3.get_modified_time

    def vanishing(name: str) -> Any:
        if name.endswith("b"):
            s3.delete(name)
        return dated(name)

    s3.get_modified_time = vanishing
    assert "Deleted orphans: 2." in sweep()
    assert not list(s3.bucket.objects.all())
    [warning] = [record for record in caplog.records if record.levelname == "WARNING"]
    assert "support_tickets/b" in warning.getMessage()
