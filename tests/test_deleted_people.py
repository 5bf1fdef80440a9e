"""Invariant 11: people go, what they wrote stays, under the name they had."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from django_support_tickets.models import Attachment, Message, Ticket, TicketEvent
from django_support_tickets.policies import actor_for
from django_support_tickets.selectors.tickets import visible_to
from tests.calls import act, reply, text_file, upload, url_of
from tests.factories import PersonFactory, TicketFactory, user_of

ClientFor = Callable[[Any], APIClient]


@pytest.fixture
def used(ticket: Ticket, customer: Any, agent: Any, client_for: ClientFor) -> Ticket:
    """A ticket on which both sides have written, sent files, and which is assigned."""
    for person in (customer, agent):
        client = client_for(person)
        file = upload(client, ticket, text_file()).json()["id"]
        assert reply(client, ticket, attachment_ids=[file]).status_code == 201
    act(client_for(agent), ticket, "assign", agent_id=str(agent.pk))
    return ticket


def counts() -> list[int]:
    return [model.objects.count() for model in (Ticket, Message, Attachment, TicketEvent)]


def test_deleting_the_customer_deletes_nothing_else(
    used: Ticket, customer: Any, agent: Any, client_for: ClientFor
) -> None:
    """Invariant 11."""
    before, name = counts(), used.customer_name
    user_of(customer).delete()
    assert counts() == before
    detail = client_for(agent).get(url_of(used)).json()
    gone = {"id": None, "name": name}
    assert detail["customer"] == gone
    assert [message["sender"] == gone for message in detail["messages"]] == [True, True, False]
    assert [message["is_from_customer"] for message in detail["messages"]] == [True, True, False]
    events = client_for(agent).get(url_of(used, "events/")).json()["results"]
    assert events[0]["actor"] == gone
    link = detail["messages"][1]["attachments"][0]["download_url"]
    assert APIClient().get(link).getvalue() == b"It broke at noon."
    assert reply(client_for(agent), used).status_code == 201


def test_deleting_the_assignee_unassigns_and_keeps_their_words(
    used: Ticket, agent: Any, customer: Any, other_agent: Any, client_for: ClientFor
) -> None:
    """Invariant 11."""
    before, key = counts(), str(agent.pk)
    name = client_for(customer).get(url_of(used)).json()["assigned_agent"]["name"]
    user_of(agent).delete()
    assert counts() == before
    detail = client_for(customer).get(url_of(used)).json()
    assert detail["assigned_agent"] is None
    assert detail["messages"][-1]["sender"] == {"id": None, "name": name}
    listed = client_for(other_agent).get("/api/support/tickets/?assigned_agent=none").json()
    assert [item["id"] for item in listed["results"]] == [str(used.pk)]
    events = client_for(other_agent).get(url_of(used, "events/")).json()["results"]
    assert str(events[-1]["data"]["agent"]["to"]) == key
    used.refresh_from_db()
    assert used.assigned_agent_name == name


def test_the_tickets_of_the_deleted_are_nobodys(used: Ticket, customer: Any) -> None:
    """Invariants 1 and 11: somebody without a key is not the customer of what has none."""
    gone = PersonFactory()
    by = actor_for(user_of(gone))
    gone.pk = None
    user_of(customer).delete()
    used.refresh_from_db()
    assert used.customer is None
    assert not visible_to(by).exists()
    assert not by.is_customer_of(used)


def test_a_new_person_inherits_nothing(used: Ticket, customer: Any, client_for: ClientFor) -> None:
    user_of(customer).delete()
    heir = PersonFactory()
    TicketFactory(customer=heir)
    client = client_for(heir)
    assert client.get("/api/support/tickets/").json()["count"] == 1
    assert client.get(url_of(used)).status_code == 404
