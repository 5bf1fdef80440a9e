"""Whatever is killed, every client ends with exactly the events of the database, in order."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from django_support_tickets.models import Ticket
from tests.factories import TicketFactory
from tests.outbox.processes import SECONDS, wait_until
from tests.outbox.redis_server import RedisServer
from tests.realtime.listening import Stream, login, polled
from tests.realtime.servers import Server

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 16
EACH = 12


class Follower:
    """A client that comes back whenever its stream ends, with the last id it has."""

    def __init__(self, url: str, person: Any) -> None:
        self.url, self.person = url, person
        self.events: list[Any] = []
        self.ids: list[str] = []
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self.follow, daemon=True)
        self.thread.start()

    def follow(self) -> None:
        while not self.stopping.is_set():
            last = {"Last-Event-ID": self.ids[-1]} if self.ids else {}
            self.stream = Follow(self, auth=login(self.person), headers=last)
            self.stream.until_over()
            self.stopping.wait(0.1)

    def stop(self) -> None:
        self.stopping.set()
        self.stream.close()
        self.thread.join(SECONDS)


class Follow(Stream):
    """One of a follower's streams."""

    def __init__(self, follower: Follower, **options: Any) -> None:
        self.follower = follower
        super().__init__(follower.url, **options)

    def add(self, kind: str, number: str, data: Any) -> None:
        assert kind != "reset", "nothing here is a reason to begin anew"
        if kind == "ticket":
            self.follower.events.append(data)
            self.follower.ids.append(number)
        super().add(kind, number, data)

    def until_over(self) -> None:
        with self.news:
            while not self.is_over:
                self.news.wait(1)


def write(server: Server, ticket: Ticket, person: Any, number: int) -> None:
    """Post messages; each is tried again with its token until the server takes it."""
    url = f"{server.address}/tickets/{ticket.pk}/messages/"
    with httpx.Client(auth=login(person), timeout=SECONDS) as client:
        for n in range(EACH):
            body = {"message_text": "Hi", "client_token": f"{number}-{n}"}
            body |= {"is_internal": True} if n % 3 == 0 and person.is_staff else {}
            wait_until(lambda body=body: _taken(client, url, body))


def _taken(client: httpx.Client, url: str, body: Any) -> bool:
    try:
        answer = client.post(url, json=body)
    except httpx.TransportError:
        return False
    assert answer.status_code in {200, 201, 500}, answer.text  # 500: killed half way
    return answer.status_code != 500


def test_servers_and_redis_die_while_many_write(
    server: Server, redis: RedisServer, ticket: Ticket, customer: Any, agent: Any
) -> None:
    backend = "django_support_tickets.realtime.buses.redis.RedisBus"
    other = TicketFactory(customer=customer)
    second = Server(server.processes)
    for one in (server, second):
        one.start(BACKEND=backend, OPTIONS={"url": redis.url}, HEARTBEAT=2)
    followers = [
        Follower(f"{place.address}/tickets/{one.pk}/stream/", person)
        for place in (server, second)
        for one in (ticket, other)
        for person in (customer, agent)
    ]
    with ThreadPoolExecutor(WRITERS) as pool:
        writing = [
            pool.submit(write, second, (ticket, other)[n % 2], agent if n % 4 < 2 else customer, n)
            for n in range(WRITERS)
        ]
        for done in (0.2, 0.6):
            wait_until(lambda done=done: _written(ticket) > done * WRITERS / 2 * EACH)
            server.kill()
            if done == 0.2:
                redis.stop()
            server.start()
            if done == 0.2:
                redis.start()
        for future in writing:
            future.result()
    for follower in followers:
        one = ticket if str(ticket.pk) in follower.url else other
        truth = polled(second.address, one, follower.person)
        wait_until(lambda follower=follower, truth=truth: len(follower.events) >= len(truth))
        follower.stop()
        assert follower.events == truth
        assert follower.ids == [str(event["sequence"]) for event in truth]
    assert Ticket.objects.get(pk=ticket.pk).version >= 1 + WRITERS / 2 * EACH


def _written(ticket: Ticket) -> int:
    return Ticket.objects.get(pk=ticket.pk).version
