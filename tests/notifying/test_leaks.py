"""Invariant 2 behind the API: whatever leaves the desk after commit holds no trace of a note."""

import json
import re
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest
from rest_framework.test import APIClient

from django_support_tickets.models import InboxItem, Ticket, TicketEvent
from django_support_tickets.notifiers import memory
from django_support_tickets.outbox import deliver_due
from django_support_tickets.payloads import event_payload
from django_support_tickets.policies import actor_of
from django_support_tickets.selectors.conversation import events_of
from django_support_tickets.signals import ticket_event
from tests.calls import BASE, act, change, reply, text_file, upload, url_of
from tests.notifying.people import email_of

CANARY = "canary"
TIME = re.compile(r"\w+\.? \d+, \d{4}, [\d:]*( [ap]\.m\.|noon|midnight)")
ClientFor = Callable[[Any], APIClient]
pytestmark = pytest.mark.django_db


@pytest.fixture
def heard() -> Any:
    """What a host hears that listens to the signal."""
    events: list[TicketEvent] = []

    def listen(event: TicketEvent, **_kwargs: Any) -> None:
        events.append(event)

    ticket_event.connect(listen)
    yield events
    ticket_event.disconnect(listen)


@pytest.fixture(params=["customer", "agent on a ticket of their own"])
def owner(request: pytest.FixtureRequest, customer: Any, agent: Any) -> Any:
    return customer if request.param == "customer" else agent


def note(client: APIClient, ticket: Ticket) -> None:
    """Leave the canary in every place that a note has."""
    waiting = upload(client, ticket, text_file(f"{CANARY}.txt", CANARY.encode())).json()
    answer = reply(
        client,
        ticket,
        f"{CANARY} <b>{CANARY}</b>",
        is_internal=True,
        attachment_ids=[waiting["id"]],
    )
    assert answer.status_code == 201, answer.content


def live(ticket_of: APIClient, staff: APIClient, colleague_key: Any) -> Ticket:
    """Let a ticket live, with a note before and after each public thing that happens to it."""
    opening = {"title": "No light", "category": "general", "message_text": "It is dark."}
    ticket = Ticket.objects.get(
        pk=ticket_of.post(f"{BASE}tickets/", opening, format="json").json()["id"]
    )
    for happens in (
        lambda: reply(staff, ticket, "On our way."),
        lambda: reply(ticket_of, ticket, "Thank you."),
        lambda: act(staff, ticket, "assign", agent_id=colleague_key),
        lambda: act(staff, ticket, "escalate", reason=f"{CANARY} again"),
        lambda: change(staff, ticket, status="resolved", tags=["vip"], priority="urgent"),
        lambda: reply(ticket_of, ticket, "It is still dark."),
        lambda: (act(staff, ticket, "close"), act(ticket_of, ticket, "reopen"))[1],
    ):
        note(staff, ticket)
        assert happens().status_code in {200, 201}
    note(staff, ticket)
    return ticket


def test_no_notification_has_a_trace_of_a_note(
    *,
    owner: Any,
    other_agent: Any,
    agent: Any,
    other_customer: Any,
    client_for: ClientFor,
    heard: list[TicketEvent],
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    """Mails to agents too: a mail can be forwarded, and nobody asks a policy then."""
    staff = client_for(other_agent)
    with django_capture_on_commit_callbacks(execute=True):
        ticket = live(client_for(owner), staff, agent.pk)
    deliver_due()

    assert len(heard) == ticket.events.count()
    mails = [
        mail.message().as_string() + mail.body + mail.alternatives[0][0] for mail in mailoutbox
    ]
    calls = json.dumps([asdict(n) for n in memory.told])
    inboxes = {
        person.pk: client_for(person).get(f"{BASE}notifications/?page_size=100").content.decode()
        for person in (owner, agent, other_agent)
    }
    signals = json.dumps([event.data for event in heard])
    for place in (*mails, calls, *inboxes.values(), signals):
        assert CANARY not in place
    assert "It is still dark." in calls  # there was something to find


def test_the_customer_is_told_the_same_with_notes_and_without(
    *,
    owner: Any,
    other_agent: Any,
    agent: Any,
    client_for: ClientFor,
    mailoutbox: list[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Not even how many notes there are: number, order, ids and texts are those of no notes."""
    staff = client_for(other_agent)
    live(client_for(owner), staff, agent.pk)
    deliver_due()
    with_notes = everything_told_to(owner, client_for, mailoutbox)

    monkeypatch.setitem(globals(), "note", lambda _client, _ticket: None)
    memory.told.clear()
    mailoutbox.clear()
    InboxItem.objects.all().delete()
    live(client_for(owner), staff, agent.pk)
    deliver_due()
    assert everything_told_to(owner, client_for, mailoutbox) == with_notes
    assert len(with_notes) > 10


def everything_told_to(person: Any, client_for: ClientFor, mailoutbox: list[Any]) -> list[Any]:
    """Return all that the person was told, without what is random: keys, references, times."""
    told = [n for n in memory.told if n.recipient_id == str(person.pk)]
    ticket = Ticket.objects.latest("created_at")
    random = {str(ticket.pk): "<ticket>", ticket.reference: "<reference>"}
    calls = [(n.kind, n.title, n.body, n.priority, n.sequence, n.actor_name) for n in told]
    mails = [
        (mail.subject, mail.body, mail.alternatives[0][0], *sorted(mail.extra_headers.items()))
        for mail in mailoutbox
        if mail.to == [email_of(person)]
    ]
    items = client_for(person).get(f"{BASE}notifications/?page_size=100").json()["results"]
    inbox = [(item["kind"], item["title"], item["body"], item["is_read"]) for item in items]
    found = repr([*calls, *mails, *inbox])
    for value, name in random.items():
        found = found.replace(value, name)
    return TIME.sub("<time>", found).split("),")


def test_the_history_that_the_customer_may_read_has_no_trace(
    owner: Any, other_agent: Any, agent: Any, client_for: ClientFor
) -> None:
    ticket = live(client_for(owner), client_for(other_agent), agent.pk)
    seen = [
        event_payload(event, sees_internal=False) for event in events_of(actor_of(owner), ticket)
    ]
    assert CANARY not in json.dumps(seen)
    assert [event["sequence"] for event in seen] == list(range(1, len(seen) + 1))
    assert "note_posted" not in [event["type"] for event in seen]
    assert client_for(owner).get(url_of(ticket)).json()["version"] == len(seen)
