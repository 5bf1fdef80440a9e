"""``support_retain``: what was kept long enough goes, whole; what is held, open or young stays."""

import json
import stat
from datetime import timedelta
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from rest_framework.test import APIClient

from django_support_tickets import actions
from django_support_tickets.actions import retaining
from django_support_tickets.actors import SYSTEM
from django_support_tickets.enums import DeliveryState
from django_support_tickets.exceptions import TicketNotFound
from django_support_tickets.models import Delivery, InboxItem, Message, Ticket, TicketEvent
from django_support_tickets.outbox import deliver_due, purging, replay
from django_support_tickets.policies import actor_of
from django_support_tickets.selectors.batches import in_batches
from tests.calls import act, reply
from tests.factories import TicketFactory
from tests.law.canaries import CANARY, files_with, tables_with
from tests.law.conftest import Configure
from tests.simultaneous import at_once
from tests.tables import stored_rows

# Bytes go after a real commit.
pytestmark = pytest.mark.django_db(transaction=True)


def retain(*options: Any) -> list[str]:
    output = StringIO()
    call_command("support_retain", *options, stdout=output)
    return output.getvalue().splitlines()


def make_older(ticket: Ticket, days: int) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(closed_at=timezone.now() - timedelta(days=days))


@pytest.fixture
def _a_year(desk: Configure) -> None:
    desk(RETENTION={"closed_tickets": 365})


@pytest.fixture
def old(mine: APIClient, staff: APIClient, ticket: Ticket, slip: Any, note: Any) -> Ticket:
    """A ticket with everything a ticket can have, closed 400 days ago."""
    actions.update_ticket(ticket, by=SYSTEM, tags=["vip"], metadata={"x": CANARY})
    act(staff, ticket, "read")
    act(mine, ticket, "close")
    deliver_due()
    make_older(ticket, 400)
    ticket.refresh_from_db()
    return ticket


def test_by_default_tickets_are_kept_for_ever(old: Ticket) -> None:
    assert retain()[0] == "Deleted closed tickets: 0."
    assert Ticket.objects.exists()


@pytest.mark.usefixtures("_a_year")
def test_an_old_ticket_goes_with_all_that_belongs_to_it(old: Ticket, customer: Any) -> None:
    open_one = TicketFactory(customer=customer)
    young = TicketFactory(customer=customer)
    actions.close_ticket(young, by=SYSTEM)
    make_older(young, 364)
    assert retain()[:2] == [f"  {old.reference} {old.pk}", "Deleted closed tickets: 1."]
    assert {*Ticket.objects.values_list("pk", flat=True)} == {open_one.pk, young.pk}
    assert tables_with(CANARY) == set()
    assert tables_with(str(old.pk)) == set()
    assert files_with(CANARY) == []
    assert retain()[0] == "Deleted closed tickets: 0."


@pytest.mark.usefixtures("_a_year")
def test_a_dry_run_lists_and_writes_nothing(old: Ticket, tmp_path: Path) -> None:
    before = stored_rows()
    lines = retain("--dry-run", "--archive", tmp_path)
    assert lines[:2] == [f"  {old.reference} {old.pk}", "Would delete closed tickets: 1."]
    assert stored_rows() == before
    assert files_with(CANARY)
    assert list(tmp_path.glob("*.zip")) == []


@pytest.mark.usefixtures("_a_year")
def test_a_held_ticket_stays(old: Ticket) -> None:
    actions.hold_ticket(old, by=SYSTEM)
    assert retain()[0] == "Deleted closed tickets: 0."
    actions.release_ticket(old, by=SYSTEM)
    assert retain()[1] == "Deleted closed tickets: 1."


@pytest.mark.usefixtures("_a_year")
def test_the_archive_has_all_of_it_notes_included(old: Ticket, tmp_path: Path) -> None:
    retain("--archive", tmp_path)
    assert not Ticket.objects.exists()
    path = tmp_path / f"{old.pk}-{old.version}.zip"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    archive = ZipFile(path)
    folder = f"tickets/{old.pk}"
    messages = json.loads(archive.read(f"{folder}/messages.json"))
    assert [message["is_internal"] for message in messages] == [False, False, True]
    assert messages[2]["message_text"] == f"A note: {CANARY}."
    files = json.loads(archive.read(f"{folder}/files.json"))
    paths = {file["filename"]: file["path"] for file in files}
    assert archive.read(paths[f"{CANARY}.txt"]) == CANARY.encode()
    events = json.loads(archive.read(f"{folder}/events.json"))
    assert [event["sequence"] for event in events] == list(range(1, old.version + 1))
    assert json.loads(archive.read(f"{folder}/ticket.json"))["reference"] == old.reference


@pytest.mark.usefixtures("_a_year")
def test_an_archive_of_an_earlier_version_is_replaced(old: Ticket, tmp_path: Path) -> None:
    """A run that was killed may have left one, with what was redacted since."""
    earlier = tmp_path / f"{old.pk}-{old.version - 1}.zip"
    earlier.write_bytes(CANARY.encode())
    other = tmp_path / "other.zip"
    other.write_bytes(b"mine")
    retain("--archive", tmp_path)
    assert not earlier.exists()
    assert other.read_bytes() == b"mine"


@pytest.mark.usefixtures("_a_year")
def test_without_its_archive_no_ticket_is_deleted(old: Ticket, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no folder"):
        retain("--archive", tmp_path / "not there")
    assert Ticket.objects.exists()


@pytest.mark.usefixtures("_a_year")
def test_what_was_changed_while_it_was_archived_stays(
    old: Ticket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def archive_slowly(ticket: Ticket, _folder: Path) -> None:
        actions.update_ticket(ticket, by=SYSTEM, title="Changed meanwhile")

    monkeypatch.setattr(retaining, "archive_ticket", archive_slowly)
    assert retain("--archive", tmp_path)[0] == "Deleted closed tickets: 0."
    assert Ticket.objects.get().title == "Changed meanwhile"


@pytest.mark.usefixtures("_a_year")
def test_a_ticket_that_is_reopened_at_that_moment_is_whole_or_gone(customer: Any) -> None:
    """Two legal orders: it was reopened and stays, or it is gone and reopening finds nothing."""
    for _ in range(8):
        ticket = TicketFactory(customer=customer)
        actions.close_ticket(ticket, by=SYSTEM)
        make_older(ticket, 400)

        def reopen(ticket: Ticket = ticket) -> bool:
            try:
                actions.reopen_ticket(ticket, by=actor_of(customer))
            except TicketNotFound:
                return False
            return True

        before = timezone.now() - timedelta(days=365)
        delete = partial(lambda moment: list(retaining.delete_closed_tickets(moment)), before)
        deleted, reopened = at_once([delete, reopen])
        assert bool(deleted) != reopened
        assert Ticket.objects.filter(pk=ticket.pk).exists() == reopened
        assert Message.objects.filter(ticket=ticket).exists() == reopened
        assert TicketEvent.objects.filter(ticket=ticket).exists() == reopened


def finish_all(days: int, **values: Any) -> None:
    """Date all deliveries and inbox items back."""
    moment = timezone.now() - timedelta(days=days)
    Delivery.objects.update(next_attempt_at=moment, **values)
    InboxItem.objects.update(read_at=moment)


def test_what_is_done_goes_from_outbox_and_inbox_after_ninety_days(
    ticket: Ticket, staff: APIClient, slip: Any
) -> None:
    deliver_due()
    number, items = Delivery.objects.count(), InboxItem.objects.count()
    finish_all(89)
    assert retain()[1:] == ["Deleted notifications: 0.", "Deleted deliveries: 0."]
    finish_all(91)
    expected = [f"notifications: {items}.", f"deliveries: {number}."]
    assert retain("--dry-run")[1:] == [f"Would delete {line}" for line in expected]
    assert Delivery.objects.count() == number
    assert retain()[1:] == [f"Deleted {line}" for line in expected]
    assert not Delivery.objects.exists()
    assert not InboxItem.objects.exists()


def test_none_keeps_them_for_ever(desk: Configure, slip: Any) -> None:
    desk(RETENTION={"deliveries": None})
    deliver_due()
    finish_all(4000)
    retain()
    assert Delivery.objects.exists()


def test_what_is_not_read_stays(slip: Any) -> None:
    deliver_due()
    items = InboxItem.objects.count()
    retain()
    assert InboxItem.objects.count() == items > 0


@pytest.mark.parametrize("state", ["pending", "failed"])
def test_an_event_that_is_still_being_told_keeps_all_its_rows(slip: Any, state: str) -> None:
    """Else a repeat would put the item into the inbox again, or an operator would see half."""
    deliver_due()
    finish_all(91)
    waiting = Delivery.objects.filter(notifier="in_app").latest("pk")
    Delivery.objects.filter(pk=waiting.pk).update(state=state)
    siblings = Delivery.objects.filter(event=waiting.event_id).count()
    items = InboxItem.objects.filter(event=waiting.event_id).count()
    retain()
    assert Delivery.objects.count() == siblings > 1
    assert InboxItem.objects.count() == items > 0


def test_nothing_is_told_twice_whatever_is_purged(slip: Any, mailoutbox: list[Any]) -> None:
    deliver_due()
    number = len(mailoutbox)
    finish_all(91)
    retain()
    deliver_due()
    assert len(mailoutbox) == number > 0


def test_what_is_replayed_at_that_moment_is_told_once_or_gone(
    slip: Any, agent: Any, mailoutbox: list[Any]
) -> None:
    deliver_due()
    mails = len(mailoutbox)
    finish_all(91, state=DeliveryState.DEAD)
    _purged, replayed = at_once([retain, lambda: replay(Delivery.objects.all())])
    assert Delivery.objects.filter(state="pending").count() == Delivery.objects.count() <= replayed
    deliver_due()
    assert len(mailoutbox) <= 2 * mails, "each that was replayed once, and no other"


def test_what_is_replayed_between_the_look_and_the_deletion_stays(
    slip: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver_due()
    finish_all(91, state=DeliveryState.DEAD)
    number = Delivery.objects.count()

    def looked_at(rows: Any, size: int) -> Any:
        for batch in in_batches(rows, size):
            replay(Delivery.objects.all())
            yield batch

    monkeypatch.setattr(purging, "in_batches", looked_at)
    assert retain()[-1] == "Deleted deliveries: 0."
    assert Delivery.objects.filter(state="pending").count() == number > 0


def test_large_numbers_go_in_batches(
    slip: Any, customer: Any, monkeypatch: pytest.MonkeyPatch, ticket: Ticket, staff: APIClient
) -> None:
    for number in range(5):
        reply(staff, ticket, f"Answer {number}")
    deliver_due()
    finish_all(91)
    monkeypatch.setattr("django_support_tickets.outbox.purging.BATCH", 2)
    monkeypatch.setattr("django_support_tickets.actions.inbox.BATCH", 2)
    retain()
    assert not Delivery.objects.exists()
    assert not InboxItem.objects.exists()
