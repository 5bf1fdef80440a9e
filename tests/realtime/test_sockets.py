"""The WebSocket application on real servers: the same cursor, and who is let in."""

import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from django_support_tickets.models import Ticket
from django_support_tickets.realtime.links import sign
from tests.factories import user_of
from tests.outbox.processes import SECONDS, Processes
from tests.realtime.conftest import Listen
from tests.realtime.listening import login, polled, say
from tests.realtime.servers import Server

pytestmark = pytest.mark.django_db(transaction=True)

Cookies = Callable[[Any], dict[str, str]]
FOREIGN = "https://evil.example"


def token_of(server: Server, person: Any, ticket: Ticket | None = None) -> str:
    """Return a token from ``stream-link/``, for the ticket or for the inbox."""
    body = {} if ticket is None else {"ticket": str(ticket.pk)}
    answer = httpx.post(
        f"{server.address}/stream-link/", json=body, auth=login(person), timeout=SECONDS
    )
    assert answer.status_code == 200, answer.text
    return str(answer.json()["url"]).partition("?token=")[2]


@pytest.mark.parametrize(
    "kind",
    [
        ("uvicorn", "tests.realtime.asgi"),
        ("daphne", "tests.realtime.asgi"),
        ("uvicorn", "tests.realtime.channels_asgi"),
    ],
)
def test_a_socket_brings_what_polling_gives(
    kind: tuple[str, str], processes: Processes, ticket: Ticket, agent: Any, websocket: Listen
) -> None:
    name, application = kind
    server = Server(processes, name, application=application).start()
    url = f"{server.sockets}/tickets/{ticket.pk}/"
    theirs = websocket(f"{url}?token={token_of(server, ticket.customer, ticket)}")
    ours = websocket(f"{url}?after=1&token={token_of(server, agent, ticket)}")
    theirs.until_heard("ticket")
    say(server.address, ticket, agent, is_internal=True)
    say(server.address, ticket, agent)
    theirs.until_heard("ticket", 2)
    ours.until_heard("ticket", 2)
    assert theirs.of("ticket") == polled(server.address, ticket, ticket.customer)
    assert ours.of("ticket") == polled(server.address, ticket, agent, after=1)


def test_a_socket_says_that_its_owner_is_typing(
    server: Server, ticket: Ticket, agent: Any, websocket: Listen, cookie_of: Cookies
) -> None:
    server.start()
    url = f"{server.sockets}/tickets/{ticket.pk}/"
    theirs = websocket(url, additional_headers=cookie_of(ticket.customer))
    ours = websocket(url, additional_headers=cookie_of(agent))
    theirs.until_heard("ticket")
    ours.until_heard("ticket")
    for nonsense in ("{", "[]", '{"type": "reset"}', "[" * 10_000):
        theirs.connection.send(nonsense)
    theirs.connection.send('{"type": "typing"}')
    assert len(ours.until_heard("presence")[0]["typing"]) == 1
    assert not theirs.of("presence")


def test_the_inbox_gets_hints(
    server: Server, ticket: Ticket, agent: Any, websocket: Listen
) -> None:
    server.start()
    theirs = websocket(f"{server.sockets}/inbox/?token={token_of(server, ticket.customer)}")

    def heard() -> Any:
        say(server.address, ticket, agent, is_internal=True)
        say(server.address, ticket, agent)
        return theirs.of("hint")

    while not heard():
        pass
    ticket.refresh_from_db()
    theirs.until(lambda: theirs.of("hint")[-1]["sequence"] == ticket.public_version)


def test_what_is_wrong_with_the_credentials_is_said_after_accept_by_4001(
    server: Server, ticket: Ticket, agent: Any, websocket: Listen
) -> None:
    server.start(extra={"SECRET_KEY": "another"})
    url = f"{server.sockets}/tickets/{ticket.pk}/"
    others = [
        websocket(url),
        websocket(f"{url}?user_id={agent.pk}"),
        websocket(f"{url}?token=forged"),
        websocket(f"{url}?token={token_of(server, agent)}"),  # for the inbox
        websocket(url, additional_headers={"Cookie": "sessionid=forged"}),
    ]
    for listener in others:
        listener.until_over()
        assert listener.close_code == 4001
        assert listener.heard == [("end", "", {"error": "not_authenticated"})]


def test_an_old_token_is_none(
    server: Server, ticket: Ticket, agent: Any, websocket: Listen, stream: Listen
) -> None:
    server.start()
    token = sign(user_of(agent), str(ticket.pk), until=time.time() - 1)
    late = websocket(f"{server.sockets}/tickets/{ticket.pk}/?token={token}")
    late.until_over()
    assert late.close_code == 4001
    refused = stream(f"{server.address}/tickets/{ticket.pk}/stream/?token={token}")
    refused.until_over()
    assert (refused.status, refused.body["error"]) == (403, "permission_denied")


def test_a_stranger_finds_no_ticket(
    server: Server, ticket: Ticket, other_customer: Any, websocket: Listen, cookie_of: Cookies
) -> None:
    server.start()
    for path in (f"tickets/{ticket.pk}/", "tickets/nonsense/"):
        listener = websocket(
            f"{server.sockets}/{path}", additional_headers=cookie_of(other_customer)
        )
        listener.until_over()
        assert (listener.close_code, listener.of("ticket")) == (4004, [])


def test_a_page_of_another_site_is_refused_before_anything_is_asked(
    server: Server, ticket: Ticket, customer: Any, websocket: Listen, cookie_of: Cookies
) -> None:
    trusted = "https://shop.example"
    server.start(extra={"CSRF_TRUSTED_ORIGINS": [trusted], "ALLOWED_HOSTS": ["*"]})
    url, cookie = f"{server.sockets}/tickets/{ticket.pk}/", cookie_of(customer)
    for origin in (FOREIGN, "null", "https://shop.example.evil.example", "http://shop.example"):
        with pytest.raises(InvalidStatus) as caught:
            websocket(url, additional_headers=cookie, origin=origin)
        assert caught.value.response.status_code == 403
    own = f"http://127.0.0.1:{server.port}"
    for origin in (own, trusted):
        websocket(url, additional_headers=cookie, origin=origin).until_heard("ticket")


def test_there_is_nothing_elsewhere(server: Server, websocket: Listen) -> None:
    server.start()
    with pytest.raises(InvalidStatus):
        websocket(f"{server.sockets}/nowhere/")
