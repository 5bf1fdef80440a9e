"""The filters of the list of tickets: each keeps what the contract says, and nothing else."""

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from rest_framework.test import APIClient

from django_support_tickets import actions
from django_support_tickets.actors import SYSTEM
from django_support_tickets.models import Ticket
from django_support_tickets.policies import actor_for
from tests.calls import TICKETS
from tests.factories import PersonFactory, TicketFactory, user_of

NOON = datetime(2026, 3, 31, 12, tzinfo=timezone.utc)
MOMENT = timedelta(microseconds=1)


@pytest.fixture
def queue(customer: Any, other_customer: Any, agent: Any, other_agent: Any) -> dict[str, Ticket]:
    """Three tickets that differ in everything that a filter can ask for."""
    first = TicketFactory(title="first", customer=customer, category="billing", by=SYSTEM)
    second = TicketFactory(title="second", customer=other_customer, source="phone", by=SYSTEM)
    third = TicketFactory(title="third", customer=PersonFactory(), source="email", by=SYSTEM)
    change = actions.update_ticket
    change(first, by=SYSTEM, priority="urgent", tags=["vip", "late"], assigned_agent=agent)
    change(second, by=SYSTEM, priority="low", tags=["vip"], status="resolved")
    change(third, by=SYSTEM, category="account", assigned_agent=other_agent, status="closed")
    return {ticket.title: ticket for ticket in (first, second, third)}


def titles(client: APIClient, **asked: Any) -> set[str]:
    answer = client.get(TICKETS, asked)
    assert answer.status_code == 200, answer.content
    return {row["title"] for row in answer.json()["results"]}


KEPT = [
    ({"status": "open"}, "first"),
    ({"status": "resolved,closed"}, "second third"),
    ({"priority": "urgent"}, "first"),
    ({"priority": "low,medium"}, "second third"),
    ({"category": "billing"}, "first"),
    ({"category": "general,account"}, "second third"),
    ({"source": "web"}, "first"),
    ({"source": "phone,email"}, "second third"),
    ({"tag": "late"}, "first"),
    ({"tag": "VIP"}, "first second"),
    ({"tag": "late,never"}, "first"),
    ({"tag": "never"}, ""),
    ({"assigned_agent": "me"}, "first"),
    ({"assigned_agent": "none"}, "second"),
    ({"assigned_agent": "me,none"}, "first second"),
    ({"assigned_agent": "{other_agent}"}, "third"),
    ({"assigned_agent": "none,{other_agent}"}, "second third"),
    ({"customer": "{customer}"}, "first"),
    ({"customer": "{customer},{other_customer}"}, "first second"),
    ({"status": "open", "priority": "low"}, ""),
    ({"status": "open,resolved", "tag": "vip", "source": "phone"}, "second"),
]


@pytest.mark.parametrize(("asked", "kept"), KEPT, ids=str)
def test_a_filter_keeps_what_has_one_of_its_values(
    asked: dict[str, str], kept: str, queue: Any, staff: APIClient, request: pytest.FixtureRequest
) -> None:
    names = ("customer", "other_customer", "other_agent")
    keys = {name: request.getfixturevalue(name).pk for name in names}
    given = {name: value.format(**keys) for name, value in asked.items()}
    for way in ({}, {"cursor": ""}):
        assert titles(staff, **given, **way) == set(kept.split())


@pytest.mark.parametrize("name", ["status", "priority", "category", "source", "assigned_agent"])
def test_a_value_that_can_be_none_is_refused_by_its_name(name: str, staff: APIClient) -> None:
    refused = staff.get(TICKETS, {name: "no such value"})
    assert (refused.status_code, [*refused.json()["details"]]) == (400, [name])


def test_days_begin_with_the_first_moment_and_end_before_the_last(
    queue: dict[str, Ticket], staff: APIClient
) -> None:
    for title, moment in (("first", NOON - MOMENT), ("second", NOON), ("third", NOON + MOMENT)):
        rows = Ticket.objects.filter(pk=queue[title].pk)
        rows.update(created_at=moment, updated_at=moment, public_updated_at=moment)
    noon = NOON.isoformat()
    assert titles(staff, created_after=noon) == {"second", "third"}
    assert titles(staff, created_before=noon) == {"first"}
    assert titles(staff, updated_after=noon) == {"second", "third"}
    in_kathmandu = "2026-03-31T17:45:00+05:45"
    assert titles(staff, created_after=in_kathmandu, created_before=in_kathmandu) == set()
    assert titles(staff, updated_after=in_kathmandu) == {"second", "third"}


def test_a_customers_filters_know_their_own_tickets_only(
    queue: dict[str, Ticket], mine: APIClient, customer: Any, other_customer: Any, agent: Any
) -> None:
    """Invariant 1, and of a note not even that something happened: invariant 2."""
    own, theirs = queue["first"], f"{other_customer.pk}"
    assert titles(mine, tag="vip") == titles(mine, customer=customer.pk) == {"first"}
    assert titles(mine, customer=theirs) == titles(mine, source="phone") == set()
    own.refresh_from_db()
    since = (own.public_updated_at + MOMENT).isoformat()
    by = actor_for(user_of(agent))
    actions.post_message(own, by=by, message_text="Careful.", is_internal=True)
    assert titles(mine, updated_after=since) == set()
    actions.post_message(own, by=by, message_text="Hello.")
    assert titles(mine, updated_after=since) == {"first"}


def test_priority_orders_by_rank(queue: dict[str, Ticket], staff: APIClient) -> None:
    for ordering, wanted in (
        ("priority", ["second", "third", "first"]),
        ("-priority", ["first", "third", "second"]),
    ):
        rows = staff.get(TICKETS, {"ordering": ordering}).json()["results"]
        assert [row["title"] for row in rows] == wanted
