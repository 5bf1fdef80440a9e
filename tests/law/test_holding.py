"""A ticket on legal hold keeps everything, and says so; customers do not learn of the hold."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from rest_framework.test import APIClient

from django_support_tickets import actions
from django_support_tickets.actors import SYSTEM
from django_support_tickets.exceptions import OnLegalHold
from django_support_tickets.models import (
    Attachment,
    Delivery,
    InboxItem,
    Message,
    Ticket,
    TicketEvent,
)
from django_support_tickets.outbox import deliver_due
from django_support_tickets.policies import actor_of
from tests.calls import BASE, change, text_file, upload, url_of
from tests.tables import stored_rows
from tests.walkers import every_answer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def held(ticket: Ticket) -> Ticket:
    return actions.hold_ticket(ticket, by=SYSTEM)


def test_redaction_is_refused_in_words_and_nothing_is_written(
    staff: APIClient, held: Ticket, slip: Any
) -> None:
    before = stored_rows()
    doors = [f"{BASE}attachments/{slip['attachments'][0]['id']}/redact/"]
    doors.append(url_of(held, f"messages/{slip['id']}/redact/"))
    for door in doors:
        answer = staff.post(door)
        assert (answer.status_code, answer.json()["error"]) == (409, "legal_hold")
        assert "legal hold" in answer.json()["message"]
        assert answer.json()["ticket"]["legal_hold"] is True
    assert stored_rows() == before


def test_it_is_set_and_released_by_agents_with_an_event_each(
    staff: APIClient, ticket: Ticket, slip: Any
) -> None:
    assert change(staff, ticket, legal_hold=True).json()["legal_hold"] is True
    assert change(staff, ticket, legal_hold=True).status_code == 200
    assert change(staff, ticket, legal_hold=False).json()["legal_hold"] is False
    events = TicketEvent.objects.filter(type="legal_hold_changed").order_by("sequence")
    changes = [event.data["legal_hold"] for event in events]
    assert changes == [{"from": False, "to": True}, {"from": True, "to": False}]
    assert staff.post(url_of(ticket, f"messages/{slip['id']}/redact/")).status_code == 200


def test_a_form_that_does_not_name_it_releases_nothing(staff: APIClient, held: Ticket) -> None:
    assert staff.put(url_of(held), {"title": "Other words"}).status_code == 200
    assert Ticket.objects.get().legal_hold


def test_the_customer_neither_sets_it_nor_learns_of_it(
    mine: APIClient, ticket: Ticket, customer: Any
) -> None:
    """Invariants 2 and 6."""
    before = every_answer(mine, ticket)
    actions.hold_ticket(ticket, by=SYSTEM)
    assert every_answer(mine, ticket) == before
    assert mine.get(url_of(ticket)).json()["legal_hold"] is None
    assert change(mine, ticket, legal_hold=False).status_code == 403
    assert Ticket.objects.get().legal_hold


def test_what_waits_or_was_sent_is_not_swept_away(
    mine: APIClient, held: Ticket, slip: Any, ticket: Ticket
) -> None:
    upload(mine, ticket, text_file())
    deliver_due()
    long_ago = timezone.now() - timedelta(days=400)
    Attachment.objects.update(created_at=long_ago)
    Delivery.objects.update(next_attempt_at=long_ago)
    InboxItem.objects.update(read_at=long_ago)
    before = stored_rows()
    for command in ("support_files", "support_retain"):
        call_command(command, stdout=StringIO())
    assert stored_rows() == before
    actions.release_ticket(held, by=SYSTEM)
    Delivery.objects.filter(state="pending").delete()  # of the release itself
    for command in ("support_files", "support_retain"):
        call_command(command, stdout=StringIO())
    left = [model.objects.count() for model in (Attachment, Delivery, InboxItem)]
    assert left == [2, 0, 0]


def test_the_actions_refuse_too(held: Ticket, slip: Any, agent: Any) -> None:
    by = actor_of(agent)
    with pytest.raises(OnLegalHold):
        actions.redact_message(Message.objects.get(pk=slip["id"]), by=by)
    with pytest.raises(OnLegalHold):
        actions.redact_file(Attachment.objects.first(), by=by)
