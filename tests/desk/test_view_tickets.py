"""Which tickets a view shows, and how many."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from django_support_tickets.actions import (
    assign_ticket,
    close_ticket,
    escalate_ticket,
    post_message,
)
from django_support_tickets.actors import SYSTEM
from django_support_tickets.models import SavedView, Ticket
from tests.calls import TICKETS
from tests.desk.calls import VIEWS, keep
from tests.factories import TicketFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_for: Callable[[Any], APIClient], agent: Any) -> APIClient:
    return client_for(agent)


@pytest.fixture
def queue(customer: Any, agent: Any, other_agent: Any) -> dict[str, Ticket]:
    """A ticket of each kind, and of each a finished one."""
    made: dict[str, Any] = {}
    for name in ("plain", "mine", "theirs", "escalated", "answered"):
        made[name], made[f"closed {name}"] = (
            TicketFactory(customer=customer, title=name) for _ in range(2)
        )
        for ticket in (made[name], made[f"closed {name}"]):
            if name in {"mine", "theirs"}:
                assign_ticket(ticket, by=SYSTEM, agent=agent if name == "mine" else other_agent)
            elif name == "escalated":
                escalate_ticket(ticket, by=SYSTEM, reason="VIP")
            elif name == "answered":
                post_message(ticket, by=SYSTEM, message_text="Yes.")
        close_ticket(made[f"closed {name}"], by=SYSTEM)
    return made


def titles(client: APIClient, query: str) -> list[str]:
    answer = client.get(f"{TICKETS}?{query}")
    assert answer.status_code == 200, answer.content
    return [row["title"] for row in answer.json()["results"]]


def counts(client: APIClient) -> dict[str, int]:
    return {row["name"]: row["count"] for row in client.get(VIEWS).json()["results"]}


EXPECTED = {
    "unassigned": {"plain", "escalated", "answered"},
    "mine": {"mine"},
    "waiting": {"plain", "mine", "theirs", "escalated"},
    "escalated": {"escalated"},
}


def test_the_built_in_views_show_and_count_what_they_say(
    client: APIClient, queue: dict[str, Ticket]
) -> None:
    for key, expected in EXPECTED.items():
        found = titles(client, f"view={key}")
        assert (set(found), len(found)) == (expected, len(expected))
    assert [*counts(client).values()] == [len(expected) for expected in EXPECTED.values()]


def test_waiting_and_escalated_are_filters_too(client: APIClient, queue: dict[str, Ticket]) -> None:
    assert set(titles(client, "waiting=true")) == EXPECTED["waiting"]
    assert len(titles(client, "waiting=false")) == 6
    assert titles(client, "escalated=true") == ["escalated", "escalated"]
    assert len(titles(client, "escalated=false")) == 8
    assert set(titles(client, "waiting=1")) == EXPECTED["waiting"]
    assert len(titles(client, "waiting=&escalated=0")) == 8
    for value in ("perhaps", "2", "null"):
        refused = client.get(f"{TICKETS}?waiting={value}")
        assert (refused.status_code, [*refused.json()["details"]]) == (400, ["waiting"])


def test_what_the_request_says_goes_before_the_view(
    client: APIClient, queue: dict[str, Ticket]
) -> None:
    assert titles(client, "view=mine&status=closed") == ["mine"]
    assert titles(client, "view=mine&assigned_agent=none&escalated=true") == ["escalated"]
    assert len(titles(client, "view=unassigned&assigned_agent=")) == 5


def test_a_view_keeps_search_and_ordering(client: APIClient, queue: dict[str, Ticket]) -> None:
    search = {"search": "plain theirs", "status": "open"}
    assert titles(client, f"view={_kept(client, search)}") == []
    assert titles(client, f"view={_kept(client, {'search': 'plain', 'status': 'open'})}") == [
        "plain"
    ]
    by_age = _kept(client, {"ordering": "created_at", "status": "open"})
    oldest_first = ["plain", "mine", "theirs", "escalated", "answered"]
    assert titles(client, f"view={by_age}") == oldest_first
    assert titles(client, f"view={by_age}&ordering=-created_at") == oldest_first[::-1]
    page = client.get(f"{TICKETS}?view={by_age}&cursor=&page_size=3").json()
    assert [row["title"] for row in client.get(page["next"]).json()["results"]] == oldest_first[3:]


def _kept(client: APIClient, parameters: dict[str, str]) -> str:
    return keep(client, VIEWS, {"name": "A", "parameters": parameters}).split("/")[-2]


def test_all_counts_take_one_query(
    client: APIClient, queue: dict[str, Ticket], django_assert_num_queries: Any
) -> None:
    client.get(VIEWS)  # some hosts look a person up once
    with CaptureQueriesContext(connection) as before:
        client.get(VIEWS)
    expected = len(before)
    for n, parameters in enumerate([{"search": "plain"}, {"tag": "vip"}, {"assigned_agent": "me"}]):
        keep(client, VIEWS, {"name": f"V{n}", "parameters": parameters})
    if connection.vendor == "postgresql":  # a view that searches chooses the way, in a transaction
        expected += 6
    with django_assert_num_queries(expected):  # however many views there are
        found = counts(client)
    assert [found["V0"], found["V1"], found["V2"]] == [2, 0, 2]


def test_it_is_counted_up_to_1001(client: APIClient, ticket: Ticket) -> None:
    rows = [Ticket(title="A", category="general", reference=f"R{n}") for n in range(1002)]
    Ticket.objects.bulk_create(rows)
    assert counts(client)["Unassigned"] == 1001
    Ticket.objects.filter(reference__in=["R1", "R2", "R3"]).delete()
    assert counts(client)["Unassigned"] == 1000


def test_a_view_that_no_longer_fits_counts_none_and_breaks_nothing(
    client: APIClient, ticket: Ticket
) -> None:
    """Settings change: categories go, people get keys of another kind."""
    for parameters in ({"category": "gone"}, {"customer": "no key"}):
        SavedView.objects.create(name=str(parameters), parameters=parameters)
    assert [*counts(client).values()] == [1, 0, 1, 0, 0, 0]
    for view in SavedView.objects.all():
        assert client.get(f"{TICKETS}?view={view.pk}").status_code == 400


def test_unknown_views_are_404(client: APIClient) -> None:
    for key in (uuid4(), "gone", "%00", "a" * 5000):
        answer = client.get(f"{TICKETS}?view={key}")
        assert answer.status_code == (400 if key == "%00" else 404)
    assert client.get(f"{TICKETS}?view=").status_code == 200
