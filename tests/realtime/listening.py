"""Clients that listen in a thread and remember what they heard."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.factories import PASSWORD, user_of
from tests.outbox.processes import SECONDS


def login(person: Any) -> tuple[str, str]:
    return user_of(person).get_username(), PASSWORD


class Listener:
    """What came in, in order, as (kind, id, data)."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str, Any]] = []
        self.news = threading.Condition()
        self.is_over = False

    def until(self, condition: Callable[[], Any]) -> Any:
        """Wait until the condition holds, and return what it returned."""
        with self.news:
            assert self.news.wait_for(condition, SECONDS), self.heard
            return condition()

    def until_heard(self, kind: str, times: int = 1) -> list[Any]:
        """Wait for some of a kind and return their data."""
        return list(self.until(lambda: self.of(kind)[times - 1 :] and self.of(kind)))

    def until_over(self) -> None:
        self.until(lambda: self.is_over)

    def of(self, kind: str) -> list[Any]:
        return [data for found, _id, data in self.heard if found == kind]

    @property
    def sequences(self) -> list[int]:
        return [event["sequence"] for event in self.of("ticket")]

    def add(self, kind: str, number: str, data: Any) -> None:
        with self.news:
            self.heard.append((kind, number, data))
            self.news.notify_all()

    def end(self) -> None:
        with self.news:
            self.is_over = True
            self.news.notify_all()


class Stream(Listener):
    """One answer of server-sent events; a line of its comments counts as kind "comment"."""

    status = 0
    body: Any = None

    def __init__(self, url: str, **options: Any) -> None:
        super().__init__()
        self.client = httpx.Client(timeout=httpx.Timeout(SECONDS))
        self.url, self.options = url, options
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        try:
            with self.client.stream("GET", self.url, **self.options) as response:
                self.headers = response.headers
                if response.status_code != 200:
                    self.body = json.loads(response.read())
                self.status = response.status_code
                for block in blocks(response.iter_lines()):
                    self.add(*block)
        except (httpx.TransportError, httpx.StreamError):
            pass  # the server was killed, or the test has closed the client
        finally:
            self.end()

    def close(self) -> None:
        self.client.close()


def blocks(lines: Iterator[str]) -> Iterator[tuple[str, str, Any]]:
    """Read lines as the standard of server-sent events has it."""
    fields: dict[str, str] = {}
    for line in lines:
        name, _colon, value = line.partition(": ")
        if line == "":
            if "data" in fields:
                yield fields["event"], fields.get("id", ""), json.loads(fields["data"])
            fields = {}
        elif line.startswith(":"):
            yield "comment", "", line
        elif name == "retry":
            yield "retry", "", int(value)
        else:
            fields[name] = value


class Socket(Listener):
    """A WebSocket; events have the kind "ticket", as in a stream."""

    def __init__(self, url: str, **options: Any) -> None:
        super().__init__()
        self.stack = ExitStack()
        opening = connect(url, open_timeout=SECONDS, compression=None, **options)
        self.connection: ClientConnection = self.stack.enter_context(opening)
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        try:
            for text in self.connection:
                message = json.loads(text)
                kind = message.pop("type")
                if kind == "event":
                    event = message["event"]
                    self.add("ticket", str(event["sequence"]), event)
                else:
                    self.add(kind, "", message)
        except ConnectionClosed:
            pass
        finally:
            self.end()

    @property
    def close_code(self) -> int | None:
        return self.connection.close_code

    def close(self) -> None:
        self.stack.close()


@contextmanager
def closing_all() -> Iterator[list[Listener]]:
    opened: list[Any] = []
    try:
        yield opened
    finally:
        for listener in opened:
            listener.close()


def polled(address: str, ticket: Any, person: Any, after: int = 0) -> list[Any]:
    """Return all events that polling gives, page by page."""
    found: list[Any] = []
    url: str | None = f"{address}/tickets/{ticket.pk}/events/?after={after}"
    with httpx.Client(auth=login(person), timeout=SECONDS) as client:
        while url:
            page = client.get(url).raise_for_status().json()
            found += page["results"]
            url = page["next"]
    return found


def say(address: str, ticket: Any, person: Any, text: str = "Hello", **more: Any) -> Any:
    """Post a message; it must be created."""
    url = f"{address}/tickets/{ticket.pk}/messages/"
    answer = httpx.post(
        url, json={"message_text": text, **more}, auth=login(person), timeout=SECONDS
    )
    assert answer.status_code == 201, answer.text
    return answer.json()


def after_seconds(seconds: float) -> Callable[[], bool]:
    deadline = time.monotonic() + seconds
    return lambda: time.monotonic() > deadline
