"""People decide what they hear of, and by which way."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from django_support_tickets import actions
from django_support_tickets.actors import SYSTEM, Actor
from django_support_tickets.exceptions import NotAllowed
from django_support_tickets.models import NotificationPreference, Ticket
from tests.calls import BASE, act, change, reply, url_of
from tests.factories import PersonFactory
from tests.notifying.conftest import Configure, Told, all_of, by_recipient

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Any], APIClient]
URL = f"{BASE}preferences/"


def only_agents_hook(person: Any, kind: str, channel: str, ticket: Ticket) -> bool:
    """A host's table that says no to one kind of one channel."""
    return (kind, channel) != ("message_posted", "memory")


def put(client: APIClient, switches: Any) -> Any:
    return client.put(URL, {"switches": switches}, format="json")


def test_everything_is_on_until_it_is_switched_off(customer: Any, client_for: ClientFor) -> None:
    answer = client_for(customer).get(URL).json()
    on = {"memory": True, "email": True, "in_app": True}
    kinds = ["ticket_opened", "message_posted", "status_changed"]
    assert answer["switches"] == dict.fromkeys(kinds, on)
    assert answer["channels"] == ["memory", "email", "in_app"]
    assert answer["kinds"][0] == {"value": "ticket_opened", "label": "Ticket opened"}


def test_only_agents_learn_of_the_kinds_that_agents_are_told(
    agent: Any, client_for: ClientFor
) -> None:
    """Invariant 2: a customer's switches do not even say that there are notes."""
    switches = client_for(agent).get(URL).json()["switches"]
    assert {"note_posted", "ticket_assigned", "ticket_escalated"} < set(switches)


def test_what_is_switched_off_comes_no_more_by_that_way_and_still_by_others(
    *,
    ticket: Ticket,
    customer: Any,
    as_agent: Actor,
    client_for: ClientFor,
    told: Told,
    mailoutbox: list[Any],
) -> None:
    told()
    answer = put(client_for(customer), {"message_posted": {"memory": False}})
    assert answer.status_code == 200
    assert answer.json()["switches"]["message_posted"] == {
        "memory": False, "email": True, "in_app": True
    }  # fmt: skip
    actions.post_message(ticket, by=as_agent, message_text="On our way.")
    assert told() == []
    assert len(mailoutbox) == 1
    actions.change_status(ticket, by=as_agent, status="resolved")
    assert by_recipient(told()) == all_of("status_changed", customer)


def test_a_switch_can_be_turned_on_again(
    ticket: Ticket, customer: Any, as_agent: Actor, client_for: ClientFor, told: Told
) -> None:
    told()
    for is_on in (False, False, True):
        put(client_for(customer), {"message_posted": {"memory": is_on}})
    actions.post_message(ticket, by=as_agent, message_text="On our way.")
    assert by_recipient(told()) == all_of("message_posted", customer)
    assert NotificationPreference.objects.count() == 1


def test_one_persons_switches_are_nobody_elses(
    customer: Any, other_customer: Any, client_for: ClientFor
) -> None:
    put(client_for(customer), {"message_posted": {"memory": False}})
    answer = client_for(other_customer).get(URL).json()
    assert answer["switches"]["message_posted"]["memory"] is True


@pytest.mark.parametrize(
    "switches",
    [
        {"tea_time": {"memory": False}},
        {"message_posted": {"pigeon": False}},
        {"note_posted": {"memory": False}},  # a customer has no such switch
        {"message_posted": {"memory": "perhaps"}},
        {"message_posted": False},
        [],
        None,
    ],
    ids=str,
)
def test_switches_that_are_not_there_are_refused(
    switches: Any, customer: Any, client_for: ClientFor
) -> None:
    answer = put(client_for(customer), switches)
    assert (answer.status_code, answer.json()["error"]) == (400, "validation_error")
    assert not NotificationPreference.objects.exists()


def test_a_mind_changed_before_delivery_counts(
    ticket: Ticket, customer: Any, as_agent: Actor, client_for: ClientFor, told: Told
) -> None:
    told()
    actions.post_message(ticket, by=as_agent, message_text="On our way.")
    put(client_for(customer), {"message_posted": {"memory": False}})
    assert told() == []


def test_a_muted_ticket_is_silent_until_it_is_unmuted(
    *,
    ticket: Ticket,
    customer: Any,
    as_agent: Actor,
    client_for: ClientFor,
    told: Told,
    mailoutbox: list[Any],
) -> None:
    told()
    client = client_for(customer)
    version = client.get(url_of(ticket)).json()["version"]
    assert act(client, ticket, "mute").json() == {"muted": True}
    assert client.get(url_of(ticket)).json()["muted"] is True
    actions.post_message(ticket, by=as_agent, message_text="On our way.")
    assert (told(), mailoutbox) == ([], [])
    assert act(client, ticket, "unmute").json() == {"muted": False}
    # Muting is no change of the ticket: it has no event, and stales nobody's version.
    assert client.get(url_of(ticket)).json()["version"] == version + 1
    actions.post_message(ticket, by=as_agent, message_text="There soon.")
    assert by_recipient(told()) == all_of("message_posted", customer)


def test_muting_is_for_oneself_and_for_one_ticket(
    *,
    ticket: Ticket,
    customer: Any,
    agent: Any,
    other_agent: Any,
    client_for: ClientFor,
    told: Told,
) -> None:
    told()
    act(client_for(agent), ticket, "mute")
    reply(client_for(customer), ticket)
    assert by_recipient(told()) == all_of("message_posted", other_agent)
    assert client_for(other_agent).get(url_of(ticket)).json()["muted"] is False


def test_after_a_change_the_detail_still_says_that_the_ticket_is_muted(
    ticket: Ticket, agent: Any, client_for: ClientFor
) -> None:
    client = client_for(agent)
    act(client, ticket, "mute")
    assert change(client, ticket, priority="high").json()["muted"] is True
    assert act(client, ticket, "close").json()["muted"] is True


def test_a_ticket_of_somebody_else_cannot_be_muted(
    ticket: Ticket, other_customer: Any, client_for: ClientFor
) -> None:
    """Invariant 1."""
    for verb in ("mute", "unmute"):
        assert act(client_for(other_customer), ticket, verb).status_code == 404


def test_the_system_has_no_mind_of_its_own(ticket: Ticket) -> None:
    with pytest.raises(NotAllowed):
        actions.mute_ticket(ticket, by=SYSTEM)
    with pytest.raises(NotAllowed):
        actions.set_preferences({}, by=SYSTEM)


def test_a_hosts_own_table_answers_in_place_of_ours(
    *,
    ticket: Ticket,
    customer: Any,
    as_agent: Actor,
    client_for: ClientFor,
    desk: Configure,
    told: Told,
    mailoutbox: list[Any],
) -> None:
    put(client_for(customer), {"message_posted": {"email": False}})  # nobody asks this any more
    desk(NOTIFICATION_PREFERENCES=f"{__name__}.only_agents_hook")
    told()
    actions.post_message(ticket, by=as_agent, message_text="On our way.")
    assert told() == []
    assert len(mailoutbox) == 1
    assert client_for(customer).get(URL).status_code == 404
    assert put(client_for(customer), {}).status_code == 404


def test_switches_go_with_the_person(customer: Any, client_for: ClientFor) -> None:
    person = PersonFactory()
    put(client_for(person), {"message_posted": {"memory": False}})
    person.delete()
    assert not NotificationPreference.objects.exists()


@pytest.mark.parametrize("method", ["get", "put"])
def test_nobody_has_switches_without_a_login(method: str) -> None:
    assert getattr(APIClient(), method)(URL).status_code == 401
