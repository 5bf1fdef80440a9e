"""What makes an agent, and what being the customer takes from one."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from django_support_tickets.actions import open_ticket
from django_support_tickets.exceptions import NotAllowed
from django_support_tickets.models import Ticket
from django_support_tickets.policies import actor_for
from tests.calls import BASE, TICKETS, act, change, reply, url_of
from tests.factories import PersonFactory, TicketFactory, user_of
from tests.tables import stored_rows

ClientFor = Callable[[Any], APIClient]

NO_AGENTS = {
    "a superuser who is not staff": {"is_superuser": True},
    "inactive staff": {"is_agent": True, "is_active": False},
}


@pytest.mark.parametrize("fields", NO_AGENTS.values(), ids=NO_AGENTS.keys())
def test_only_active_staff_are_agents(
    fields: dict[str, Any], ticket: Ticket, agent: Any, client_for: ClientFor
) -> None:
    """Invariant 4."""
    person = PersonFactory(**fields)
    client = client_for(person)
    assert client.get(url_of(ticket)).status_code == 404
    assert client.get(TICKETS).json()["count"] == 0
    assert client.get(f"{BASE}meta/").json()["user"]["is_agent"] is False
    assert change(client_for(agent), ticket, assigned_agent=str(person.pk)).status_code == 400


def test_agents_see_every_ticket(ticket: Ticket, agent: Any, client_for: ClientFor) -> None:
    """Invariant 1."""
    tickets = {str(ticket.pk), str(TicketFactory().pk), str(TicketFactory(customer=agent).pk)}
    listed = client_for(agent).get(TICKETS).json()
    assert {item["id"] for item in listed["results"]} == tickets
    assert listed["count"] == 3


def test_the_customer_is_who_the_ticket_names_whatever_their_role(
    agent: Any, other_agent: Any, client_for: ClientFor
) -> None:
    """Invariant 3: an agent's own words on their own ticket are a customer's."""
    ticket = TicketFactory(customer=agent)
    mine = reply(client_for(agent), ticket).json()
    theirs = reply(client_for(other_agent), ticket).json()
    assert (mine["is_from_customer"], theirs["is_from_customer"]) == (True, False)
    ticket.refresh_from_db()
    assert ticket.first_responded_at is not None
    assert (ticket.customer_unread_count, ticket.staff_unread_count) == (1, 2)


def test_a_ticket_opened_for_a_customer_is_the_customers(
    agent: Any, customer: Any, client_for: ClientFor
) -> None:
    """Invariant 3: the agent's first message on it is not from the customer."""
    body = {
        "title": "By phone", "category": "general", "message_text": "They called.",
        "customer": str(customer.pk), "source": "phone", "tags": ["vip"],
    }  # fmt: skip
    opened = client_for(agent).post(TICKETS, body, format="json").json()
    assert opened["messages"][0]["is_from_customer"] is False
    seen = client_for(customer).get(f"{TICKETS}{opened['id']}/").json()
    assert (seen["unread_count"], seen["source"], seen["tags"]) == (1, "phone", ["vip"])


FOR_AGENTS = {"source": "phone", "tags": ["vip"], "customer": None}


@pytest.mark.parametrize("field", FOR_AGENTS)
def test_customers_cannot_open_with_what_is_for_agents(
    field: str, customer: Any, other_customer: Any, client_for: ClientFor
) -> None:
    """Invariant 6."""
    value = FOR_AGENTS[field] or str(other_customer.pk)
    body = {"title": "Hi", "category": "general", "message_text": "Hi", field: value}
    before = stored_rows()
    assert client_for(customer).post(TICKETS, body, format="json").status_code == 403
    assert stored_rows() == before


def test_customers_cannot_learn_who_exists_and_who_is_an_agent(
    ticket: Ticket, customer: Any, other_customer: Any, agent: Any, client_for: ClientFor
) -> None:
    """Invariants 1 and 6: the refusal is the same for an agent, for a person and for nobody."""
    client, keys = client_for(customer), [str(agent.pk), str(other_customer.pk), "no such key"]
    body = {"title": "Hi", "category": "general", "message_text": "Hi"}
    for ask in (
        lambda key: change(client, ticket, assigned_agent=key),
        lambda key: act(client, ticket, "assign", agent_id=key),
        lambda key: client.post(TICKETS, {**body, "customer": key}, format="json"),
    ):
        assert {ask(key).status_code for key in keys} == {403}
    own = {**body, "customer": str(customer.pk)}
    assert client.post(TICKETS, own, format="json").status_code == 201


def test_nobody_writes_in_anothers_name(
    ticket: Ticket, customer: Any, agent: Any, client_for: ClientFor
) -> None:
    """Invariant 6: ``sender`` and its kin are not read."""
    forged = {"sender": str(agent.pk), "sender_id": str(agent.pk), "is_from_customer": False}
    message = reply(client_for(customer), ticket, **forged).json()
    assert message["is_from_customer"] is True
    assert ticket.messages.get(pk=message["id"]).sender == customer


def test_a_refused_field_takes_the_allowed_ones_with_it(
    ticket: Ticket, customer: Any, client_for: ClientFor
) -> None:
    """Invariant 6: a customer may close, but not while raising the priority."""
    before = stored_rows()
    assert (
        change(client_for(customer), ticket, status="closed", priority="urgent").status_code == 403
    )
    assert stored_rows() == before


def test_a_customer_chooses_only_the_priorities_that_the_host_lets_them(
    customer: Any, agent: Any, client_for: ClientFor, settings: Any
) -> None:
    host = getattr(settings, "SUPPORT_TICKETS", {})
    settings.SUPPORT_TICKETS = {**host, "CUSTOMER_PRIORITIES": ["low", "medium"]}
    body = {"title": "Hi", "category": "general", "message_text": "Hi", "priority": "high"}
    refused = client_for(customer).post(TICKETS, body, format="json")
    assert (refused.status_code, [*refused.json()["details"]]) == (400, ["priority"])
    assert client_for(agent).post(TICKETS, body, format="json").status_code == 201


def test_what_is_offered_is_what_is_accepted(
    customer: Any, agent: Any, client_for: ClientFor, settings: Any
) -> None:
    host = getattr(settings, "SUPPORT_TICKETS", {})
    settings.SUPPORT_TICKETS = {**host, "CUSTOMER_PRIORITIES": ["low", "medium"]}
    offered = [
        [option["value"] for option in client_for(person).get(f"{BASE}meta/").json()["priorities"]]
        for person in (customer, agent)
    ]
    assert offered == [["low", "medium"], ["low", "medium", "high", "urgent"]]


def test_actions_ask_the_policy_like_the_api(customer: Any, other_customer: Any) -> None:
    """Invariant 6 for host code: open_ticket() for another person is for agents."""
    by = actor_for(user_of(customer))
    with pytest.raises(NotAllowed):
        open_ticket(other_customer, by=by, title="Hi", category="general", message_text="Hi")


@pytest.mark.parametrize("key", [True, 1.0, 1.7])
def test_what_only_counts_as_a_number_is_no_agents_key(
    key: Any, ticket: Ticket, agent: Any, client_for: ClientFor
) -> None:
    """int() would make a key of it, and perhaps somebody's."""
    assert act(client_for(agent), ticket, "assign", agent_id=key).status_code == 400
