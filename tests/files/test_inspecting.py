"""After commit: what is looked at, what people are told of it, and what a failure costs."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from typing import IO, Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from rest_framework.test import APIClient

from django_support_tickets.actions.inspecting import inspect_waiting_files
from django_support_tickets.files.scanning import BaseScanner, MemoryScanner
from django_support_tickets.models import Attachment, Ticket
from django_support_tickets.signals import files_stored
from tests.calls import TICKETS, reply, text_file, upload, url_of
from tests.files.samples import picture
from tests.walkers import every_answer

MEMORY = "django_support_tickets.files.scanning.MemoryScanner"
HERE = "tests.files.test_inspecting"
VIRUS = b"a virus"


class BrokenScanner(BaseScanner):
    """Fails in a way that it does not announce."""

    def scan(self, file: IO[bytes]) -> Any:
        raise RuntimeError("not even ScanFailed")


class DeletingScanner(MemoryScanner):
    """Takes so long that the file's row is gone when it has finished."""

    def __init__(self) -> None:
        super().__init__(infected=VIRUS)

    def scan(self, file: IO[bytes]) -> Any:
        Attachment.objects.filter(filename="gone.png").delete()
        return super().scan(file)


class PatientScanner(MemoryScanner):
    """Takes so long that somebody else writes meanwhile."""

    def __init__(self) -> None:
        super().__init__(infected=VIRUS)

    def scan(self, file: IO[bytes]) -> Any:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(rename_tickets).result()
        return super().scan(file)


def rename_tickets() -> None:
    try:
        Ticket.objects.update(title="Renamed meanwhile")
    finally:
        connection.close()


class FullStorage(FileSystemStorage):
    """Opens what it has and stores nothing more; or opens nothing at all."""

    opens = True

    def _save(self, name: str, content: Any) -> str:
        raise OSError("no space left on device")

    def _open(self, name: str, mode: str = "rb") -> Any:
        if not self.opens:
            raise TimeoutError("the storage is away")
        return super()._open(name, mode)


class AwayStorage(FullStorage):
    opens = False


@pytest.fixture
def scanner(desk: Callable[..., None]) -> Callable[..., None]:
    def choose(backend: str = MEMORY, **options: Any) -> None:
        options = options or ({"infected": VIRUS} if backend == MEMORY else {})
        desk(SCANNER={"BACKEND": backend, "OPTIONS": options})

    choose()
    return choose


def run(*options: str) -> str:
    output = StringIO()
    call_command("support_files", *options, stdout=output)
    return output.getvalue()


def status() -> str:
    return Attachment.objects.get().scan_status


def test_nothing_is_inspected_in_the_request(client: APIClient, ticket: Ticket, desk: Any) -> None:
    desk(SCANNER={"BACKEND": f"{HERE}.BrokenScanner"})
    sent = upload(client, ticket, SimpleUploadedFile("a.png", picture("PNG"))).json()
    assert (sent["scan_status"], sent["download_url"], sent["preview_url"]) == ("pending",) + (
        None,
    ) * 2
    assert Attachment.objects.get().inspected_at is None


def test_those_who_wait_are_told_after_commit_and_only_if_there_is_something_to_do(
    client: APIClient, ticket: Ticket, desk: Any, django_capture_on_commit_callbacks: Any
) -> None:
    rings: list[int] = []

    def ring(**_kwargs: Any) -> None:
        rings.append(Attachment.objects.count())
        raise RuntimeError("a receiver that fails")

    files_stored.connect(ring)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            upload(client, ticket)  # text, and no scanner
        assert rings == []
        desk(SCANNER={"BACKEND": MEMORY, "OPTIONS": {"infected": VIRUS}})
        with django_capture_on_commit_callbacks(execute=True):
            assert upload(client, ticket).status_code == 201
            assert rings == []
        assert rings == [2]
    finally:
        files_stored.disconnect(ring)


@pytest.mark.parametrize(
    ("content", "verdict"), [(b"words", "clean"), (b"words " + VIRUS, "infected")]
)
def test_the_verdict_is_kept_and_a_file_is_inspected_once(
    client: APIClient, ticket: Ticket, scanner: Any, content: bytes, verdict: str
) -> None:
    upload(client, ticket, text_file(content=content))
    assert "Inspected: 1." in run()
    assert status() == verdict
    scanner(f"{HERE}.BrokenScanner")
    assert "Inspected: 0." in run()
    assert "Scanned again: 0." in run("--rescan")
    assert status() == verdict


@pytest.mark.parametrize("failure", ["scanner says so", "scanner breaks", "storage is away"])
def test_a_file_that_nobody_could_look_at_is_closed_until_it_is_scanned_again(
    client: APIClient, ticket: Ticket, scanner: Any, desk: Any, failure: str
) -> None:
    sent = upload(client, ticket).json()
    if failure == "scanner says so":
        scanner(infected=VIRUS, failure="down")
    elif failure == "scanner breaks":
        scanner(f"{HERE}.BrokenScanner")
    else:
        desk(STORAGE=f"{HERE}.AwayStorage")
    assert inspect_waiting_files() == 1
    assert status() == "failed"
    assert client.get(f"/api/support/attachments/{sent['id']}/download/").status_code == 403
    assert (inspect_waiting_files(), status()) == (0, "failed")

    scanner()
    desk(STORAGE="default")
    assert "Scanned again: 1." in run("--rescan")
    assert status() == "clean"


def test_files_from_before_there_was_a_scanner_are_scanned_by_command(
    client: APIClient, ticket: Ticket, desk: Any
) -> None:
    upload(client, ticket, text_file(content=VIRUS))
    assert status() == "skipped"
    desk(SCANNER={"BACKEND": MEMORY, "OPTIONS": {"infected": VIRUS}})
    assert "Scanned again: 1." in run("--rescan")
    assert status() == "infected"


def by_name() -> dict[str, str]:
    return dict(Attachment.objects.values_list("filename", "scan_status"))


def test_with_new_signatures_everything_can_be_scanned_again(
    client: APIClient, ticket: Ticket, scanner: Any
) -> None:
    """They find what was clean, and lift a false alarm; a plain --rescan does neither."""
    upload(client, ticket, text_file("old.txt", VIRUS), text_file("new.txt", b"a worm"))
    run()
    before = {"old.txt": "infected", "new.txt": "clean"}
    scanner(infected=b"worm")
    assert "Scanned again: 0." in run("--rescan")
    assert by_name() == before
    scanner(infected=b"worm", failure="down")
    assert "Scanned again: 2." in run("--rescan=all")
    assert by_name() == before
    scanner(infected=b"worm")
    assert "Scanned again: 2." in run("--rescan=all")
    assert by_name() == {"old.txt": "clean", "new.txt": "infected"}


@pytest.mark.parametrize("storage", ["FullStorage", "AwayStorage"])
def test_without_a_scanner_a_storage_that_fails_costs_the_picture_and_not_the_file(
    client: APIClient, ticket: Ticket, desk: Any, storage: str
) -> None:
    sent = upload(client, ticket, SimpleUploadedFile("a.png", picture("PNG"))).json()
    desk(STORAGE=f"{HERE}.{storage}")
    assert inspect_waiting_files() == 1
    row = Attachment.objects.get()
    assert (row.scan_status, row.thumbnail.name) == ("skipped", "")
    desk(STORAGE="default")
    assert b"".join(client.get(sent["download_url"])) == picture("PNG")


def test_a_picture_that_cannot_be_stored_does_not_cost_the_verdict(
    client: APIClient, ticket: Ticket, scanner: Any, desk: Any
) -> None:
    upload(client, ticket, SimpleUploadedFile("a.png", picture("PNG")))
    desk(STORAGE=f"{HERE}.FullStorage")
    inspect_waiting_files()
    assert status() == "clean"
    desk(STORAGE="default")


def test_a_file_that_is_deleted_meanwhile_does_not_stop_the_others(
    client: APIClient, ticket: Ticket, scanner: Any
) -> None:
    scanner(f"{HERE}.DeletingScanner")
    upload(client, ticket, SimpleUploadedFile("gone.png", picture("PNG")), text_file("kept.txt"))
    assert inspect_waiting_files() == 1
    assert (Attachment.objects.get().filename, status()) == ("kept.txt", "clean")


def test_scanning_again_keeps_the_picture_that_there_is(
    client: APIClient, ticket: Ticket, desk: Any, folder: Any
) -> None:
    upload(client, ticket, SimpleUploadedFile("a.png", picture("PNG")))
    inspect_waiting_files()
    before = Attachment.objects.get().thumbnail.name
    desk(SCANNER={"BACKEND": MEMORY, "OPTIONS": {"infected": VIRUS}})
    run("--rescan")
    assert (status(), Attachment.objects.get().thumbnail.name) == ("clean", before)
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 2


def events(client: APIClient, ticket: Ticket) -> list[tuple[str, Any]]:
    found = client.get(url_of(ticket, "events/")).json()["results"]
    return [(event["type"], event["data"].get("scan_status")) for event in found]


@pytest.mark.parametrize("content", [b"words", VIRUS])
def test_a_verdict_on_a_file_in_a_message_is_an_event_for_all(
    client: APIClient, ticket: Ticket, scanner: Any, *, agent: Any, client_for: Any, content: bytes
) -> None:
    body = {"message_text": "See", "files": text_file(content=content)}
    sent = client.post(url_of(ticket, "messages/"), body).json()
    inspect_waiting_files()
    told = ("file_scanned", "infected" if content == VIRUS else "clean")
    for reader in (client, client_for(agent)):
        assert events(reader, ticket)[-1] == told
        last = reader.get(url_of(ticket, "events/")).json()["results"][-1]
        assert last["data"]["attachment"] == sent["attachments"][0]["id"]
        assert last["actor"] is None


def test_a_verdict_on_a_file_in_no_message_is_told_to_nobody(
    client: APIClient, agent: Any, client_for: Any, ticket: Ticket, scanner: Any
) -> None:
    sent = upload(client, ticket).json()
    inspect_waiting_files()
    assert [kind for kind, _ in events(client_for(agent), ticket)] == ["ticket_opened"]
    reply(client, ticket, attachment_ids=[sent["id"]])
    found = client.get(url_of(ticket, "messages/")).json()["results"][-1]
    assert found["attachments"][0]["scan_status"] == "clean"


def test_a_verdict_on_the_file_of_a_note_leaves_no_trace_for_the_customer(
    client: APIClient, agent: Any, client_for: Any, ticket: Ticket, scanner: Any
) -> None:
    """Invariant 2."""
    before = every_answer(client, ticket)
    desk = client_for(agent)
    body = {"message_text": "See", "is_internal": True, "files": text_file(content=VIRUS)}
    assert desk.post(url_of(ticket, "messages/"), body).status_code == 201
    inspect_waiting_files()
    assert events(desk, ticket)[-1] == ("file_scanned", "infected")
    assert every_answer(client, ticket) == before
    assert client.get(TICKETS).json()["count"] == 1


@pytest.mark.django_db(transaction=True)
def test_others_can_write_while_many_files_are_scanned(
    client: APIClient, ticket: Ticket, scanner: Callable[..., None], monkeypatch: Any
) -> None:
    """SQLite lets nobody write while somebody is reading rows and has not come to their end."""
    monkeypatch.setattr("django_support_tickets.selectors.files.BATCH", 2)
    scanner(f"{HERE}.PatientScanner")
    upload(client, ticket, text_file("a.txt"), text_file("b.txt"), text_file("c.txt"))
    assert inspect_waiting_files() == 3
    ticket.refresh_from_db()
    assert ticket.title == "Renamed meanwhile"
    assert set(Attachment.objects.values_list("scan_status", flat=True)) == {"clean"}
