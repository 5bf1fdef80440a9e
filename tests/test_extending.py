"""A host mounts its own subclass in place of our viewset: tests/projects/extended."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from django_support_tickets.models import Ticket
from tests.calls import TICKETS, act, url_of
from tests.factories import TicketFactory

ClientFor = Callable[[Any], APIClient]

pytestmark = pytest.mark.urls("tests.projects.extended.urls")


@pytest.fixture
def about_cleaning(customer: Any) -> Ticket:
    return TicketFactory(customer=customer, metadata={"service": "cleaning"})


def test_a_field_is_added_to_the_list_and_to_the_detail(
    about_cleaning: Ticket, ticket: Ticket, customer: Any, client_for: ClientFor
) -> None:
    client = client_for(customer)
    listed = {item["id"]: item["service"] for item in client.get(TICKETS).json()["results"]}
    assert listed == {str(about_cleaning.pk): "cleaning", str(ticket.pk): None}
    detail = client.get(url_of(about_cleaning)).json()
    assert (detail["service"], len(detail["messages"])) == ("cleaning", 1)


def test_an_added_field_is_in_the_answers_to_writes(
    about_cleaning: Ticket, customer: Any, client_for: ClientFor
) -> None:
    client = client_for(customer)
    assert act(client, about_cleaning, "close").json()["service"] == "cleaning"
    stale = act(client, about_cleaning, "reopen", version=1)
    assert (stale.status_code, stale.json()["ticket"]["service"]) == (409, "cleaning")


@pytest.mark.parametrize("way", ["", "&cursor="])
def test_a_filter_is_added_to_ours(
    way: str, about_cleaning: Ticket, ticket: Ticket, customer: Any, client_for: ClientFor
) -> None:
    client = client_for(customer)

    def found(query: str) -> list[str]:
        results = client.get(f"{TICKETS}?{query}{way}").json()["results"]
        return [item["id"] for item in results]

    assert found("service=cleaning") == [str(about_cleaning.pk)]
    assert found("service=cleaning&status=closed") == []


def test_an_action_is_added_with_its_own_rule(
    about_cleaning: Ticket, customer: Any, agent: Any, client_for: ClientFor
) -> None:
    assert act(client_for(customer), about_cleaning, "offer-refund").status_code == 403
    offered = act(client_for(agent), about_cleaning, "offer-refund").json()
    assert "refund" in offered["messages"][-1]["message_text"]
    assert offered["service"] == "cleaning"


def test_an_added_action_counts_as_a_write(
    about_cleaning: Ticket, agent: Any, client_for: ClientFor
) -> None:
    assert "X-RateLimit-Limit" in act(client_for(agent), about_cleaning, "offer-refund").headers


def test_the_queryset_is_narrowed(customer: Any, agent: Any, client_for: ClientFor) -> None:
    account = TicketFactory(customer=customer, category="account")
    for person in (customer, agent):
        client = client_for(person)
        assert client.get(TICKETS).json()["results"] == []
        assert client.get(url_of(account)).status_code == 404
        assert act(client, account, "close").status_code == 404


def test_what_a_host_adds_on_creation_is_kept(customer: Any, client_for: ClientFor) -> None:
    body = {"title": "Hi", "category": "general", "message_text": "Hi", "metadata": {"a": 1}}
    opened = client_for(customer).post(TICKETS, body, format="json", HTTP_X_PAGE="/bookings/")
    assert opened.json()["metadata"] == {"a": 1, "page": "/bookings/"}
