"""The same change to many tickets: each by itself, each with its own result."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from django_support_tickets.actions import updating
from django_support_tickets.actors import SYSTEM
from django_support_tickets.models import Ticket, TicketEvent, TicketTag
from tests.desk.calls import BULK, brief, post
from tests.factories import TicketFactory

pytestmark = pytest.mark.django_db
Bulk = Callable[..., Any]


@pytest.fixture
def client(client_for: Callable[[Any], APIClient], agent: Any) -> APIClient:
    return client_for(agent)


@pytest.fixture
def bulk(client: APIClient) -> Bulk:
    def send(*tickets: Any, **changes: Any) -> Any:
        ids = [str(getattr(ticket, "pk", ticket)) for ticket in tickets]
        answer = post(client, BULK, {"ids": ids, **changes})
        assert answer.status_code == 200, answer.content
        return answer.json()

    return send


@pytest.fixture
def three(customer: Any) -> list[Ticket]:
    return [TicketFactory(customer=customer, by=SYSTEM, tags=["old"]) for _ in range(3)]


def test_every_change_is_made_with_its_own_event(
    bulk: Bulk, three: list[Ticket], agent: Any
) -> None:
    changes = {
        "status": "in_progress",
        "priority": "high",
        "assigned_agent": agent.pk,
        "add_tags": ["VIP", "new"],
        "remove_tags": ["old", "never there"],
    }
    before = TicketEvent.objects.count()
    assert bulk(*three, **changes) == {"succeeded": [str(t.pk) for t in three], "failed": []}
    for ticket in Ticket.objects.all():
        assert (ticket.status, ticket.get_priority_display()) == ("in_progress", "High")
        assert (ticket.assigned_agent_id, ticket.tags) == (agent.pk, ["new", "vip"])
        rows = TicketTag.objects.filter(ticket=ticket).order_by("name")
        assert list(rows.values_list("name", flat=True)) == ["new", "vip"]
    assert TicketEvent.objects.count() == before + 3 * 5
    bulk(*three, **changes)
    assert TicketEvent.objects.count() == before + 3 * 5
    bulk(*three, assigned_agent=None)
    assert not Ticket.objects.exclude(assigned_agent=None).exists()


def test_it_answers_in_the_order_asked_and_once_for_each(
    bulk: Bulk, three: list[Ticket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django_support_tickets.actions.bulk.BATCH", 2)
    wanted = [three[2], three[0], three[2], three[1], three[0]]
    found = bulk(*wanted, status="resolved")
    assert found["succeeded"] == [str(three[n].pk) for n in (2, 0, 1)]
    assert TicketEvent.objects.filter(type="status_changed").count() == 3


def test_one_that_fails_leaves_the_others(
    bulk: Bulk, three: list[Ticket], agent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, unknown = TicketFactory(customer=agent), uuid4()
    Ticket.objects.filter(pk=three[0].pk).update(tags=[str(n) for n in range(19)])
    found = bulk(*three, own, unknown, add_tags=["a", "b"], priority="high")
    assert found["succeeded"] == [str(ticket.pk) for ticket in three[1:]]
    assert [(row["id"], row["error"]) for row in found["failed"]] == [
        (str(three[0].pk), "validation_error"),
        (str(own.pk), "permission_denied"),
        (str(unknown), "ticket_not_found"),
    ]
    assert all(row["message"] for row in found["failed"])
    three[0].refresh_from_db()
    assert three[0].priority == 2  # of one ticket all is done or nothing


def test_an_unforeseen_failure_is_one_tickets_own(
    bulk: Bulk, three: list[Ticket], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_status = updating.SETTERS["status"]

    def broken(ticket: Ticket, *args: Any) -> None:
        set_status(ticket, *args)
        if ticket.pk == three[1].pk:
            raise ZeroDivisionError

    monkeypatch.setitem(updating.SETTERS, "status", broken)
    found = bulk(*three, status="resolved")
    assert [row["error"] for row in found["failed"]] == ["error"]
    assert "ZeroDivision" not in json.dumps(found)
    assert [Ticket.objects.get(pk=t.pk).status for t in three] == ["resolved", "open", "resolved"]
    assert TicketEvent.objects.filter(ticket=three[1]).count() == 1


def test_on_their_own_ticket_agents_may_what_customers_may(bulk: Bulk, agent: Any) -> None:
    own = TicketFactory(customer=agent)
    assert bulk(own, status="resolved")["failed"][0]["error"] == "permission_denied"
    assert bulk(own, status="closed")["succeeded"] == [str(own.pk)]


def test_invisible_tickets_are_as_if_there_were_none(
    bulk: Bulk, ticket: Ticket, agent: Any, other_agent: Any, settings: Any
) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(assigned_agent=other_agent)
    policy = "tests.projects.extended.policy.OwnQueuePolicy"
    if "POLICY" in settings.SUPPORT_TICKETS:
        pytest.skip("the host's people need the host's own policy")
    settings.SUPPORT_TICKETS = {**settings.SUPPORT_TICKETS, "POLICY": policy}
    assert bulk(ticket, status="closed")["failed"][0]["error"] == "ticket_not_found"


def test_up_to_500_at_once(client: APIClient, bulk: Bulk) -> None:
    ids = [str(uuid4()) for _ in range(500)]
    assert len(bulk(*ids, status="open")["failed"]) == 500
    assert len(bulk(*ids[:250], *ids[:250], status="open")["failed"]) == 250
    body: Any = {"ids": [*ids, str(uuid4())], "status": "open"}
    answer = post(client, BULK, body)
    assert (answer.status_code, [*answer.json()["details"]]) == (400, ["ids"])


def test_it_counts_as_one_request(client: APIClient, three: list[Ticket], settings: Any) -> None:
    rates = {**settings.SUPPORT_TICKETS, "THROTTLES": {"write": "2/day"}}
    settings.SUPPORT_TICKETS = rates
    body = {"ids": [str(ticket.pk) for ticket in three], "status": "resolved"}
    answer = client.post(BULK, body, format="json", HTTP_ACCEPT="application/x-ndjson")
    assert answer["X-RateLimit-Remaining"] == "1"
    assert len(answer.getvalue().splitlines()) == 3
    assert [post(client, BULK, body).status_code for _ in range(2)] == [200, 429]


REFUSED: list[Any] = [
    {}, {"status": "gone"}, {"status": None}, {"status": []}, {"priority": 3}, {"priority": {}},
    {"assigned_agent": "x"}, {"assigned_agent": []}, {"assigned_agent": {}}, {"add_tags": None},
    {"add_tags": "vip"}, {"add_tags": [None]}, {"add_tags": [["a"]]}, {"add_tags": ["a,b"]},
    {"remove_tags": {"a": 1}}, {"remove_tags": [""]}, {"remove_tags": ["x" * 51]}, {"title": "A"},
    {"ids": []}, {"ids": None}, {"ids": "x"}, {"ids": ["x"]}, {"ids": [None]}, {"ids": [{}]},
    {"ids": [[]]}, {"ids": {"a": 1}}, {"ids": [-1]}, {"ids": [10**50]}, {"ids": [1.5]},
]  # fmt: skip


@pytest.mark.parametrize("changes", REFUSED, ids=brief)
def test_nothing_to_do_and_hostile_bodies_are_refused(
    client: APIClient, ticket: Ticket, changes: Any
) -> None:
    also = {"status": "closed"} if "ids" in changes else {}
    answer = post(client, BULK, {"ids": [str(ticket.pk)], **also, **changes})
    assert answer.status_code == 400, answer.content
    ticket.refresh_from_db()
    assert ticket.version == 1


@pytest.mark.parametrize("body", [[], "x", 1, None, [{"ids": []}]], ids=brief)
def test_what_is_no_object_is_refused(client: APIClient, body: Any) -> None:
    assert post(client, BULK, body).status_code == 400


def test_customers_get_404(client_for: Callable[[Any], APIClient], ticket: Ticket) -> None:
    theirs = client_for(ticket.customer)
    bodies: list[Any] = [{"ids": [str(ticket.pk)], "status": "closed"}, {}, []]
    for body in bodies:
        answer = post(theirs, BULK, body)
        assert (answer.status_code, answer.json()["error"]) == (404, "not_found")
    ticket.refresh_from_db()
    assert ticket.status == "open"


def test_too_many_ids_are_refused_in_one_sentence(client: APIClient) -> None:
    """Counted before the first is read: 20000 that are none took 480 kB to answer."""
    answer = post(client, BULK, {"ids": ["x"] * 501, "status": "open"})
    assert (answer.status_code, [*answer.json()["details"]]) == (400, ["ids"])
    assert len(answer.content) < 500
