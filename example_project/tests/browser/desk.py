"""A desk with one ticket that pushes by every channel, and misbehaves as a test wants it to."""

from __future__ import annotations

import asyncio
import json
import mimetypes
import random
import threading
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qsl

import uvicorn
from serving import free_port

import django_support_tickets

STATIC = Path(django_support_tickets.__file__).parent / "static"
TICKET = "01a20397-c9f8-7599-adf7-2ba1dee828f1"
PAGE = 3  # events, so that catching up takes several requests
SECONDS = 30
STREAMS = {"/api/stream/", f"/api/tickets/{TICKET}/stream/"}
DROP = object()  # ends a connection without a word


class Desk:
    """The truth, who listens, and what was asked. Methods may be called from any thread."""

    def __init__(self) -> None:
        self.events = []
        self.listeners = []
        self.requests = []
        self.refused = {}  # path -> statuses with which the next requests are answered
        self.tokens = []  # of the next links
        self.realtime = {"stream_url": "/api/stream/", "poll_seconds": 0.1}
        self.first_words = "retry: 20\n\n"
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.form = {"url": f"{self.address}/bucket", "fields": {"key": "k1"}, "token": "t1"}
        self.changed = threading.Condition()

    def write(self, count=1, *, pushed=True) -> None:
        for _ in range(count):
            sequence = len(self.events) + 1
            self.events.append({"sequence": sequence, "type": "message_posted", "data": {"ü": "é"}})
            if pushed:
                self.push(sequence)

    def push(self, sequence: int) -> None:
        self.say({"type": "event", "event": self.events[sequence - 1]})

    def say(self, message) -> None:
        """Push a message, or DROP, to everybody who listens."""
        for listener in list(self.listeners):
            self.loop.call_soon_threadsafe(listener.put_nowait, message)

    def drop(self) -> None:
        """End every connection without a word, and wait until they are gone."""
        gone = list(self.listeners)
        self.say(DROP)
        self.wait_until(lambda: not any(listener in self.listeners for listener in gone))

    def asked(self, path: str):
        return [request for request in list(self.requests) if request.path == path]

    def wait_until(self, condition) -> None:
        """Wait for what requests change: who listens, and what was asked."""
        with self.changed:
            assert self.changed.wait_for(condition, SECONDS), "this takes too long"

    def note(self, change) -> None:
        with self.changed:
            change()
            self.changed.notify_all()

    def start(self) -> None:
        config = uvicorn.Config(
            self, port=self.port, log_level="critical", lifespan="off", timeout_graceful_shutdown=1
        )
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=asyncio.run, args=[self.serve()])
        self.thread.start()
        while not self.server.started:
            assert self.thread.is_alive(), "the server has ended"

    async def serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        await self.server.serve()

    def stop(self) -> None:
        self.server.should_exit = True
        self.say(DROP)
        self.thread.join(SECONDS)
        assert not self.thread.is_alive()

    async def __call__(self, scope, receive, send) -> None:
        query = dict(parse_qsl(scope["query_string"].decode()))
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        method, path = scope.get("method", "WS"), scope["path"]
        request = SimpleNamespace(method=method, path=path, query=query, headers=headers)
        body = b"" if scope["type"] == "websocket" else await body_of(receive)
        request.body = body
        self.note(lambda: self.requests.append(request))
        if self.refused.get(path):
            status = self.refused[path].pop(0)
            await self.answer(send, {"error": "refused"}, status=status)
        elif scope["type"] == "websocket":
            await self.talk(request, receive, send)
        elif path in STREAMS:
            await self.stream(request, receive, send)
        elif path.startswith("/static/"):
            await self.file(path, send)
        else:
            status, answer = self.answer_to(request)
            await self.answer(send, answer, status=status)

    def answer_to(self, request):
        """Return the status and the JSON of an answer at once."""
        ticket = f"/api/tickets/{TICKET}"
        answers = {
            "/": lambda: (200, None),
            "/bucket": lambda: (204, None),
            "/api/meta/": lambda: (200, {"realtime": self.realtime}),
            "/api/tickets/": lambda: (200, page_of([{"id": TICKET, "version": len(self.events)}])),
            "/api/stream-link/": lambda: (200, self.link_for(request)),
            f"{ticket}/events/": lambda: (200, self.events_after(int(request.query["after"]))),
            f"{ticket}/presence/": lambda: (204, None),
            f"{ticket}/attachments/direct/": lambda: (200, self.form),
            f"{ticket}/attachments/confirm/": lambda: (201, json.loads(request.body)),
        }
        refusal = 404, {"error": "not_found", "message": "There is nothing here."}
        return answers.get(request.path, lambda: refusal)()

    def events_after(self, after: int):
        more = "more" if after + PAGE < len(self.events) else None
        return page_of(self.events[after : after + PAGE], more=more)

    def link_for(self, request):
        target = json.loads(request.body).get("ticket", "the inbox")
        return {"token": self.tokens.pop() if self.tokens else f"for {target}"}

    async def answer(self, send, answer, *, status, kind="application/json") -> None:
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        headers = [(b"content-type", kind.encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if status == 204 else body})

    async def file(self, path: str, send) -> None:
        file = STATIC / path.removeprefix("/static/")
        kind = mimetypes.guess_type(file)[0] or ""
        await self.answer(send, file.read_bytes(), status=200, kind=kind)

    async def stream(self, request, receive, send) -> None:
        headers = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        async with self.listening(request, receive) as messages:
            await self.send_pieces(send, self.first_words)
            while (message := await messages.get()) is not DROP:
                await self.send_pieces(send, as_frame(message))
            raise ConnectionAbortedError

    async def send_pieces(self, send, text: str) -> None:
        """Send in pieces that end anywhere, as networks do."""
        data = text.encode()
        while data:
            size = random.randint(1, len(data))  # noqa: S311 - no secret
            await send({"type": "http.response.body", "body": data[:size], "more_body": True})
            data = data[size:]

    async def talk(self, request, receive, send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        if request.query["token"] == "expired":
            await send({"type": "websocket.close", "code": 4001})
            return
        async with self.listening(request, receive) as messages:
            while (message := await messages.get()) is not DROP:
                await send({"type": "websocket.send", "text": json.dumps(message)})
            raise ConnectionAbortedError

    @asynccontextmanager
    async def listening(self, request, receive):
        """Give the queue of a connection, with what it has missed."""
        queue = asyncio.Queue()
        if request.path != "/api/stream/":
            for event in self.events[int(request.query["after"]) :]:
                queue.put_nowait({"type": "event", "event": event})
        watch = asyncio.create_task(drop_when_left(receive, queue))
        self.note(lambda: self.listeners.append(queue))
        try:
            yield queue
        finally:
            watch.cancel()
            self.note(lambda: self.listeners.remove(queue))


async def drop_when_left(receive, queue) -> None:
    while not (await receive())["type"].endswith("disconnect"):
        pass
    queue.put_nowait(DROP)


def page_of(results, *, more=None):
    return {"next": more, "previous": None, "results": results}


async def body_of(receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


def as_frame(message) -> str:
    """Return a message as an event of a stream; text is sent as it is."""
    if isinstance(message, str):
        return message
    content = {name: value for name, value in message.items() if name != "type"}
    if message["type"] == "event":
        event = json.dumps(message["event"], ensure_ascii=False)
        return f"id: {message['event']['sequence']}\r\nevent: ticket\r\ndata: {event}\r\n\r\n"
    return f": ping\n\nevent: {message['type']}\ndata: {json.dumps(content)}\n\n"


@contextmanager
def running_desk():
    desk = Desk()
    desk.start()
    try:
        yield desk
    finally:
        desk.stop()
