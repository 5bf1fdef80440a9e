"""The relay that delivers notifications also looks into new files."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from django_support_tickets.actions import attach_files, post_message
from django_support_tickets.enums import ScanStatus
from django_support_tickets.files.scanning import BaseScanner, Verdict
from django_support_tickets.models import Delivery, Ticket
from django_support_tickets.policies import actor_for
from tests.factories import AgentFactory, TicketFactory, user_of

pytestmark = pytest.mark.django_db(transaction=True)

SCANNER = {
    "BACKEND": "django_support_tickets.files.scanning.MemoryScanner",
    "OPTIONS": {"infected": b"worm"},
}


def attach(ticket, text):
    by = actor_for(user_of(ticket.customer))
    return attach_files(ticket, by=by, files=[SimpleUploadedFile("a.txt", text)])[0]


@pytest.mark.parametrize(
    ("text", "status"), [(b"all is well", ScanStatus.CLEAN), (b"a worm", ScanStatus.INFECTED)]
)
def test_a_new_file_is_scanned_as_soon_as_it_is_committed(settings, text, status):
    settings.SUPPORT_TICKETS = {**settings.SUPPORT_TICKETS} | {
        "RELAY": "immediate",
        "NOTIFIERS": {},
        "SCANNER": SCANNER,
    }
    attachment = attach(TicketFactory(), text)
    attachment.refresh_from_db()
    assert attachment.scan_status == status


def test_a_worker_scans_what_waits(settings):
    settings.SUPPORT_TICKETS = {**settings.SUPPORT_TICKETS} | {
        "RELAY": "none",
        "NOTIFIERS": {},
        "SCANNER": SCANNER,
    }
    attachment = attach(TicketFactory(), b"all is well")
    attachment.refresh_from_db()
    assert attachment.scan_status == ScanStatus.PENDING
    call_command("support_relay")
    attachment.refresh_from_db()
    assert attachment.scan_status == ScanStatus.CLEAN


class Answering(BaseScanner):
    """While it scans, an agent answers; it notes how much was undelivered before."""

    waiting: list[int] = []

    def scan(self, file):
        self.waiting.append(Delivery.objects.exclude(state="sent").count())
        agent = actor_for(user_of(AgentFactory()))
        post_message(Ticket.objects.get(), by=agent, message_text="Hello")
        return Verdict(is_clean=True)


def test_what_becomes_due_during_one_inspection_is_delivered_before_the_next(settings, monkeypatch):
    monkeypatch.setattr(Answering, "waiting", [])
    settings.SUPPORT_TICKETS = {**settings.SUPPORT_TICKETS} | {
        "RELAY": "none",
        "NOTIFIERS": {"hook": {"BACKEND": "tests.outbox.notifiers.Recorder"}},
        "SCANNER": {"BACKEND": "tests.files.test_after_commit.Answering"},
    }
    ticket = TicketFactory()
    for text in (b"one", b"two", b"three"):
        attach(ticket, text)
    call_command("support_relay")
    assert Answering.waiting == [0, 0, 0]
    assert Delivery.objects.count() >= 3
