"""Invariant 10: of two writers who saw the same version, one is told."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from django_support_tickets.actions import update_ticket
from django_support_tickets.exceptions import Conflict
from django_support_tickets.models import Ticket
from django_support_tickets.policies import actor_for
from tests.calls import act, change, reply, url_of
from tests.factories import user_of
from tests.tables import stored_rows

ClientFor = Callable[[Any], APIClient]
WRITES: dict[str, Callable[..., Any]] = {
    "patch": lambda client, ticket, **data: change(client, ticket, status="resolved", **data),
    "assign": lambda client, ticket, **data: act(client, ticket, "assign", agent_id=None, **data),
    "escalate": lambda client, ticket, **data: act(
        client, ticket, "escalate", reason="VIP", **data
    ),
    "close": lambda client, ticket, **data: act(client, ticket, "close", **data),
    "reopen": lambda client, ticket, **data: act(client, ticket, "reopen", **data),
}


@pytest.mark.parametrize("write", WRITES)
def test_a_stale_version_is_refused_with_the_ticket_as_it_is(
    write: str, ticket: Ticket, staff: APIClient
) -> None:
    """Invariant 10."""
    change(staff, ticket, title="Somebody was here")
    before = stored_rows()
    answer = WRITES[write](staff, ticket, version=1)
    assert (answer.status_code, answer.json()["error"]) == (409, "conflict")
    assert answer.json()["ticket"]["title"] == "Somebody was here"
    assert answer.json()["ticket"]["version"] == 2
    assert stored_rows() == before
    assert WRITES[write](staff, ticket, version=2).status_code == 200


@pytest.mark.parametrize("write", WRITES)
def test_if_match_means_the_same_as_a_version_in_the_body(
    write: str, ticket: Ticket, staff: APIClient
) -> None:
    """Invariant 10: the ETag of one answer is the If-Match of the next request."""
    old = staff.get(url_of(ticket))["ETag"]
    new = change(staff, ticket, title="Somebody was here")["ETag"]
    assert old != new
    staff.credentials(HTTP_IF_MATCH=old)
    assert WRITES[write](staff, ticket).status_code == 409
    staff.credentials(HTTP_IF_MATCH=new)
    assert WRITES[write](staff, ticket).status_code == 200


def test_without_a_version_the_last_writer_wins(ticket: Ticket, staff: APIClient) -> None:
    change(staff, ticket, title="Somebody was here")
    assert change(staff, ticket, title="So was I").json()["title"] == "So was I"


def test_an_if_match_that_is_no_etag_is_refused_in_words(ticket: Ticket, staff: APIClient) -> None:
    staff.credentials(HTTP_IF_MATCH='"abc"')
    answer = change(staff, ticket, title="Other")
    assert (answer.status_code, [*answer.json()["details"]]) == (400, ["If-Match"])


def test_a_note_does_not_move_the_customers_version(
    ticket: Ticket, customer: Any, staff: APIClient, client_for: ClientFor
) -> None:
    """Invariants 2 and 10: the customer's own version is not stale for a note they cannot see."""
    reply(staff, ticket, is_internal=True)
    assert act(client_for(customer), ticket, "close", version=1).status_code == 200
    assert act(staff, ticket, "reopen", version=2).status_code == 409


def test_actions_refuse_a_stale_version_too(ticket: Ticket, agent: Any) -> None:
    """Invariant 10 for host code."""
    by = actor_for(user_of(agent))
    update_ticket(ticket, by=by, version=1, title="Other")
    with pytest.raises(Conflict) as caught:
        update_ticket(ticket, by=by, version=1, title="Third")
    assert caught.value.ticket.title == "Other"
