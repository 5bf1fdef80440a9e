"""Invariants 8, 9 and 10 with real threads: every outcome is one that some order would have."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from io import StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from rest_framework.response import Response
from rest_framework.test import APIClient

from django_support_tickets.models import Attachment, Message, Ticket, TicketEvent
from tests.factories import TicketFactory
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 8  # a race is lost only now and then


@pytest.fixture(autouse=True)
def _no_throttles(settings: Any) -> None:
    ours = getattr(settings, "SUPPORT_TICKETS", {})
    settings.SUPPORT_TICKETS = {**ours, "THROTTLES": {"open_ticket": None, "write": None}}


@pytest.fixture(autouse=True)
def _nothing_left_to_recount(_no_throttles: None, transactional_db: None) -> Iterator[None]:
    """Whatever happened, the kept columns are exact: the command fails if one is not."""
    yield
    call_command("support_recount", stdout=StringIO())


Send = Callable[..., Response]


@pytest.fixture
def post(client_for: Callable[[Any], APIClient]) -> Send:
    """Return a function that sends a request as a person, each time with a client of its own."""

    def send(person: Any, path: str, *, method: str = "post", **data: Any) -> Response:
        client = client_for(person)
        return getattr(client, method)(f"/api/support/tickets/{path}", data, format="json")

    return send


def test_16_writers_leave_a_gapless_sequence_and_exact_counters(
    ticket: Ticket, customer: Any, agent: Any, post: Send
) -> None:
    """Invariant 9."""
    path = f"{ticket.pk}/"

    def write(person: Any, **message: Any) -> list[int]:
        sent = [post(person, f"{path}messages/", message_text="Hi", **message) for _ in range(3)]
        return [answer.status_code for answer in sent]

    def change(number: int) -> list[int]:
        changes = [{"status": "in_progress"}, {"tags": [f"t{number}", "x"]}, {"status": "open"}]
        return [post(agent, path, method="patch", **c).status_code for c in changes]

    writers = [partial(write, customer), partial(write, agent)] * 4
    writers += [partial(write, agent, is_internal=True)] * 4
    statuses = at_once([*writers, *(partial(change, number) for number in range(4))])

    assert statuses == [[201] * 3] * 12 + [[200] * 3] * 4
    events = list(TicketEvent.objects.values_list("sequence", "public_sequence", "type"))
    public = [sequence for _, sequence, _ in events if sequence is not None]
    assert [sequence for sequence, _, _ in events] == [*range(1, len(events) + 1)]
    assert public == [*range(1, len(public) + 1)]
    types = Counter(kind for _, _, kind in events)
    assert (types["message_posted"], types["note_posted"]) == (24, 12)
    now = Ticket.objects.get()
    assert (now.version, now.public_version) == (len(events), len(public))
    counts = (now.message_count, now.customer_unread_count, now.staff_unread_count)
    assert counts == (25, 12, 13)


def test_one_client_token_sent_8_times_at_once_leaves_one_message(
    ticket: Ticket, customer: Any, post: Send
) -> None:
    """Invariant 10."""
    message = {"message_text": "Once", "client_token": "token-1"}
    answers = at_once([partial(post, customer, f"{ticket.pk}/messages/", **message)] * 8)
    assert [answer.status_code for answer in answers] == [201] * 8
    assert [answer.json() for answer in answers] == [answers[0].json()] * 8
    assert Message.objects.filter(message_text="Once").count() == 1
    assert Ticket.objects.get().version == 2


def test_one_client_token_sent_8_times_at_once_opens_one_ticket(customer: Any, post: Send) -> None:
    """Invariant 10."""
    ticket = {"title": "Once", "category": "general", "message_text": "Hi", "client_token": "token"}
    answers = at_once([partial(post, customer, "", **ticket)] * 8)
    assert [answer.status_code for answer in answers] == [201] * 8
    assert [answer.json() for answer in answers] == [answers[0].json()] * 8
    assert (Ticket.objects.count(), Message.objects.count()) == (1, 1)


def test_a_reply_racing_close_comes_before_it_or_is_refused(
    customer: Any, agent: Any, post: Send
) -> None:
    """Invariant 8."""
    for _ in range(ROUNDS):
        ticket = TicketFactory(customer=customer)
        reply = partial(post, customer, f"{ticket.pk}/messages/", message_text="Wait!")
        replied, closed = at_once([reply, partial(post, agent, f"{ticket.pk}/close/")])
        history = list(ticket.events.values_list("type", flat=True))[1:]
        assert (replied.status_code, closed.status_code, history) in [
            (201, 200, ["message_posted", "status_changed"]),
            (409, 200, ["status_changed"]),
        ]
        assert replied.json().get("error", "ticket_closed") == "ticket_closed"
        assert Ticket.objects.get(pk=ticket.pk).status == "closed"


def test_of_two_agents_with_one_version_one_wins_and_one_is_told(
    customer: Any, agent: Any, other_agent: Any, post: Send
) -> None:
    """Invariant 10."""
    for _ in range(ROUNDS):
        ticket = TicketFactory(customer=customer)
        rename = partial(post, path=f"{ticket.pk}/", method="patch", version=1)
        renames = [partial(rename, agent, title="A"), partial(rename, other_agent, title="B")]
        winner, loser = sorted(at_once(renames), key=lambda answer: answer.status_code)
        assert (winner.status_code, loser.status_code) == (200, 409)
        assert loser.json()["error"] == "conflict"
        assert loser.json()["ticket"]["title"] == winner.json()["title"]
        ticket.refresh_from_db()
        assert (ticket.title, ticket.version) == (winner.json()["title"], 2)


def test_of_two_messages_that_claim_one_file_one_gets_it(
    ticket: Ticket, customer: Any, post: Send, client_for: Callable[[Any], APIClient]
) -> None:
    """Invariant 15."""
    url, path = f"/api/support/tickets/{ticket.pk}/attachments/", f"{ticket.pk}/messages/"
    for number in range(1, ROUNDS + 1):
        file = SimpleUploadedFile("a.txt", b"plain text")
        key = client_for(customer).post(url, {"file": file}).json()["id"]
        claim = partial(post, customer, path, message_text="See file", attachment_ids=[key])
        winner, loser = sorted(at_once([claim] * 2), key=lambda answer: answer.status_code)
        assert (winner.status_code, loser.status_code) == (201, 400)
        assert str(Attachment.objects.get(pk=key).message_id) == winner.json()["id"]
        assert Message.objects.filter(message_text="See file").count() == number


def test_reading_while_others_write_loses_no_unread_message(
    customer: Any, agent: Any, post: Send
) -> None:
    """Invariant 9."""
    for _ in range(ROUNDS):
        ticket = TicketFactory(customer=customer)
        read = partial(post, customer, f"{ticket.pk}/read/")
        write = partial(post, agent, f"{ticket.pk}/messages/", message_text="News")
        assert {answer.status_code for answer in at_once([read, write] * 3)} == {200, 201}
        unread = ticket.messages.filter(read_by_customer=False).count()
        assert Ticket.objects.get(pk=ticket.pk).customer_unread_count == unread


def test_assignments_at_once_follow_one_another(
    ticket: Ticket, agent: Any, other_agent: Any, post: Send
) -> None:
    """Invariant 7: each event starts where the one before it ended."""
    calls = [
        partial(post, agent, f"{ticket.pk}/assign/", agent_id=str(person.pk))
        for person in [agent, other_agent] * 4
    ]
    assert {answer.status_code for answer in at_once(calls)} == {200}
    steps = [event.data["agent"] for event in TicketEvent.objects.filter(type="ticket_assigned")]
    before = [None, *(step["to"] for step in steps)]
    assert [step["from"] for step in steps] == before[:-1]
    assert str(Ticket.objects.get().assigned_agent_id) == str(before[-1])
