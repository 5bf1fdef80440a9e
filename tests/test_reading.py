"""Invariant 5: no GET changes state."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from django_support_tickets.models import Ticket
from tests.calls import BASE, TICKETS, act, download_url, reply, upload, url_of
from tests.factories import user_of
from tests.tables import stored_rows

ClientFor = Callable[[Any], APIClient]
TAILS = ("", "messages/", "messages/?cursor=", "events/", "events/?after=1")


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_reading_changes_no_row(
    method: str, ticket: Ticket, customer: Any, agent: Any, client_for: ClientFor
) -> None:
    """Invariant 5: unread messages stay unread until the reader says so."""
    reply(client_for(agent), ticket)
    waiting = upload(client_for(customer), ticket).json()
    links = [waiting["download_url"], download_url(waiting["id"])]
    urls = [f"{BASE}meta/", f"{BASE}agents/", TICKETS, *(url_of(ticket, tail) for tail in TAILS)]
    before = stored_rows()
    for person in (customer, agent):
        client = client_for(person)
        for url in [*urls, *links]:
            getattr(client, method)(url).getvalue()
    assert stored_rows() == before


def test_reading_with_a_session_changes_no_row_either(
    ticket: Ticket, customer: Any, agent: Any, client_for: ClientFor
) -> None:
    """Invariant 5 with real authentication in place of the test client's."""
    reply(client_for(agent), ticket)
    client = APIClient()
    client.force_login(user_of(customer))
    before = stored_rows()
    assert client.get(url_of(ticket)).json()["unread_count"] == 1
    assert stored_rows() == before


def test_reading_is_told_by_a_call_of_its_own(
    ticket: Ticket, customer: Any, agent: Any, client_for: ClientFor
) -> None:
    """Each side's mark is its own: what one has read, the other has not."""
    mine, staff = client_for(customer), client_for(agent)
    reply(staff, ticket, "One")
    reply(staff, ticket, "Two")
    assert [c.get(url_of(ticket)).json()["unread_count"] for c in (mine, staff)] == [2, 1]
    assert act(mine, ticket, "read").json() == {"unread_count": 0}
    detail = mine.get(url_of(ticket)).json()
    assert detail["unread_count"] == 0
    assert [message["read_by_customer"] for message in detail["messages"]] == [True] * 3
    assert [message["read_by_staff"] for message in detail["messages"]] == [False, True, True]
    assert staff.get(url_of(ticket)).json()["unread_count"] == 1
    assert act(staff, ticket, "read").status_code == 200
    assert staff.get(url_of(ticket)).json()["unread_count"] == 0


def test_reading_moves_no_version(ticket: Ticket, agent: Any, client_for: ClientFor) -> None:
    """A read mark is a reader's place, not a change that makes somebody else's view stale."""
    staff = client_for(agent)
    before = staff.get(url_of(ticket)).json()
    act(staff, ticket, "read")
    after = staff.get(url_of(ticket)).json()
    assert (after["version"], after["updated_at"]) == (before["version"], before["updated_at"])
    assert ticket.events.count() == 1
