"""What is told to a connection, rendered once for all connections that it goes to."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any


class Frame:
    """One thing to tell. ``sequence`` is that of an event of a ticket, as its reader counts."""

    def __init__(self, kind: str, data: Any, *, sequence: int | None = None) -> None:
        self.kind = kind
        self.data = data
        self.sequence = sequence

    @cached_property
    def sse(self) -> bytes:
        """The frame as a server-sent event."""
        number = "" if self.sequence is None else f"id: {self.sequence}\n"
        return f"{number}event: {self.kind}\ndata: {_json(self.data)}\n\n".encode()

    @cached_property
    def text(self) -> str:
        """The frame as a message of a WebSocket; empty for what only server-sent events need."""
        body = {"event": self.data} if self.kind == "ticket" else self.data
        return _json({"type": MESSAGE_TYPES.get(self.kind, self.kind), **body})


class Ping(Frame):
    """A sign of life: proxies close what is silent. WebSocket servers have pings of their own."""

    sse = b": ping\n\n"
    text = ""


MESSAGE_TYPES = {"ticket": "event"}
FIRST = b"retry: 2000\n\n"
PING = Ping("ping", {})
RESET = Frame("reset", {})


def end(code: str) -> Frame:
    """Return the last frame of a connection whose reader may not go on, and why."""
    return Frame("end", {"error": code})


def _json(value: Any) -> str:
    # On one line, as data of a server-sent event must be: JSON has no line breaks in texts.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
