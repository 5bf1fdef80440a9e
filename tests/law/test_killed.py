"""Killed half-way, run again: nothing is half done, nothing is left, nothing is done twice."""

import os
import signal
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.utils import timezone
from rest_framework.test import APIClient

from django_support_tickets import actions
from django_support_tickets.actors import SYSTEM
from django_support_tickets.models import Attachment, Ticket, TicketEvent
from tests.calls import text_file, url_of
from tests.factories import TicketFactory
from tests.law.canaries import CANARY, files_with, tables_with
from tests.outbox.processes import SECONDS, Processes

pytestmark = pytest.mark.django_db(transaction=True)

NUMBER = 4


@pytest.fixture
def four(mine: APIClient, customer: Any) -> list[Ticket]:
    """Tickets with a file each, closed long ago."""
    tickets = [TicketFactory(customer=customer) for _ in range(NUMBER)]
    for ticket in tickets:
        body = {"message_text": CANARY, "files": [text_file(content=CANARY.encode())]}
        assert mine.post(url_of(ticket, "messages/"), body).status_code == 201
        actions.close_ticket(ticket, by=SYSTEM)
    Ticket.objects.update(closed_at=timezone.now() - timedelta(days=400))
    return tickets


def run(processes: Processes, settings: Any, *command: str, deadly: bool) -> int:
    """Run a command in a process of its own, which may be killed; return how it ended."""
    path = "tests.law.dying.DeadlyStorage"
    ours = {**settings.SUPPORT_TICKETS, "RETENTION": {"closed_tickets": 365}}
    if deadly:
        ours["STORAGE"] = path
    started = processes.start(
        *("-m", "django", *command), SUPPORT_TICKETS=ours, MEDIA_ROOT=str(settings.MEDIA_ROOT)
    )
    return started.wait(SECONDS)


def sweep(settings: Any) -> None:
    """Let the time pass that files without a row have, and sweep."""
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        os.utime(path, (time.time() - 3 * 86_400,) * 2)
    call_command("support_files")


def test_retention_goes_on_where_it_was_killed(
    processes: Processes, settings: Any, four: list[Ticket], tmp_path: Path
) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    command = ("support_retain", "--archive", str(archive))
    assert run(processes, settings, *command, deadly=True) == -signal.SIGKILL
    left = Ticket.objects.count()
    assert left == NUMBER - 2, "each ticket is a transaction of its own"
    assert Attachment.objects.count() == left
    assert run(processes, settings, *command, deadly=False) == 0
    assert tables_with(CANARY) == set()
    assert not TicketEvent.objects.exists()
    archives = sorted(archive.iterdir())
    assert [path.name.rpartition("-")[0] for path in archives] == sorted(
        str(ticket.pk) for ticket in four
    )
    assert [ZipFile(path).testzip() for path in archives] == [None] * NUMBER
    assert len(files_with(CANARY)) == 1, "the process died at its deletion"
    sweep(settings)
    assert files_with(CANARY) == []


def test_erasure_goes_on_where_it_was_killed(
    processes: Processes, settings: Any, four: list[Ticket], customer: Any
) -> None:
    command = ("support_erase_person", str(customer.pk), "--bodies")
    assert run(processes, settings, *command, deadly=True) == -signal.SIGKILL
    assert Ticket.objects.filter(customer=customer).count() == NUMBER - 2
    assert run(processes, settings, *command, deadly=False) == 0
    assert not Ticket.objects.filter(customer=customer).exists()
    assert tables_with(CANARY) == set()
    events = TicketEvent.objects.filter(type="person_erased")
    assert sorted(events.values_list("ticket", flat=True)) == sorted(t.pk for t in four)
    sweep(settings)
    assert files_with(CANARY) == []
