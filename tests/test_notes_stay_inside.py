"""Invariant 2: nothing of an internal note reaches a customer by any way."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from django_support_tickets.models import Ticket
from tests.calls import act, change, download_url, reply, text_file, upload, url_of
from tests.factories import TicketFactory
from tests.walkers import every_answer

CANARY = "canary"
ClientFor = Callable[[Any], APIClient]


@pytest.fixture(params=["customer", "agent on a ticket of their own"])
def reader(request: pytest.FixtureRequest, customer: Any, agent: Any) -> Any:
    """The ticket's customer, in either of the two roles that customers can have."""
    return customer if request.param == "customer" else agent


@pytest.fixture
def own(reader: Any) -> Ticket:
    """A ticket of the reader's with another one after it, so that it could move up."""
    ticket = TicketFactory(customer=reader)
    TicketFactory(customer=reader)
    return ticket


def write_notes(client: APIClient, ticket: Ticket) -> str:
    """Leave the canary in every place a note has; return the id of the note's file."""
    name = f"{CANARY}.txt"
    assert reply(client, ticket, f"{CANARY} one", is_internal=True).status_code == 201
    waiting = upload(client, ticket, text_file(name, CANARY.encode())).json()
    note = reply(client, ticket, CANARY, is_internal=True, attachment_ids=[waiting["id"]])
    assert note.status_code == 201, note.content
    sent = {"message_text": CANARY, "is_internal": "true", "files": [text_file(name)]}
    assert client.post(url_of(ticket, "messages/"), sent).status_code == 201
    upload(client, ticket, text_file(f"{CANARY}2.txt"))
    act(client, ticket, "read")
    return str(waiting["id"])


def queries_after(ticket: Ticket) -> tuple[str, ...]:
    """Return filters that a note could push the ticket into."""
    ticket.refresh_from_db()
    since = (
        (ticket.public_updated_at + timedelta(microseconds=1)).isoformat().replace("+00:00", "Z")
    )
    return (f"?updated_after={since}", f"?updated_after={since}&cursor=", f"?search={CANARY}")


def test_a_note_changes_no_answer_that_the_customer_gets(
    own: Ticket, reader: Any, other_agent: Any, client_for: ClientFor
) -> None:
    """Invariant 2: version, cursors, counts, times, order, pages and refusals stay as they were."""
    mine, staff = client_for(reader), client_for(other_agent)
    reply(mine, own, "Anybody there?")
    reply(staff, own, "Yes.")
    act(staff, own, "read")
    queries = queries_after(own)
    before = every_answer(mine, own, *queries)
    write_notes(staff, own)
    after = every_answer(mine, own, *queries)
    assert after == before
    assert not [url for url, answer in after.items() if CANARY in answer.replace(url, "")]


def test_the_customers_count_goes_on_without_gaps_after_notes(
    own: Ticket, reader: Any, other_agent: Any, client_for: ClientFor
) -> None:
    """Invariant 2: a gap in sequences would tell how many notes there are."""
    mine, staff = client_for(reader), client_for(other_agent)
    for text in ("Looking.", "Found it."):
        write_notes(staff, own)
        reply(staff, own, text)
    write_notes(staff, own)
    change(staff, own, status="in_progress")
    detail = mine.get(url_of(own)).json()
    events = mine.get(url_of(own, "events/")).json()["results"]
    assert [event["sequence"] for event in events] == [1, 2, 3, 4]
    assert [message["sequence"] for message in detail["messages"]] == [1, 2, 3]
    assert (detail["version"], detail["unread_count"], detail["message_count"]) == (4, 2, 3)
    assert not any(CANARY in answer for answer in every_answer(mine, own).values())


def test_the_customer_cannot_download_a_notes_file(
    own: Ticket, reader: Any, other_agent: Any, client_for: ClientFor
) -> None:
    """Invariant 2."""
    staff = client_for(other_agent)
    url = download_url(write_notes(staff, own))
    assert client_for(reader).get(url).status_code == 404
    assert staff.get(url).getvalue() == CANARY.encode()


def test_the_reason_of_an_escalation_is_a_note(
    own: Ticket, reader: Any, other_agent: Any, client_for: ClientFor
) -> None:
    """Invariant 2: that it was escalated is public, why is not."""
    mine, staff = client_for(reader), client_for(other_agent)
    assert act(staff, own, "escalate", reason=CANARY).status_code == 200
    answers = every_answer(mine, own, f"?search={CANARY}")
    assert not [url for url, answer in answers.items() if CANARY in answer.replace(url, "")]
    assert mine.get(url_of(own)).json()["version"] == 2
    assert CANARY in str(staff.get(url_of(own, "messages/")).json())


def test_a_note_on_a_closed_or_resolved_ticket_shows_nothing(
    own: Ticket, reader: Any, other_agent: Any, client_for: ClientFor
) -> None:
    """Invariant 2: neither the note before the end nor the one that is refused after it."""
    mine, staff = client_for(reader), client_for(other_agent)
    change(staff, own, status="resolved")
    act(staff, own, "read")  # that staff have read is public
    before = every_answer(mine, own)
    write_notes(staff, own)
    assert every_answer(mine, own) == before
    change(staff, own, status="closed")
    before = every_answer(mine, own)
    assert reply(staff, own, CANARY, is_internal=True).status_code == 409
    assert every_answer(mine, own) == before
    assert "409 closed" in before


def test_the_desk_sees_its_notes(own: Ticket, other_agent: Any, client_for: ClientFor) -> None:
    """The other side of invariant 2: notes count for the desk, whose version moves with them."""
    staff = client_for(other_agent)
    write_notes(staff, own)
    detail = staff.get(url_of(own)).json()
    assert [message["is_internal"] for message in detail["messages"]] == [False, True, True, True]
    assert (detail["version"], detail["message_count"]) == (4, 1)
