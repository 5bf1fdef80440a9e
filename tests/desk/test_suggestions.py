"""Which responses are offered for a ticket, and in which order."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from django_support_tickets.actions import post_message, save_canned_response
from django_support_tickets.models import CannedResponse, Ticket
from django_support_tickets.policies import actor_for
from tests.calls import url_of
from tests.factories import TicketFactory, user_of

pytestmark = pytest.mark.django_db
Write = Callable[..., CannedResponse]


@pytest.fixture
def ticket(customer: Any) -> Ticket:
    text = "The parcel never arrived."
    return TicketFactory(customer=customer, category="billing", title="Refund", message_text=text)


@pytest.fixture
def write(agent: Any) -> Write:
    def make(title: str, body: str = "Hello", *, used: int = 0, **fields: Any) -> CannedResponse:
        by = fields.pop("by", agent)
        response = save_canned_response(by=actor_for(user_of(by)), title=title, body=body, **fields)
        response.usage_count = used
        response.save()
        return response

    return make


def suggested(client: APIClient, ticket: Ticket) -> list[Any]:
    answer = client.get(url_of(ticket, "suggestions/"))
    assert answer.status_code == 200, answer.content
    found: list[Any] = answer.json()["results"]
    return found


def titles(client: APIClient, ticket: Ticket) -> list[str]:
    return [row["title"] for row in suggested(client, ticket)]


@pytest.fixture
def client(client_for: Callable[[Any], APIClient], agent: Any) -> APIClient:
    return client_for(agent)


def test_words_then_category_then_use_decide(
    client: APIClient, ticket: Ticket, write: Write
) -> None:
    write("Used most", used=9)
    write("Used more", used=5)
    write("Same category, seldom used", category="billing", used=1)
    write("Same category", category="billing", used=3)
    write("About a PARCEL", used=0)
    assert titles(client, ticket) == [
        "About a PARCEL",
        "Same category",
        "Same category, seldom used",
        "Used most",
        "Used more",
    ]


def test_words_of_title_text_and_tags_count(
    client: APIClient, ticket: Ticket, write: Write
) -> None:
    write("One word", "Your refund.")
    write("Two words", "It arrived: a refund!")
    write("Three words", "Refund, parcel", tags=["arrived"])
    write("Short words only", "The it of a " * 9)
    found = suggested(client, ticket)
    assert [row["title"] for row in found[:3]] == ["Three words", "Two words", "One word"]
    assert [row["score"] > 0 for row in found] == [True, True, True, False]


def test_words_are_found_in_scripts_with_vowel_signs(
    client: APIClient, customer: Any, write: Write
) -> None:
    ticket = TicketFactory(customer=customer, title="भुक्तानी असफल भयो।")
    write("A", "Hello", used=5)
    write("B", "भुक्तानी, फिर्ता")
    assert titles(client, ticket) == ["B", "A"]


def test_the_newest_public_message_is_what_it_is_about(
    client: APIClient, ticket: Ticket, write: Write, other_agent: Any
) -> None:
    write("About parcels", "parcel parcel")
    write("About passwords", "password")
    actor = actor_for(user_of(other_agent))
    post_message(ticket, by=actor, message_text="password", is_internal=True)
    assert titles(client, ticket)[0] == "About parcels"
    post_message(ticket, by=actor_for(user_of(ticket.customer)), message_text="My password")
    assert titles(client, ticket)[0] == "About passwords"


def test_other_categories_and_others_own_are_never_offered(
    client: APIClient, ticket: Ticket, write: Write, other_agent: Any
) -> None:
    write("Technical", "refund", category="technical")
    write("Theirs", "refund", by=other_agent)
    write("For all", "refund", by=other_agent, is_shared=True)
    assert titles(client, ticket) == ["For all"]


def test_five_are_offered_filled_in_and_not_counted(
    client: APIClient, ticket: Ticket, write: Write
) -> None:
    for n in range(6):
        write(f"R{n}", "About {{ticket.reference}}")
    found = suggested(client, ticket)
    assert [row["text"] for row in found] == [f"About {ticket.reference}"] * 5
    assert set(CannedResponse.objects.values_list("usage_count", flat=True)) == {0}


def test_customers_and_agents_on_their_own_ticket_get_404(
    client: APIClient, client_for: Callable[[Any], APIClient], ticket: Ticket, agent: Any
) -> None:
    own = TicketFactory(customer=agent)
    assert client.get(url_of(own, "suggestions/")).status_code == 404
    assert client_for(ticket.customer).get(url_of(ticket, "suggestions/")).status_code == 404
    ticket.pk = uuid4()
    assert client.get(url_of(ticket, "suggestions/")).json()["error"] == "ticket_not_found"
