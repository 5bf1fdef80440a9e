"""A verdict stands: only another verdict can take its place, and infected is not lifted."""

import pytest
from django.core.management import call_command

from django_support_tickets.actions import inspect_file
from django_support_tickets.enums import ScanStatus
from django_support_tickets.files.scanning import BaseScanner, Verdict
from django_support_tickets.models import Attachment
from tests.factories import TicketFactory
from tests.files.test_after_commit import SCANNER, attach

pytestmark = pytest.mark.django_db
AWAY = {**SCANNER, "OPTIONS": {"failure": "away"}, "FAIL_OPEN": True}


@pytest.mark.parametrize("later", [AWAY, None])
def test_an_infected_file_stays_so_when_no_scanner_can_tell(settings, later):
    settings.SUPPORT_TICKETS = {**settings.SUPPORT_TICKETS, "SCANNER": SCANNER}
    attachment = attach(TicketFactory(), b"a worm")
    assert inspect_file(attachment).scan_status == ScanStatus.INFECTED
    settings.SUPPORT_TICKETS = {**settings.SUPPORT_TICKETS, "SCANNER": later}
    inspect_file(Attachment.objects.get())
    assert Attachment.objects.get().scan_status == ScanStatus.INFECTED


class TwoAtOnce(BaseScanner):
    """While it scans, another relay inspects the same file to the end, and they disagree."""

    verdicts: list[bool] = []

    def scan(self, file):
        is_clean = self.verdicts.pop()
        if self.verdicts:
            call_command("support_relay")
        return Verdict(is_clean=is_clean, signature="worm")


@pytest.mark.parametrize("first", [True, False], ids=["clean first", "infected first"])
def test_two_inspections_at_once_that_disagree_leave_the_file_infected(
    settings, monkeypatch, first
):
    settings.SUPPORT_TICKETS = {**settings.SUPPORT_TICKETS} | {
        "RELAY": "none",
        "NOTIFIERS": {},
        "SCANNER": {"BACKEND": "tests.files.test_verdicts.TwoAtOnce"},
    }
    attach(TicketFactory(), b"words")
    monkeypatch.setattr(TwoAtOnce, "verdicts", [first, not first])
    call_command("support_relay")
    assert TwoAtOnce.verdicts == []
    assert Attachment.objects.get().scan_status == ScanStatus.INFECTED
