"""Who may listen is asked at the beginning and again with each heartbeat, on every transport."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from django.contrib.sessions.models import Session

from django_support_tickets.models import Ticket
from tests.factories import user_of
from tests.outbox.processes import SECONDS
from tests.realtime.conftest import Listen
from tests.realtime.listening import Listener, login, say
from tests.realtime.servers import Server
from tests.realtime.test_sockets import token_of

pytestmark = pytest.mark.django_db(transaction=True)

OPENERS = ["stream", "link", "cookie socket", "token socket", "inbox", "inbox socket"]
BY_LOGIN = ["cookie stream", "cookie inbox", "cookie socket", "inbox socket"]
Open = Callable[[str, Any], Listener]


@pytest.fixture
def open_as(
    server: Server, ticket: Ticket, stream: Listen, websocket: Listen, cookie_of: Listen
) -> Open:
    """Return a function that opens one of the ways to listen as a person."""

    def open_one(way: str, person: Any) -> Listener:
        of_ticket = f"{server.address}/tickets/{ticket.pk}/stream/"
        socket = f"{server.sockets}/tickets/{ticket.pk}/"
        of_inbox = f"{server.address}/stream/"
        ways: dict[str, Callable[[], Listener]] = {
            "stream": lambda: stream(of_ticket, person),
            "inbox": lambda: stream(of_inbox, person),
            "cookie stream": lambda: stream(of_ticket, headers=cookie_of(person)),
            "cookie inbox": lambda: stream(of_inbox, headers=cookie_of(person)),
            "link": lambda: stream(f"{of_ticket}?token={token_of(server, person, ticket)}"),
            "cookie socket": lambda: websocket(socket, additional_headers=cookie_of(person)),
            "token socket": lambda: websocket(f"{socket}?token={token_of(server, person, ticket)}"),
            "inbox socket": lambda: websocket(
                f"{server.sockets}/inbox/", additional_headers=cookie_of(person)
            ),
        }
        listener = ways[way]()
        if "inbox" not in way:
            listener.until_heard("ticket")
        elif way in {"inbox", "cookie inbox"}:
            listener.until_heard("retry")
        return listener

    return open_one


def test_a_deactivated_user_hears_no_more(
    server: Server, ticket: Ticket, customer: Any, agent: Any, open_as: Open
) -> None:
    server.start(HEARTBEAT=1)
    opened = [open_as(way, customer) for way in OPENERS]
    user = user_of(customer)
    user.is_active = False
    user.save()
    for listener in opened:
        listener.until_over()
        assert listener.of("end") == [{"error": "not_authenticated"}]
        assert listener.heard[-1][0] == "end"
    say(server.address, ticket, agent)
    assert all(len(listener.of("ticket")) <= 1 for listener in opened)


def test_an_agent_who_is_one_no_more_hears_no_more(
    server: Server, ticket: Ticket, agent: Any, open_as: Open
) -> None:
    server.start(HEARTBEAT=1)
    opened = [open_as(way, agent) for way in OPENERS if "inbox" not in way]
    user_of(agent).__class__.objects.filter(pk=user_of(agent).pk).update(is_staff=False)
    type(agent).objects.filter(pk=agent.pk).update(
        **({"at_the_desk": False} if hasattr(agent, "at_the_desk") else {"is_staff": False})
    )
    for listener in opened:
        listener.until_over()
        assert listener.of("end") == [{"error": "ticket_not_found"}]


def log_out(_user: Any) -> None:
    Session.objects.all().delete()


def change_password(user: Any) -> None:
    user.set_password("another horse")
    user.save()


@pytest.mark.parametrize("leave", [log_out, change_password])
def test_a_login_that_ended_ends_what_it_opened_and_nothing_else(
    server: Server, customer: Any, open_as: Open, leave: Callable[[Any], None]
) -> None:
    server.start(HEARTBEAT=1)
    by_login = [open_as(way, customer) for way in BY_LOGIN]
    by_token = open_as("link", customer)
    leave(user_of(customer))
    for listener in by_login:
        listener.until_over()
        assert listener.of("end") == [{"error": "not_authenticated"}]
    assert not by_token.is_over


def test_the_oldest_of_too_many_connections_gives_way(
    server: Server, ticket: Ticket, customer: Any, open_as: Open
) -> None:
    server.start(STREAMS_PER_PERSON=2)
    first, second, third = (open_as(way, customer) for way in ("stream", "link", "cookie socket"))
    first.until_over()
    assert first.of("end") == [{"error": "rate_limit_exceeded"}]
    assert not second.is_over
    assert not third.is_over


def test_strangers_get_the_errors_of_the_api(
    server: Server, ticket: Ticket, other_customer: Any, agent: Any, stream: Listen
) -> None:
    server.start()
    url = f"{server.address}/tickets/{ticket.pk}"
    inbox_token = token_of(server, agent)
    expected = [
        (stream(f"{url}/stream/", other_customer), 404, "ticket_not_found"),
        (stream(f"{url}/stream/?user_id={agent.pk}"), 401, "not_authenticated"),
        (stream(f"{server.address}/stream/"), 401, "not_authenticated"),
        (stream(f"{url}/stream/?token={inbox_token}"), 403, "permission_denied"),
        (stream(f"{url}/stream/?token=forged", agent), 403, "permission_denied"),
        (stream(f"{url}/stream/?after=x", agent), 400, "validation_error"),
    ]
    for listener, status, code in expected:
        listener.until_over()
        assert (listener.status, listener.body["error"]) == (status, code)
        assert set(listener.body) >= {"message", "detail", "details"}
    for path, body in (("presence/", {"state": "typing"}), ("stream/", None)):
        answer = httpx.request(
            "GET" if body is None else "POST",
            f"{url}/{path}",
            json=body,
            auth=login(other_customer),
            timeout=SECONDS,
        )
        assert answer.status_code == 404
