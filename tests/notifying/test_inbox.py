"""The in-app inbox: one's own items, in one's own language, of tickets that one may see."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation
from rest_framework.test import APIClient

from django_support_tickets import actions
from django_support_tickets.actors import SYSTEM, Actor
from django_support_tickets.enums import EventType
from django_support_tickets.models import Delivery, InboxItem, Ticket
from django_support_tickets.notifiers import wording
from django_support_tickets.policies import actor_of
from tests.calls import BASE
from tests.factories import TicketFactory, user_of
from tests.notifying.conftest import HERE, Configure, Told, deliver_all_again

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Any], APIClient]
URL = f"{BASE}notifications/"


@pytest.fixture(autouse=True)
def _only_inbox(desk: Configure) -> None:
    desk(NOTIFIERS={"in_app": {"BACKEND": f"{HERE}.inapp.InAppNotifier"}})


@pytest.fixture
def answered(ticket: Ticket, as_agent: Actor, told: Told) -> Ticket:
    """A ticket with an answer, and everybody told."""
    actions.post_message(ticket, by=as_agent, message_text="On our way.")
    told()
    return ticket


def items(client: APIClient, query: str = "") -> list[dict[str, Any]]:
    response = client.get(f"{URL}{query}")
    assert response.status_code == 200, response.content
    return list(response.json()["results"])


def unread(client: APIClient) -> int:
    return int(client.get(f"{URL}unread-count/").json()["unread_count"])


def test_the_inbox_says_what_happened_newest_first(
    answered: Ticket, customer: Any, as_agent: Actor, client_for: ClientFor
) -> None:
    newest, oldest = items(client_for(customer))
    assert oldest["kind"] == "ticket_opened"
    assert newest.pop("id")
    assert newest.pop("created_at")
    assert newest.pop("actor")["name"] == as_agent.name
    ticket = {"id": str(answered.pk), "reference": answered.reference, "title": answered.title}
    assert newest == {
        "kind": "message_posted",
        "ticket": ticket,
        "title": f"{as_agent.name} wrote: {answered.title}",
        "body": "On our way.",
        "url": f"https://shop.example/support/{answered.pk}",
        "is_read": False,
    }


def test_items_are_read_one_by_one_or_all_at_once(
    answered: Ticket, customer: Any, client_for: ClientFor
) -> None:
    client = client_for(customer)
    actions.post_message(answered, by=SYSTEM, message_text="There.")
    newest, oldest = items(client)
    assert unread(client) == 2
    answer = client.post(f"{URL}{newest['id']}/read/")
    assert (answer.status_code, answer.json()) == (200, {"unread_count": 1})
    assert client.post(f"{URL}{newest['id']}/read/").json() == {"unread_count": 1}
    assert [item["is_read"] for item in items(client)] == [True, False]
    assert [item["id"] for item in items(client, "?unread=true")] == [oldest["id"]]
    assert client.post(f"{URL}read/").json() == {"unread_count": 0}
    assert items(client, "?unread=true") == []
    assert unread(client) == 0


def test_every_inbox_is_ones_own(
    answered: Ticket, customer: Any, other_customer: Any, agent: Any, client_for: ClientFor
) -> None:
    """Invariant 1: what is somebody else's is not there."""
    item = items(client_for(customer))[0]
    for other in (client_for(other_customer), client_for(agent)):
        assert item["id"] not in [found["id"] for found in items(other)]
        assert other.post(f"{URL}{item['id']}/read/").status_code == 404
        other.post(f"{URL}read/")
    assert unread(client_for(customer)) == 2


@pytest.mark.parametrize("junk", ["0", "-1", "x", "1.5", "9" * 30, "٣", "%00", "1e3", "²"])
def test_no_id_breaks_it(junk: str, customer: Any, client_for: ClientFor) -> None:
    """Invariant 19."""
    assert client_for(customer).post(f"{URL}{junk}/read/").status_code in {400, 404}


def test_every_delivery_is_in_the_inbox_once_however_often_it_is_made(
    answered: Ticket, customer: Any, told: Told
) -> None:
    """Invariant 17: at least once, and seen once."""
    before = list(InboxItem.objects.values_list("pk", flat=True))
    deliver_all_again()
    told()
    assert not Delivery.objects.exclude(state="sent").exists()
    assert list(InboxItem.objects.values_list("pk", flat=True)) == before


def test_items_go_when_the_ticket_is_no_longer_ones_to_see(
    answered: Ticket, agent: Any, client_for: ClientFor, told: Told, customer: Any
) -> None:
    """Invariant 1: who leaves the desk keeps no window into it."""
    actions.post_message(answered, by=actor_of(customer), message_text="Hello?")
    told()
    assert [item["kind"] for item in items(client_for(agent))] == [
        "message_posted",
        "ticket_opened",
    ]
    agent.is_staff = agent.at_the_desk = False  # the one of them that this host's people have
    agent.save()
    assert items(client_for(agent)) == []
    assert unread(client_for(agent)) == 0


def test_who_becomes_the_customer_of_a_ticket_forgets_its_notes(
    ticket: Ticket, agent: Any, other_agent: Any, client_for: ClientFor, told: Told
) -> None:
    """Invariants 2 and 3."""
    actions.assign_ticket(ticket, by=SYSTEM, agent=agent)
    actions.post_message(ticket, by=actor_of(other_agent), message_text="Hm.", is_internal=True)
    told()
    assert "note_posted" in [item["kind"] for item in items(client_for(agent))]
    Ticket.objects.filter(pk=ticket.pk).update(customer=agent)
    assert "note_posted" not in [item["kind"] for item in items(client_for(agent))]


def test_an_inbox_speaks_the_language_of_its_reader(
    *,
    answered: Ticket,
    as_agent: Actor,
    customer: Any,
    client_for: ClientFor,
    told: Told,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No words are kept with the row, so the language is that of the request."""
    actions.change_status(answered, by=as_agent, status="resolved")
    told()

    def speak(_event: Any) -> str:
        return f"spoken in {translation.get_language()}"

    monkeypatch.setitem(wording.BODIES, EventType.STATUS_CHANGED, speak)
    with translation.override("ne"):
        assert items(client_for(customer))[0]["body"] == "spoken in ne"


def test_long_inboxes_come_in_pages_by_number_and_by_cursor(
    ticket: Ticket, customer: Any, as_agent: Actor, client_for: ClientFor, told: Told
) -> None:
    for n in range(5):
        actions.post_message(ticket, by=as_agent, message_text=f"Answer {n}.")
    told()
    client = client_for(customer)
    first = client.get(f"{URL}?cursor=&page_size=4").json()
    second = client.get(first["next"]).json()
    by_cursor = [item["id"] for item in first["results"] + second["results"]]
    assert by_cursor == [item["id"] for item in items(client, "?page_size=100")]
    assert len(by_cursor) == 6
    assert second["next"] is None


def test_reading_the_inbox_takes_the_same_queries_whatever_is_in_it(
    *,
    ticket: Ticket,
    customer: Any,
    as_agent: Actor,
    client_for: ClientFor,
    told: Told,
    django_assert_max_num_queries: Any,
) -> None:
    """Invariant 22: the page, its count and the messages' texts; the member project adds one."""
    for n in range(20):
        actions.post_message(ticket, by=as_agent, message_text=f"Answer {n}.")
    TicketFactory(customer=customer)
    told()
    client = client_for(customer)
    with django_assert_max_num_queries(4):
        assert len(items(client, "?page_size=100")) == 22


@pytest.mark.parametrize("notifiers", [{}, {"hook": {"BACKEND": "nowhere.to.be.Found"}}], ids=str)
def test_there_is_no_inbox_where_the_host_has_its_own(
    notifiers: Any, customer: Any, client_for: ClientFor, desk: Configure
) -> None:
    desk(NOTIFIERS=notifiers)
    client = client_for(customer)
    assert client.get(URL).status_code == 404
    assert client.get(f"{URL}unread-count/").status_code == 404
    assert client.post(f"{URL}read/").status_code == 404
    assert client.post(f"{URL}1/read/").status_code == 404


def test_any_alias_will_do(customer: Any, client_for: ClientFor, desk: Configure) -> None:
    desk(NOTIFIERS={"inbox": {"BACKEND": f"{HERE}.inapp.InAppNotifier"}})
    assert items(client_for(customer)) == []


def test_items_go_with_the_person_and_nothing_else_does(
    answered: Ticket, customer: Any, agent: Any
) -> None:
    """Invariant 11."""
    user_of(customer).delete()
    assert not InboxItem.objects.filter(person=customer.pk).exists()
    assert answered.messages.count() == 2


@pytest.mark.parametrize(
    ("method", "path"),
    [("get", ""), ("get", "unread-count/"), ("post", "read/"), ("post", "1/read/")],
)
def test_there_is_no_inbox_without_a_login(db: None, method: str, path: str) -> None:
    assert getattr(APIClient(), method)(f"{URL}{path}").status_code == 401
