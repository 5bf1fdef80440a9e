from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from tests.factories import user_of
from tests.outbox.processes import Processes
from tests.realtime.listening import Listener, Socket, Stream, closing_all, login
from tests.realtime.servers import Server

Listen = Callable[..., Any]


@pytest.fixture
def listeners() -> Iterator[list[Listener]]:
    with closing_all() as opened:
        yield opened


@pytest.fixture
def server(processes: Processes, ticket: Any) -> Server:
    """A server that is not started yet; the ticket is in the database before."""
    return Server(processes)


@pytest.fixture
def stream(listeners: list[Listener]) -> Listen:
    """Return a function that opens a stream of server-sent events as a person."""

    def open_stream(url: str, person: Any = None, **options: Any) -> Stream:
        if person is not None:
            options["auth"] = login(person)
        listener = Stream(url, **options)
        listeners.append(listener)
        return listener

    return open_stream


@pytest.fixture
def websocket(listeners: list[Listener]) -> Listen:
    """Return a function that opens a WebSocket with the cookie or the token it is given."""

    def open_socket(url: str, **options: Any) -> Socket:
        listener = Socket(url, **options)
        listeners.append(listener)
        return listener

    return open_socket


@pytest.fixture
def cookie_of() -> Callable[[Any], dict[str, str]]:
    """Return a function that logs a person in and gives the headers with their cookie."""

    def log_in(person: Any) -> dict[str, str]:
        client = Client()
        client.force_login(user_of(person))
        return {"Cookie": f"sessionid={client.cookies['sessionid'].value}"}

    return log_in
