"""Invariant 8: what a closed ticket refuses, and how tickets come back."""

import pytest
from rest_framework.test import APIClient

from django_support_tickets.models import Attachment, Message, Ticket
from tests.calls import act, change, reply, text_file, upload, url_of
from tests.tables import stored_rows


def status_of(ticket: Ticket) -> str:
    ticket.refresh_from_db()
    return ticket.status


def test_a_closed_ticket_refuses_all_that_is_said(
    ticket: Ticket, mine: APIClient, staff: APIClient
) -> None:
    """Invariant 8: messages, notes, files, claims and escalations, with the ticket as it is."""
    waiting = upload(mine, ticket).json()["id"]
    act(mine, ticket, "close")
    before = stored_rows()
    answers = [
        reply(mine, ticket),
        reply(staff, ticket),
        reply(staff, ticket, is_internal=True),
        reply(mine, ticket, attachment_ids=[waiting]),
        mine.post(url_of(ticket, "messages/"), {"message_text": "a", "files": [text_file()]}),
        upload(mine, ticket),
        act(staff, ticket, "escalate", reason="VIP"),
    ]
    for answer in answers:
        assert (answer.status_code, answer.json()["error"]) == (409, "ticket_closed")
        assert answer.json()["ticket"]["status"] == "closed"
        assert answer.json()["ticket"]["can_reply"] is False
    assert stored_rows() == before


def test_reopening_clears_what_closing_set(
    ticket: Ticket, mine: APIClient, staff: APIClient
) -> None:
    """Invariant 8."""
    change(staff, ticket, status="resolved")
    closed = act(mine, ticket, "close").json()
    assert None not in (closed["closed_at"], closed["resolved_at"])
    assert (closed["can_close"], closed["can_reopen"]) == (False, True)
    opened = act(mine, ticket, "reopen").json()
    assert (opened["status"], opened["closed_at"], opened["resolved_at"]) == ("open", None, None)
    assert reply(mine, ticket).status_code == 201


@pytest.mark.parametrize("writer", ["mine", "staff"])
def test_a_reply_to_a_resolved_ticket_reopens_it(
    writer: str, ticket: Ticket, staff: APIClient, request: pytest.FixtureRequest
) -> None:
    """Invariant 8: and the reopening is an event of its own."""
    change(staff, ticket, status="resolved")
    assert reply(request.getfixturevalue(writer), ticket).status_code == 201
    assert status_of(ticket) == "open"
    assert ticket.resolved_at is None
    types = list(ticket.events.values_list("type", flat=True))
    assert types[-2:] == ["message_posted", "status_changed"]


def test_a_note_on_a_resolved_ticket_leaves_it_resolved(ticket: Ticket, staff: APIClient) -> None:
    """Invariant 8."""
    change(staff, ticket, status="resolved")
    assert reply(staff, ticket, is_internal=True).status_code == 201
    assert status_of(ticket) == "resolved"


def test_customers_close_and_reopen_and_set_no_other_status(
    ticket: Ticket, mine: APIClient, staff: APIClient
) -> None:
    """Invariant 6."""
    steps = [("closed", 200), ("resolved", 403), ("in_progress", 403), ("open", 200)]
    for status, code in steps:
        assert change(mine, ticket, status=status).status_code == code, status
    change(staff, ticket, status="in_progress")
    assert change(mine, ticket, status="open").status_code == 403
    assert status_of(ticket) == "in_progress"


def test_reopening_what_is_not_finished_changes_nothing(ticket: Ticket, staff: APIClient) -> None:
    """A second click, or a late one, does not take a ticket out of progress."""
    before = change(staff, ticket, status="in_progress").json()
    after = act(staff, ticket, "reopen")
    assert (after.status_code, after.json()["status"]) == (200, "in_progress")
    assert after.json()["version"] == before["version"]


@pytest.mark.parametrize("last", ["open", "in_progress", "resolved"])
def test_no_ticket_that_is_not_closed_has_a_time_of_closing(
    last: str, ticket: Ticket, staff: APIClient
) -> None:
    change(staff, ticket, status="closed")
    body = change(staff, ticket, status=last).json()
    assert body["closed_at"] is None
    assert (body["resolved_at"] is not None) == (last == "resolved")


def test_a_closed_ticket_loses_nothing(ticket: Ticket, mine: APIClient) -> None:
    upload(mine, ticket)
    act(mine, ticket, "close")
    assert (Message.objects.count(), Attachment.objects.count()) == (1, 1)
    assert len(mine.get(url_of(ticket)).json()["attachments"]) == 1
