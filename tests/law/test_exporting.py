"""``support_export_person``: all that is the person's, nothing that is the desk's, one zip."""

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from rest_framework.test import APIClient

from django_support_tickets.actions import post_message
from django_support_tickets.actions.exporting import export_person
from django_support_tickets.actors import SYSTEM
from django_support_tickets.enums import ScanStatus
from django_support_tickets.exceptions import NotAllowed
from django_support_tickets.files import bundles
from django_support_tickets.files.storage import attachment_storage
from django_support_tickets.models import Attachment, Delivery, InboxItem, Ticket, TicketEvent
from django_support_tickets.outbox import deliver_due
from django_support_tickets.policies import actor_of
from tests.calls import act, reply, text_file, upload, url_of
from tests.factories import TicketFactory
from tests.law.canaries import CANARY

pytestmark = pytest.mark.django_db

INSIDE = "Nobody outside may know this."


@pytest.fixture
def lived(mine: APIClient, staff: APIClient, ticket: Ticket, slip: Any) -> Ticket:
    """A ticket with messages, files, a note with a file, and an upload that waits."""
    reply(staff, ticket, "We look into it.")
    body = {"message_text": INSIDE, "is_internal": True, "files": [text_file(f"{INSIDE}.txt")]}
    assert staff.post(url_of(ticket, "messages/"), body).status_code == 201
    act(staff, ticket, "escalate", reason=INSIDE)
    upload(mine, ticket, text_file("waiting.txt", b"My own."))
    upload(staff, ticket, text_file("theirs.txt", INSIDE.encode()))
    deliver_due()
    return ticket


@pytest.fixture
def export(customer: Any, tmp_path: Path) -> Callable[..., ZipFile]:
    def run(name: str = "person.zip", *options: str) -> ZipFile:
        call_command("support_export_person", str(customer.pk), str(tmp_path / name), *options)
        return ZipFile(tmp_path / name)

    return run


def content(archive: ZipFile) -> bytes:
    return b"".join(name.encode() + archive.read(name) for name in archive.namelist())


def test_it_has_every_public_message_and_file_and_no_trace_of_a_note(
    lived: Ticket, export: Callable[..., ZipFile], customer: Any
) -> None:
    """Invariant 2."""
    archive = export()
    assert archive.testzip() is None
    folder = f"tickets/{lived.pk}"
    messages = json.loads(archive.read(f"{folder}/messages.json"))
    texts = [message["message_text"] for message in messages]
    assert texts == ["It does not work.", f"My card is {CANARY}.", "We look into it."]
    assert [message["sequence"] for message in messages] == [1, 2, 3]
    files = json.loads(archive.read(f"{folder}/files.json"))
    paths = {file["filename"]: file["path"] for file in files}
    assert sorted(paths) == [f"{CANARY}.txt", "other.txt", "waiting.txt"]
    assert archive.read(paths[f"{CANARY}.txt"]) == CANARY.encode()
    events = json.loads(archive.read(f"{folder}/events.json"))
    assert [event["sequence"] for event in events] == list(range(1, len(events) + 1))
    everything = content(archive)
    assert INSIDE.encode() not in everything
    assert b"theirs.txt" not in everything
    assert b"note_posted" not in everything
    assert b"person_exported" not in everything
    assert str(json.loads(archive.read("person.json"))["id"]) == str(customer.pk)
    assert json.loads(archive.read("deliveries.json"))
    assert json.loads(archive.read("notifications.json"))


def test_nobody_elses_tickets_are_in_it(
    lived: Ticket, export: Callable[..., ZipFile], other_customer: Any
) -> None:
    other = TicketFactory(customer=other_customer)
    assert str(other.pk).encode() not in content(export())


def test_the_path_and_the_names_in_it_are_safe(
    lived: Ticket, export: Callable[..., ZipFile], tmp_path: Path
) -> None:
    Attachment.objects.filter(filename="other.txt").update(filename="../../etc/pass wd\\CON")
    archive = export()
    allowed = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/")
    for name in archive.namelist():
        assert not name.startswith("/")
        assert ".." not in name.split("/")
        assert set(name) <= allowed
    path = tmp_path / "person.zip"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["person.zip"]


def test_a_folder_that_is_not_there_is_named(export: Callable[..., ZipFile]) -> None:
    with pytest.raises(CommandError, match=r"There is no folder .*/gone\."):
        export("gone/person.zip")


def test_what_is_there_is_never_overwritten(
    lived: Ticket, export: Callable[..., ZipFile], tmp_path: Path
) -> None:
    (tmp_path / "person.zip").write_text("mine")
    (tmp_path / "nowhere.zip").symlink_to(tmp_path / "not there")
    for name in ("person.zip", "nowhere.zip"):
        with pytest.raises(CommandError, match="Nothing was written"):
            export(name)
    assert (tmp_path / "person.zip").read_text() == "mine"
    assert not TicketEvent.objects.filter(type="person_exported").exists()


def test_a_file_that_comes_meanwhile_is_not_overwritten_either(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with pytest.raises(FileExistsError), bundles.new_bundle(path):
        path.write_text("mine")
    assert path.read_text() == "mine"
    assert list(tmp_path.glob(".support-*")) == []


def test_a_failure_half_way_leaves_nothing(
    lived: Ticket, export: Callable[..., ZipFile], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any) -> None:
        raise OSError("the storage is away")

    monkeypatch.setattr(attachment_storage, "open", fail)
    with pytest.raises(CommandError, match="the storage is away"):
        export()
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []


def test_files_are_copied_in_pieces(
    lived: Ticket, export: Callable[..., ZipFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "CHUNK", 4)
    sizes: list[int] = []

    class Watched(bundles.Bundle):
        def _member(self, name: str) -> Any:
            member = super()._member(name)
            if "/files/" in name:
                write = member.write
                member.write = lambda data: sizes.append(len(data)) or write(data)  # type: ignore[method-assign]
            return member

    monkeypatch.setattr(bundles, "Bundle", Watched)
    export()
    assert sizes
    assert max(sizes) <= 4


def test_what_the_storage_lost_and_what_is_unsafe_is_said_and_not_there(
    lived: Ticket, export: Callable[..., ZipFile]
) -> None:
    attachment_storage.delete(Attachment.objects.get(filename="other.txt").file.name)
    Attachment.objects.filter(filename=f"{CANARY}.txt").update(scan_status=ScanStatus.INFECTED)
    files = json.loads(export().read(f"tickets/{lived.pk}/files.json"))
    assert {file["filename"] for file in files if file["path"] is not None} == {"waiting.txt"}
    assert len(files) == 3


def test_each_hand_out_is_an_internal_event_with_who_did_it(
    lived: Ticket, export: Callable[..., ZipFile], agent: Any
) -> None:
    export("a.zip", "--by", str(agent.pk))
    event = TicketEvent.objects.get(type="person_exported")
    assert (event.actor_id, event.is_public, event.ticket) == (agent.pk, False, lived)


def test_only_agents_may(ticket: Ticket, customer: Any, agent: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with pytest.raises(NotAllowed):
        export_person(customer, by=actor_of(customer), path=path)
    with pytest.raises(CommandError, match="not allowed"):
        call_command("support_export_person", customer.pk, path, "--by", str(customer.pk))
    with pytest.raises(CommandError, match="no person"):
        call_command("support_export_person", "nobody at all", path)
    assert not path.exists()
    assert export_person(customer, by=actor_of(agent), path=path) == 1


def test_an_agents_own_ticket_is_exported_as_a_customers(agent: Any, tmp_path: Path) -> None:
    """Invariant 3: what colleagues noted on it is not theirs to have."""
    own = TicketFactory(customer=agent)
    call_command("support_export_person", agent.pk, tmp_path / "before.zip")
    from_others = {"by": SYSTEM, "message_text": INSIDE, "is_internal": True}
    post_message(own, **from_others)
    note = own.events.get(type="note_posted")  # as if they had been told, against the rules
    Delivery.objects.create(event=note, notifier="email", recipient=agent, recipient_key=agent.pk)
    InboxItem.objects.create(event=note, person=agent)
    call_command("support_export_person", agent.pk, tmp_path / "after.zip")
    after = ZipFile(tmp_path / "after.zip")
    assert INSIDE.encode() not in content(after)
    assert b"note_posted" not in content(after)
