"""Who may do what: each call of the contract against each role."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from django_support_tickets.models import Ticket
from tests.calls import (
    AGENT_WRITES,
    BASE,
    CALLS,
    CUSTOMER_WRITES,
    TICKETS,
    download_url,
    reply,
    upload,
)
from tests.factories import TicketFactory
from tests.tables import stored_rows

ERROR_KEYS = {"error", "message", "detail", "details"}
CREATED = {"reply", "upload", "note"}


def status_for(role: str, call: str) -> int:
    """Return the status that the contract has for a call by somebody in this role."""
    if role == "anonymous":
        return 401
    if role == "stranger":
        return 404
    if role in {"customer", "own agent"} and call in AGENT_WRITES:
        return 403
    return 201 if call in CREATED else 200


@pytest.fixture
def clients(
    client_for: Callable[[Any], APIClient], customer: Any, other_customer: Any, agent: Any
) -> dict[str, APIClient]:
    return {
        "customer": client_for(customer),
        "stranger": client_for(other_customer),
        "agent": client_for(agent),
        "own agent": client_for(agent),
        "anonymous": APIClient(),
    }


ROLES = ["customer", "stranger", "agent", "own agent", "anonymous"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("call", CALLS)
def test_each_call_answers_each_role_as_the_contract_says(
    call: str, role: str, clients: dict[str, APIClient], customer: Any, agent: Any
) -> None:
    """Invariants 1, 3 and 6."""
    ticket = TicketFactory(customer=agent if role == "own agent" else customer)
    before = stored_rows()
    response = CALLS[call](clients[role], ticket)
    assert response.status_code == status_for(role, call), response.content
    if response.status_code >= 400:
        assert response.json().keys() == ERROR_KEYS
        assert stored_rows() == before
    if response.status_code == 404:
        assert response.json()["error"] == "ticket_not_found"
    if response.status_code == 401:
        assert response.json()["error"] == "not_authenticated"


@pytest.mark.parametrize("body", [{"assigned_agent": 1}, {"priority": "none such"}, []])
def test_whatever_a_change_says_a_strangers_ticket_is_not_there(
    body: Any, ticket: Ticket, clients: dict[str, APIClient]
) -> None:
    """Invariant 1."""
    url = f"{TICKETS}{ticket.pk}/"
    for method in (clients["stranger"].patch, clients["stranger"].put):
        assert method(url, body, format="json").json()["error"] == "ticket_not_found"


@pytest.mark.parametrize("role", ["customer", "own agent"])
@pytest.mark.parametrize("call", CUSTOMER_WRITES)
def test_a_ticket_that_does_not_exist_looks_like_one_of_somebody_else(
    call: str, role: str, clients: dict[str, APIClient], customer: Any, other_customer: Any
) -> None:
    """Invariant 1: 404 and 404 with the same words."""
    hidden = TicketFactory(customer=other_customer)
    absent = Ticket()
    answers = [CALLS[call](clients["customer"], ticket) for ticket in (hidden, absent)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


@pytest.mark.parametrize("path", ["meta/", "tickets/", "tickets/?cursor=", "agents/"])
def test_lists_ask_who_is_there(db: None, path: str) -> None:
    response = APIClient().get(f"{BASE}{path}")
    assert (response.status_code, response.json()["error"]) == (401, "not_authenticated")


def test_nobody_opens_a_ticket_unknown(db: None) -> None:
    body = {"title": "Hello", "category": "general", "message_text": "Hello"}
    assert APIClient().post(TICKETS, body, format="json").status_code == 401
    assert not Ticket.objects.exists()


def test_strangers_cannot_download(clients: dict[str, APIClient], ticket: Ticket) -> None:
    """Invariant 1: a file is hidden with its ticket."""
    file = upload(clients["customer"], ticket).json()["id"]
    assert reply(clients["customer"], ticket, attachment_ids=[file]).status_code == 201
    url = download_url(file)
    statuses = {}
    for role, client in clients.items():
        response = client.get(url)
        response.getvalue()  # reading to the end closes the file
        statuses[role] = response.status_code
    assert statuses == {
        "customer": 200, "agent": 200, "own agent": 200, "stranger": 404, "anonymous": 401
    }  # fmt: skip


def test_the_list_of_agents_is_for_agents(clients: dict[str, APIClient]) -> None:
    answers = {role: clients[role].get(f"{BASE}agents/").status_code for role in ROLES[:3]}
    assert answers == {"customer": 404, "stranger": 404, "agent": 200}
