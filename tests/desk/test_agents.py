"""The list of agents: load, search, and who is told of escalations."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from django_support_tickets.actions import assign_ticket, change_status
from django_support_tickets.actors import SYSTEM
from django_support_tickets.policies import SupportPolicy, get_policy
from tests.calls import BASE
from tests.factories import AgentFactory, TicketFactory

pytestmark = pytest.mark.django_db
AGENTS = f"{BASE}agents/"
MORE_FIELDS = {"name", "id", "open_tickets", "is_escalation_contact"}


def rows(client: APIClient, query: str = "") -> dict[str, Any]:
    answer = client.get(f"{AGENTS}{query}")
    assert answer.status_code == 200, answer.content
    return {str(row["id"]): row for row in answer.json()["results"]}


@pytest.fixture
def client(client_for: Callable[[Any], APIClient], agent: Any) -> APIClient:
    return client_for(agent)


def test_the_load_is_what_is_assigned_and_unfinished(
    client: APIClient, agent: Any, other_agent: Any, customer: Any
) -> None:
    for status in ("open", "in_progress", "resolved", "closed"):
        ticket = TicketFactory(customer=customer)
        assign_ticket(ticket, by=SYSTEM, agent=agent)
        change_status(ticket, by=SYSTEM, status=status)
    TicketFactory(customer=customer)
    found = rows(client)
    assert {key: row["open_tickets"] for key, row in found.items()} == {
        str(agent.pk): 2,
        str(other_agent.pk): 0,
    }
    assert all(set(row) == MORE_FIELDS for row in found.values())


def test_agents_are_found_by_name(client: APIClient, agent: Any, other_agent: Any) -> None:
    name = get_policy().name_of(other_agent).partition("@")[0]
    assert [*rows(client, f"?search={name}")] == [str(other_agent.pk)]
    assert [*rows(client, f"?search={name}+nobody")] == []
    assert len(rows(client, "?search=")) == 2


def test_by_default_all_agents_are_escalation_contacts(client: APIClient, agent: Any) -> None:
    assert [row["is_escalation_contact"] for row in rows(client).values()] == [True]


def test_escalation_contacts_are_the_policys_without_a_query_for_each(
    client: APIClient,
    other_agent: Any,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: Any,
) -> None:
    def contacts(policy: SupportPolicy) -> QuerySet[Any]:
        return policy.agents().filter(pk=other_agent.pk).order_by("pk")

    monkeypatch.setattr(SupportPolicy, "escalation_contacts", contacts)
    with CaptureQueriesContext(connection) as asked:
        rows(client)
    AgentFactory()
    with django_assert_num_queries(len(asked)):
        found = rows(client)
    told = [key for key, row in found.items() if row["is_escalation_contact"]]
    assert (told, len(found)) == ([str(other_agent.pk)], 3)
    assert len(rows(client, "?cursor=")) == 3


def test_for_customers_there_is_no_list(
    client_for: Callable[[Any], APIClient], customer: Any
) -> None:
    assert client_for(customer).get(AGENTS).status_code == 404
