"""Server-sent events of real servers: one cursor, and the same as polling."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from django_support_tickets.actions import post_message
from django_support_tickets.models import Ticket
from django_support_tickets.policies import actor_for
from tests.factories import TicketFactory, user_of
from tests.outbox.processes import SECONDS, Processes, wait_until
from tests.realtime.conftest import Listen
from tests.realtime.listening import login, polled, say
from tests.realtime.servers import Server

pytestmark = pytest.mark.django_db(transaction=True)


def converse(ticket: Ticket, agent: Any, number: int) -> None:
    actor = actor_for(user_of(agent))
    for n in range(number):
        post_message(ticket, by=actor, message_text=f"Text {n}", is_internal=n % 2 == 1)


@pytest.mark.parametrize("kind", ["uvicorn", "daphne"])
def test_a_stream_brings_what_polling_gives_and_then_what_is_new(
    processes: Processes, kind: str, ticket: Ticket, agent: Any, stream: Listen
) -> None:
    customer = ticket.customer
    converse(ticket, agent, 3)
    server = Server(processes, kind).start()
    url = f"{server.address}/tickets/{ticket.pk}/stream/"
    theirs, ours = stream(url, customer), stream(url, agent)
    theirs.until_heard("ticket", 3)
    ours.until_heard("ticket", 4)
    say(server.address, ticket, agent, is_internal=True)
    say(server.address, ticket, agent)
    theirs.until_heard("ticket", 4)
    ours.until_heard("ticket", 6)
    assert theirs.heard[0] == ("retry", "", 2000)
    assert theirs.headers["Content-Type"].startswith("text/event-stream")
    for listener, person in ((theirs, customer), (ours, agent)):
        events = polled(server.address, ticket, person)
        assert listener.of("ticket") == events
        ids = [number for kind, number, _data in listener.heard if kind == "ticket"]
        assert ids == [str(event["sequence"]) for event in events]


def test_a_stream_goes_on_where_the_reader_was(
    server: Server, ticket: Ticket, customer: Any, agent: Any, stream: Listen
) -> None:
    converse(ticket, agent, 7)
    server.start()
    url = f"{server.address}/tickets/{ticket.pk}/stream/"
    asked = stream(f"{url}?after=2", customer)
    returned = stream(f"{url}?after=1", customer, headers={"Last-Event-ID": "3"})
    assert asked.until_heard("ticket", 3) == polled(server.address, ticket, customer, after=2)
    assert returned.until_heard("ticket", 2) == polled(server.address, ticket, customer, after=3)


def test_a_long_history_comes_whole(
    server: Server, ticket: Ticket, agent: Any, stream: Listen
) -> None:
    converse(ticket, agent, 350)
    server.start()
    listener = stream(f"{server.address}/tickets/{ticket.pk}/stream/", agent)
    listener.until_heard("ticket", 351)
    assert listener.sequences == list(range(1, 352))


def test_a_cursor_that_the_ticket_has_not_reached_is_told_to_begin_anew(
    server: Server, ticket: Ticket, customer: Any, stream: Listen
) -> None:
    server.start()
    listener = stream(f"{server.address}/tickets/{ticket.pk}/stream/?after=999", customer)
    assert listener.until_heard("reset") == [{}]
    listener.until_over()


def test_lists_get_hints_and_customers_none_of_notes(
    server: Server, ticket: Ticket, customer: Any, agent: Any, stream: Listen
) -> None:
    foreign = TicketFactory()
    server.start()
    theirs = stream(f"{server.address}/stream/", customer)
    ours = stream(f"{server.address}/stream/", agent)
    for listener in (theirs, ours):
        listener.until_heard("retry")
    open_both(server, theirs, ours, ticket, agent)
    say(server.address, ticket, agent, is_internal=True)
    say(server.address, foreign, agent)
    ours.until(lambda: str(foreign.pk) in str(ours.of("hint")))
    say(server.address, ticket, agent)
    hint = {"ticket": str(ticket.pk), "sequence": public_version(ticket)}
    theirs.until(lambda: hint in theirs.of("hint"))
    ours.until(lambda: {"ticket": str(ticket.pk), "sequence": version(ticket)} in ours.of("hint"))
    counts = [told["sequence"] for told in theirs.of("hint")]
    assert counts == sorted(set(counts)), "one more for each public event, none for the note"
    assert {told["ticket"] for told in theirs.of("hint")} == {str(ticket.pk)}
    assert not [number for kind, number, _ in ours.heard if kind == "hint" and number]


def open_both(server: Server, theirs: Any, ours: Any, ticket: Ticket, agent: Any) -> None:
    """Speak until both have heard: an answer begins before the listening does."""

    def heard() -> bool:
        say(server.address, ticket, agent)
        return bool(theirs.of("hint") and ours.of("hint"))

    wait_until(heard)


def version(ticket: Ticket) -> int:
    return Ticket.objects.get(pk=ticket.pk).version


def public_version(ticket: Ticket) -> int:
    return Ticket.objects.get(pk=ticket.pk).public_version


def test_heartbeats_come_while_nothing_happens(
    server: Server, ticket: Ticket, customer: Any, stream: Listen
) -> None:
    server.start(HEARTBEAT=0.5)
    listener = stream(f"{server.address}/tickets/{ticket.pk}/stream/", customer)
    assert listener.until_heard("comment", 3)[0] == ": ping"


def test_the_agents_see_who_is_there_and_a_customer_sees_nothing(
    server: Server, ticket: Ticket, agent: Any, other_agent: Any, stream: Listen
) -> None:
    customer = ticket.customer
    server.start(HEARTBEAT=0.5)
    url = f"{server.address}/tickets/{ticket.pk}"
    theirs, ours, own = (stream(f"{url}/stream/", p) for p in (customer, other_agent, agent))
    for listener in (theirs, ours, own):
        listener.until_heard("ticket")
    be(url, agent, "viewing")
    be(url, customer, "typing")
    here = {"viewing": [who(agent)], "typing": [who(customer)]}
    ours.until(lambda: here in ours.of("presence"))
    own.until(lambda: {**here, "viewing": []} in own.of("presence"))
    nobody_types = {**here, "typing": []}
    ours.until(lambda: ours.of("presence")[-1] == nobody_types)
    assert not theirs.of("presence")
    assert not [number for kind, number, _ in ours.heard if kind == "presence" and number]


def test_customers_see_that_support_is_typing_if_the_host_allows_it_but_no_notes(
    server: Server, ticket: Ticket, customer: Any, agent: Any, stream: Listen
) -> None:
    server.start(CUSTOMERS_SEE_TYPING=True)
    url = f"{server.address}/tickets/{ticket.pk}"
    theirs = stream(f"{url}/stream/", customer)
    theirs.until_heard("ticket")
    be(url, agent, "viewing")
    be(url, agent, "typing", is_internal=True)
    be(url, customer, "typing")
    say(server.address, ticket, agent)
    theirs.until_heard("ticket", 2)
    assert not theirs.of("presence"), "that somebody stirs would already be too much"
    be(url, agent, "typing")
    somebody = {"id": None, "name": ""}
    assert theirs.until_heard("presence") == [{"viewing": [], "typing": [somebody]}]


def be(url: str, person: Any, state: str, **more: Any) -> None:
    answer = httpx.post(
        f"{url}/presence/", json={"state": state, **more}, auth=login(person), timeout=SECONDS
    )
    assert answer.status_code == 204, answer.text


def who(person: Any) -> dict[str, Any]:
    actor = actor_for(user_of(person))
    key = actor.id if isinstance(actor.id, int) else str(actor.id)
    return {"id": key, "name": actor.name}


def test_idle_streams_hold_no_threads(
    server: Server, ticket: Ticket, customer: Any, stream: Listen
) -> None:
    server.start()
    url = f"{server.address}/tickets/{ticket.pk}/stream/"
    stream(url, customer).until_heard("ticket")
    before = threads_of(server)
    for _ in range(10):
        stream(url, customer).until_heard("ticket")
    wait_until(lambda: threads_of(server) <= before + 1)


def threads_of(server: Server) -> int:
    assert server.process is not None
    return len(list(Path(f"/proc/{server.process.pid}/task").iterdir()))
