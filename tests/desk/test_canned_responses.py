"""Texts with variables: whose they are, what they can name, how their use is counted."""

import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from django_support_tickets.actions import canned, delete_canned_response, save_canned_response
from django_support_tickets.actions import use_canned_response as use
from django_support_tickets.exceptions import NotAllowed, NothingFound
from django_support_tickets.models import CannedResponse, Ticket
from django_support_tickets.policies import actor_for
from tests.desk.calls import CANNED, RESPONSE, brief, change, keep, post
from tests.factories import TicketFactory, user_of

pytestmark = pytest.mark.django_db
VARIABLES = ("ticket.reference", "ticket.title", "ticket.status", "ticket.category")


@pytest.fixture
def client(client_for: Callable[[Any], APIClient], agent: Any) -> APIClient:
    return client_for(agent)


@pytest.fixture
def other(client_for: Callable[[Any], APIClient], other_agent: Any) -> APIClient:
    return client_for(other_agent)


def filled(client: APIClient, ticket: Ticket, body: str) -> Any:
    url = keep(client, CANNED, RESPONSE, body=body)
    return post(client, f"{url}use/", {"ticket": str(ticket.pk)}).json()["text"]


def test_a_response_is_written_read_changed_and_deleted(client: APIClient) -> None:
    url = keep(client, CANNED, RESPONSE, category="billing", tags=["Money", "money"])
    made = client.get(url).json()
    assert made["tags"] == ["money"]
    assert not made["is_shared"]
    assert change(client, url, title="Money back").json() == {
        **made,
        "title": "Money back",
        "updated_at": client.get(url).json()["updated_at"],
    }
    assert client.put(url, {"category": ""}, format="json").json()["category"] == ""
    assert [row["title"] for row in client.get(CANNED).json()["results"]] == ["Money back"]
    assert client.delete(url).status_code == 204
    assert client.get(url).status_code == 404


def test_a_personal_response_is_nobody_elses(client: APIClient, other: APIClient) -> None:
    url = keep(client, CANNED, RESPONSE)
    assert other.get(CANNED).json()["results"] == []
    calls = [other.get(url), change(other, url, title="Mine"), other.delete(url)]
    calls.append(post(other, f"{url}use/", {"ticket": str(uuid4())}))
    assert [(answer.status_code, answer.json()["error"]) for answer in calls] == [
        (404, "not_found")
    ] * 4
    assert client.get(url).json()["title"] == "Refund"


def test_a_shared_response_is_everybodys(client: APIClient, other: APIClient) -> None:
    url = keep(client, CANNED, RESPONSE, is_shared=True)
    assert len(other.get(CANNED).json()["results"]) == 1
    assert change(other, url, title="Ours").json()["is_shared"]
    assert client.get(url).json()["title"] == "Ours"


def test_host_code_is_held_to_the_same_rules(agent: Any, other_agent: Any, ticket: Ticket) -> None:
    mine, theirs = actor_for(user_of(agent)), actor_for(user_of(other_agent))
    response = save_canned_response(by=mine, **RESPONSE)
    for call in (save_canned_response, delete_canned_response):
        with pytest.raises(NothingFound):
            call(response, by=theirs)
    with pytest.raises(NothingFound):
        use(response, ticket=ticket, by=theirs)
    with pytest.raises(NotAllowed):
        save_canned_response(by=actor_for(user_of(ticket.customer)), **RESPONSE)


def test_who_leaves_takes_the_personal_ones_along(agent: Any, client: APIClient) -> None:
    keep(client, CANNED, RESPONSE)
    keep(client, CANNED, RESPONSE, title="For all", is_shared=True)
    agent.delete()
    assert [response.title for response in CannedResponse.objects.all()] == ["For all"]


def test_variables_are_filled_in(client: APIClient, agent: Any, ticket: Ticket) -> None:
    names = (*VARIABLES, "customer.name", "agent.name")
    text = filled(client, ticket, "|".join(f"{{{{ {name} }}}}" for name in names))
    of_ticket = [ticket.reference, ticket.title, "Open", "General"]
    assert text.split("|") == [*of_ticket, ticket.customer_name, actor_for(user_of(agent)).name]


@pytest.mark.parametrize("blank", ["", " \u00a0"])
def test_a_missing_value_is_seen(client: APIClient, ticket: Ticket, blank: str) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(customer_name=blank, category="gone")
    text = filled(client, ticket, "Dear {{customer.name}} of {{ticket.category}}")
    assert text == "Dear [customer.name] of [ticket.category]"


@pytest.mark.parametrize(
    "name", ["ticket.customer.password", "ticket", "ticket.pk", "", "ticket.title|safe", "x y"]
)
def test_an_unknown_variable_is_refused_with_the_known_ones(client: APIClient, name: str) -> None:
    for answer in (
        post(client, CANNED, {"title": "A", "body": f"Hi {{{{{name}}}}}"}),
        change(client, keep(client, CANNED, RESPONSE), body=f"Hi {{{{ {name} }}}}"),
    ):
        assert answer.status_code == 400
        assert all(known in answer.json()["details"]["body"][0] for known in VARIABLES)


def test_no_template_language_is_understood(client: APIClient, customer: Any) -> None:
    body = "{% include 'a' %}{% debug %}{ticket.title}{{ticket.title}}"
    title = "{{agent.name}}{% now 'Y' %}"
    text = filled(client, TicketFactory(customer=customer, title=title), body)
    assert text == body.replace("{{ticket.title}}", title)


def test_open_braces_take_no_time(client: APIClient) -> None:
    start = time.process_time()
    keep(client, CANNED, RESPONSE, body="{{" + " " * 4990 + "x")
    assert time.process_time() - start < 2


def test_uses_are_counted_where_the_row_is(client: APIClient, agent: Any, ticket: Ticket) -> None:
    """By no count that was read before: two hold the same row, and a third has it changed."""
    actor, url = actor_for(user_of(agent)), keep(client, CANNED, RESPONSE)
    first, second, changed = (CannedResponse.objects.get() for _ in range(3))
    for response in (first, second):
        assert use(response, ticket=ticket, by=actor) == f"Hello {ticket.customer_name}"
    save_canned_response(changed, by=actor, title="Again")
    assert client.get(url).json()["usage_count"] == 2
    assert change(client, url, usage_count=9).json()["usage_count"] == 2


def test_a_new_title_leaves_what_changed_meanwhile(
    agent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Most of all whose it is: what was made personal would be shared again."""
    actor = actor_for(user_of(agent))
    response = save_canned_response(by=actor, is_shared=True, **RESPONSE)

    def changed_on_the_way(title: str) -> str:
        CannedResponse.objects.update(body="Private", owner=agent)
        return title

    monkeypatch.setitem(canned.CLEANERS, "title", changed_on_the_way)
    save_canned_response(response, by=actor, title="New")
    kept = CannedResponse.objects.get()
    assert (kept.title, kept.body, kept.is_shared) == ("New", "Private", False)


def test_what_was_deleted_meanwhile_does_not_come_back(agent: Any) -> None:
    actor = actor_for(user_of(agent))
    response = save_canned_response(by=actor, **RESPONSE)
    CannedResponse.objects.all().delete()
    with pytest.raises(NothingFound):
        save_canned_response(response, by=actor, title="Again")
    assert not CannedResponse.objects.exists()


def test_it_is_used_for_visible_tickets_of_others(client: APIClient, agent: Any) -> None:
    url = keep(client, CANNED, RESPONSE)
    own = TicketFactory(customer=agent)
    refused = [(uuid4(), 404), (own.pk, 403), ("x", 400), (None, 400), ([], 400)]
    for ticket, status in refused:
        key = ticket if ticket is None or isinstance(ticket, list) else str(ticket)
        assert post(client, f"{url}use/", {"ticket": key}).status_code == status
    assert client.get(url).json()["usage_count"] == 0


HOSTILE = [
    {"title": None}, {"title": []}, {"title": "a\nb"}, {"title": "x" * 256}, {"body": None},
    {"body": {"a": 1}}, {"body": " "}, {"body": "x" * 5001}, {"body": "\x00"}, {"tags": None},
    {"tags": "a"}, {"tags": [{}]}, {"tags": ["a,b"]}, {"tags": [str(n) for n in range(21)]},
    {"category": "gone"}, {"category": []}, {"is_shared": "perhaps"}, {"is_shared": None},
    [], "x", None, 1,
]  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE, ids=brief)
def test_hostile_bodies_are_refused(client: APIClient, body: Any) -> None:
    whole = {**RESPONSE, **body} if isinstance(body, dict) else body
    assert post(client, CANNED, whole).status_code == 400
    if isinstance(body, dict):
        assert change(client, keep(client, CANNED, RESPONSE), **body).status_code == 400
