"""How far each agent has read themselves, beside what the desk has read."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from django_support_tickets import actions
from django_support_tickets.models import Ticket, TicketReader
from django_support_tickets.policies import actor_of
from django_support_tickets.policies.support import SupportPolicy
from tests.calls import BASE, act, change, reply, url_of
from tests.factories import TicketFactory

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Any], APIClient]


def standing(client: APIClient, ticket: Ticket) -> tuple[int, int | None, int]:
    """Return unread_count, read_up_to and version as this reader is told them."""
    detail = client.get(url_of(ticket)).json()
    return detail["unread_count"], detail["read_up_to"], detail["version"]


def test_each_agent_has_a_place_of_their_own(
    ticket: Ticket, customer: Any, agent: Any, other_agent: Any, client_for: ClientFor
) -> None:
    mine, other = client_for(agent), client_for(other_agent)
    assert standing(mine, ticket) == (1, 0, 1)
    act(mine, ticket, "read")
    assert standing(mine, ticket) == (0, 1, 1)
    assert standing(other, ticket) == (0, 0, 1)  # the desk has read it, this agent has not
    reply(client_for(customer), ticket)
    assert standing(mine, ticket) == (1, 1, 2)
    act(mine, ticket, "read")
    assert standing(mine, ticket) == (0, 2, 2)
    assert standing(other, ticket) == (0, 0, 2)
    assert TicketReader.objects.count() == 1


def test_a_colleagues_note_is_something_to_read(
    ticket: Ticket, agent: Any, other_agent: Any, client_for: ClientFor
) -> None:
    mine = client_for(agent)
    act(mine, ticket, "read")
    reply(client_for(other_agent), ticket, "Known bug.", is_internal=True)
    detail = mine.get(url_of(ticket)).json()
    later = [m for m in detail["messages"] if m["sequence"] > detail["read_up_to"]]
    assert [message["message_text"] for message in later] == ["Known bug."]


@pytest.mark.parametrize("reader", ["customer", "agent"])
def test_the_customer_of_a_ticket_has_no_place_among_its_notes(
    reader: str, request: pytest.FixtureRequest, other_agent: Any, client_for: ClientFor
) -> None:
    """Invariants 2 and 3; a customer's marks stand in the messages."""
    person = request.getfixturevalue(reader)
    ticket, client = TicketFactory(customer=person), client_for(person)
    staff = client_for(other_agent)
    reply(staff, ticket, "Hm.", is_internal=True)
    reply(staff, ticket, "Hello.")
    assert standing(client, ticket) == (1, None, 2)
    act(client, ticket, "read")
    assert standing(client, ticket) == (0, None, 2)


def test_an_agent_who_sees_no_notes_is_placed_in_their_own_count(
    ticket: Ticket, agent: Any, other_agent: Any, client_for: ClientFor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    reply(client_for(other_agent), ticket, "Hm.", is_internal=True)
    monkeypatch.setattr(SupportPolicy, "sees_internal", lambda *_args: False)
    act(client_for(agent), ticket, "read")
    assert standing(client_for(agent), ticket) == (0, 1, 1)


def test_what_a_change_answers_has_the_same_place(
    ticket: Ticket, agent: Any, client_for: ClientFor
) -> None:
    client = client_for(agent)
    act(client, ticket, "read")
    assert change(client, ticket, priority="high").json()["read_up_to"] == 1
    new = {"title": "Own", "category": "general", "message_text": "Hello", "client_token": "a"}
    for _time in ("first", "repeated"):
        opened = client.post(f"{BASE}tickets/", new, format="json").json()
        assert (opened["read_up_to"], opened["muted"]) == (None, False)


def test_muting_and_reading_share_a_row_and_leave_each_other_alone(
    ticket: Ticket, agent: Any, client_for: ClientFor
) -> None:
    client = client_for(agent)
    act(client, ticket, "mute")
    assert standing(client, ticket) == (1, 0, 1)
    act(client, ticket, "read")
    act(client, ticket, "unmute")
    assert standing(client, ticket) == (0, 1, 1)


def test_places_go_with_the_person(ticket: Ticket, agent: Any) -> None:
    actions.mark_read(ticket, by=actor_of(agent))
    agent.delete()
    assert not TicketReader.objects.exists()
