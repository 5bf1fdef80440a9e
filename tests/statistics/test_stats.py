"""``stats/``: for whom, for which days, and at what cost."""

from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone as clock
from rest_framework.test import APIClient

from django_support_tickets import actions
from django_support_tickets.actors import SYSTEM
from django_support_tickets.models import Ticket
from django_support_tickets.policies import actor_of, get_policy
from tests.factories import AgentFactory, TicketFactory, user_of
from tests.statistics.asking import URL, ask, at

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 31, 18, 20, tzinfo=timezone.utc)  # 1 April in Kathmandu
STATEMENTS = 11


def test_for_a_customer_there_is_nothing_here_whatever_they_ask(customer: Any) -> None:
    for asked in ({}, {"tz": "Mars/Olympus"}, {"from": "x"}):
        refused = ask(customer, **asked)
        assert (refused.status_code, refused.json()["error"]) == (404, "not_found")


def test_figures_are_of_what_the_policy_shows(
    agent: Any, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ask(agent).json()["backlog"]["total"] == 1
    monkeypatch.setattr(get_policy(), "scope", lambda tickets, _actor: tickets.none())
    assert ask(agent).json()["backlog"]["total"] == 0


def test_an_agents_own_ticket_counts_and_its_notes_change_nothing(
    agent: Any, other_agent: Any
) -> None:
    own = TicketFactory(customer=agent)
    with at(clock.now()):
        before = ask(agent).json()
        assert before["volumes"]["opened"] == before["backlog"]["total"] == 1
        note = {"message_text": "Nobody may know.", "is_internal": True}
        actions.post_message(own, by=actor_of(other_agent), **note)
        assert ask(agent).json() == before


def test_without_days_they_are_the_last_30_on_the_current_clock(agent: Any) -> None:
    with at(NOON):
        assert _days(ask(agent)) == ("2026-03-02", "2026-03-31", "UTC", 30)
        with clock.override("Asia/Kathmandu"):
            assert _days(ask(agent)) == ("2026-03-03", "2026-04-01", "Asia/Kathmandu", 30)
            asked = {"tz": "America/New_York"}
            assert _days(ask(agent, **asked)) == ("2026-03-02", "2026-03-31", asked["tz"], 30)
            fixed = clock.get_fixed_timezone(345)
        with clock.override(fixed):
            assert _days(ask(agent))[:2] == ("2026-03-03", "2026-04-01")


def test_either_end_alone_is_enough(agent: Any) -> None:
    with at(NOON):
        assert _days(ask(agent, to="2026-01-30"))[:2] == ("2026-01-01", "2026-01-30")
        assert _days(ask(agent, **{"from": "2026-03-30"}))[:2] == ("2026-03-30", "2026-03-31")
        leap = {"from": "2028-01-01", "to": "2028-12-31"}
        assert _days(ask(agent, **leap))[3] == 366


@pytest.mark.parametrize(
    ("field", "asked"),
    [
        ("from", {"from": "2026-02-02", "to": "2026-02-01"}),
        ("from", {"from": "2026-04-01"}),  # tomorrow
        ("from", {"from": "2027-01-01", "to": "2028-01-02"}),
        ("from", {"from": "yesterday"}),
        ("from", {"from": "2026-02-30"}),
        ("from", {"from": "2026-03-01T00:00:00Z"}),
        ("from", {"from": "0001-12-31", "to": "0002-01-01", "tz": "Asia/Kathmandu"}),
        ("to", {"to": "0001-01-01"}),
        ("to", {"to": "9999-12-31"}),
        ("to", {"to": "31.03.2026"}),
        ("tz", {"tz": "Mars/Olympus"}),
        ("tz", {"tz": "../../../etc/passwd"}),
        ("tz", {"tz": "/etc/localtime"}),
        ("tz", {"tz": "Europe"}),
        ("tz", {"tz": "x" * 5000}),
        ("tz", {"tz": "\u0661"}),
    ],
)
def test_what_makes_no_range_of_days_is_refused(
    agent: Any, field: str, asked: dict[str, str]
) -> None:
    with at(NOON):
        refused = ask(agent, **asked)
    assert refused.status_code == 400, refused.content
    assert (refused.json()["error"], [*refused.json()["details"]]) == ("validation_error", [field])


def test_an_empty_desk_has_no_rates_and_no_times(agent: Any) -> None:
    body = ask(agent).json()
    nothing = {"count": 0, "mean": None, "median": None, "p90": None}
    assert body["first_response"] == body["resolution"] == nothing
    assert body["resolution_rate"] is body["reopen_rate"] is None
    assert (body["backlog"]["total"], body["backlog"]["oldest_opened_at"]) == (0, None)
    assert body["agents"] == []


def test_a_ticket_of_just_so_many_days_is_in_the_older_bucket(customer: Any, agent: Any) -> None:
    moment = timedelta(microseconds=1)
    shared = {"customer": customer, "category": "general"}
    for days in (1, 3, 7, 30):
        opened = NOON - timedelta(days)
        for at_ in (opened, opened + moment):
            Ticket.objects.create(created_at=at_, **shared)
    with at(NOON):
        backlog = ask(agent).json()["backlog"]
    assert [bucket["count"] for bucket in backlog["by_age"]] == [1, 2, 2, 2, 1]
    assert backlog["oldest_opened_at"].startswith("2026-03-01T18:20:00")


def test_a_category_that_the_host_gave_up_is_still_counted(ticket: Ticket, agent: Any) -> None:
    Ticket.objects.update(category="fax")
    assert ask(agent).json()["opened"]["by_category"]["fax"] == 1


def test_an_agent_who_left_keeps_their_figures_and_a_deleted_one_is_nobody(
    ticket: Ticket, agent: Any, other_agent: Any
) -> None:
    leaver = AgentFactory()
    actions.assign_ticket(ticket, by=SYSTEM, agent=leaver)
    actions.change_status(ticket, by=SYSTEM, status="resolved")
    (row,) = ask(agent).json()["agents"]
    assert (row["resolved"], row["open_tickets"]) == (1, 0)
    leaver.delete()
    body = ask(agent).json()
    assert (body["agents"], body["resolution"]["count"]) == ([], 1)


def test_the_statements_are_as_many_for_any_range_and_any_number_of_tickets(
    agent: Any, other_agent: Any, ticket: Ticket
) -> None:
    asked = {"from": f"{clock.now().year}-01-01", "to": f"{clock.now().year}-12-31"}
    actions.assign_ticket(ticket, by=SYSTEM, agent=agent)
    assert [_statements(agent), _statements(agent, **asked)] == [STATEMENTS] * 2
    moment = clock.now()
    shared = {"customer": ticket.customer, "category": "general", "resolved_at": moment}
    for person in (agent, other_agent, None):
        rows = (
            Ticket(assigned_agent=person, first_responded_at=moment, **shared) for _ in range(100)
        )
        Ticket.objects.bulk_create(rows)
    assert [_statements(agent), _statements(agent, **asked)] == [STATEMENTS] * 2


def _statements(person: Any, **asked: str) -> int:
    """Count those of a request, less what it takes to know who asks."""
    counts = []
    for url in (URL, "/api/support/meta/"):
        client = APIClient()
        client.force_authenticate(user_of(person))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url, asked).status_code == 200
        counts.append(len(queries))
    return counts[0] - counts[1]


def _days(response: Any) -> tuple[str, str, str, int]:
    body = response.json()
    days = [date.fromisoformat(day["date"]) for day in body["days"]]
    assert days == [days[0] + timedelta(n) for n in range(len(days))]
    assert (days[0].isoformat(), days[-1].isoformat()) == (body["from"], body["to"])
    return body["from"], body["to"], body["tz"], len(days)
