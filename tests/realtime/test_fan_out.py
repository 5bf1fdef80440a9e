"""A thousand readers of one ticket in one process: everybody gets everything."""

import asyncio
import resource
import time
from typing import Any
from urllib.parse import urlsplit

import pytest

from django_support_tickets.models import Ticket
from django_support_tickets.realtime.links import sign
from tests.factories import user_of
from tests.outbox.processes import SECONDS
from tests.realtime.listening import polled, say
from tests.realtime.servers import Server

pytestmark = pytest.mark.django_db(transaction=True)

READERS = 1000
EVENTS = 5


class Reader(asyncio.Protocol):
    """A client that keeps all it gets."""

    def __init__(self, request: bytes) -> None:
        self.request = request
        self.got = b""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self.got += data

    @property
    def ids(self) -> list[int]:
        lines = self.got.split(b"\n")
        return [int(line[4:]) for line in lines if line.startswith(b"id: ")]


async def until(readers: list[Reader], number: int) -> None:
    deadline = asyncio.get_running_loop().time() + SECONDS
    while not all(len(reader.ids) >= number for reader in readers):
        assert asyncio.get_running_loop().time() < deadline, "somebody was not told"
        await asyncio.sleep(0.1)


async def listen(server: Server, path: str, ticket: Ticket, agent: Any) -> list[Reader]:
    loop, place = asyncio.get_running_loop(), urlsplit(server.address)
    request = f"GET {path} HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode()
    readers: list[Reader] = []
    for _ in range(READERS // 50):
        for _ in range(50):
            _transport, reader = await loop.create_connection(
                lambda: Reader(request), place.hostname, place.port
            )
            readers.append(reader)
        await until(readers, 1)
    for _ in range(EVENTS):
        await loop.run_in_executor(None, say, server.address, ticket, agent)
    await until(readers, 1 + EVENTS)
    for reader in readers:
        reader.transport.close()
    return readers


def test_a_thousand_readers_all_get_every_event(server: Server, ticket: Ticket, agent: Any) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    try:
        server.start(STREAMS_PER_PERSON=2 * READERS)
        token = sign(user_of(agent), str(ticket.pk), until=time.time() + SECONDS)
        path = f"/api/support/tickets/{ticket.pk}/stream/?token={token}"
        readers = asyncio.run(listen(server, path, ticket, agent))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    truth = [event["sequence"] for event in polled(server.address, ticket, agent)]
    assert all(reader.ids == truth for reader in readers)
