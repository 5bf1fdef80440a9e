"""Each bus carries between processes, and finds back after what it runs on has died."""

from typing import Any

import pytest
from django.db import connection

from django_support_tickets.models import Ticket
from tests.outbox.processes import Processes, wait_until
from tests.outbox.redis_server import RedisServer
from tests.realtime.conftest import Listen
from tests.realtime.listening import polled, say
from tests.realtime.servers import Server

pytestmark = pytest.mark.django_db(transaction=True)

BUSES = "django_support_tickets.realtime.buses"
SLOW = 3600  # seconds: no heartbeat comes to the help of the bus
LAYER = "channels_redis.core.RedisChannelLayer"


def layers(redis: RedisServer) -> dict[str, Any]:
    return {"default": {"BACKEND": LAYER, "CONFIG": {"hosts": [redis.url]}}}


def carries(servers: list[Server], ticket: Ticket, agent: Any, stream: Listen) -> Any:
    """Listen at the first server to what is said at the second."""
    first, second = servers
    listener = stream(f"{first.address}/tickets/{ticket.pk}/stream/", agent)
    listener.until_heard("ticket")
    for n in range(3):
        say(second.address, ticket, agent, is_internal=n == 1)
        listener.until_heard("ticket", 2 + n)
    assert listener.of("ticket") == polled(second.address, ticket, agent)
    return listener


@pytest.fixture
def two(processes: Processes, ticket: Ticket) -> list[Server]:
    return [Server(processes), Server(processes)]


def test_redis(
    two: list[Server], redis: RedisServer, ticket: Ticket, agent: Any, stream: Listen
) -> None:
    for server in two:
        options = {"url": redis.url, "timeout": 1}
        server.start(BACKEND=f"{BUSES}.redis.RedisBus", OPTIONS=options, HEARTBEAT=SLOW)
    listener = carries(two, ticket, agent, stream)
    redis.stop()
    say(two[1].address, ticket, agent)  # which nobody can be told of
    redis.start()
    listener.until_heard("ticket", 5)  # but it is read when Redis is back
    say(two[1].address, ticket, agent)
    listener.until_heard("ticket", 6)
    assert listener.of("ticket") == polled(two[1].address, ticket, agent)


def test_channels(
    two: list[Server], redis: RedisServer, ticket: Ticket, agent: Any, stream: Listen
) -> None:
    for server in two:
        server.start(
            extra={"CHANNEL_LAYERS": layers(redis)},
            BACKEND=f"{BUSES}.channels.ChannelsBus",
            HEARTBEAT=SLOW,
        )
    carries(two, ticket, agent, stream)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs LISTEN and NOTIFY")
def test_postgresql(two: list[Server], ticket: Ticket, agent: Any, stream: Listen) -> None:
    for server in two:
        server.start(BACKEND=f"{BUSES}.postgresql.PostgreSQLBus", HEARTBEAT=SLOW)
    listener = carries(two, ticket, agent, stream)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE query LIKE 'LISTEN%' AND datname = current_database()"
        )
        assert cursor.fetchall()
    say(two[1].address, ticket, agent)
    listener.until_heard("ticket", 5)


def backends() -> list[str]:
    """Return what the other connections to this database are doing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return [state for (state,) in cursor.fetchall()]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="asks the server who is connected")
def test_an_open_stream_holds_no_connection_to_the_database(
    server: Server, ticket: Ticket, agent: Any, stream: Listen
) -> None:
    """Also where each request is a transaction: its locks would live as long as the stream."""
    server.start(extra={"DATABASE": {"ATOMIC_REQUESTS": True}}, HEARTBEAT=SLOW)
    listener = stream(f"{server.address}/tickets/{ticket.pk}/stream/", agent)
    say(server.address, ticket, agent)
    listener.until_heard("ticket", 2)
    wait_until(lambda: backends() == [])
    say(server.address, ticket, agent)
    listener.until_heard("ticket", 3)


def test_without_a_bus_between_them_the_heartbeat_brings_it(
    two: list[Server], ticket: Ticket, agent: Any, stream: Listen
) -> None:
    for server in two:
        server.start(HEARTBEAT=1)
    carries(two, ticket, agent, stream)


def test_a_bus_that_is_away_fails_no_request_and_no_stream(
    server: Server, ticket: Ticket, agent: Any, stream: Listen
) -> None:
    options = {"url": "redis://127.0.0.1:1/0", "timeout": 1}
    server.start(BACKEND=f"{BUSES}.redis.RedisBus", OPTIONS=options, HEARTBEAT=1)
    listener = stream(f"{server.address}/tickets/{ticket.pk}/stream/", agent)
    say(server.address, ticket, agent)
    listener.until_heard("ticket", 2)
    wait_until(lambda: "hints were lost" in server.processes.log.read_text())
