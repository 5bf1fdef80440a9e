"""The WebSocket application: a thin ASGI application on the same hub as the streams."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, Any

from django.db import connections

from django_support_tickets.conf import settings
from django_support_tickets.realtime.following import follow
from django_support_tickets.realtime.handshake import PATH, Refused, comes_from_here, welcome
from django_support_tickets.realtime.presence import SECONDS
from django_support_tickets.realtime.publishing import show

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping, Sequence

    from django_support_tickets.realtime.connections import Connection
    from django_support_tickets.realtime.frames import Frame

    Scope = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
    Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

SIGN_SECONDS = 1  # between two signs of presence of one connection that are passed on
CLOSE_CODES = {"not_authenticated": 4001, "ticket_not_found": 4004}


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve ``.../tickets/{id}/`` and ``.../inbox/``; mount it where the host's router likes."""
    await receive()  # websocket.connect
    if not PATH.search(scope["path"]) or settings.REALTIME is None or not comes_from_here(scope):
        await send({"type": "websocket.close"})  # before it was accepted: an HTTP 403
        return
    await send({"type": "websocket.accept"})
    try:
        connection = await asyncio.to_thread(_asked, scope)
    except Refused as refused:
        await _end(send, refused.code, refused.close_code)
        return
    with suppress(OSError):  # a client that is gone
        await _serve(connection, receive, send)


def _asked(scope: Scope) -> Connection:
    try:
        return welcome(scope)
    finally:
        connections.close_all()


async def _serve(connection: Connection, receive: Receive, send: Send) -> None:
    hearing = asyncio.ensure_future(_hear(connection, receive))
    is_ended = False
    try:
        async with aclosing(follow(connection)) as news:
            async for frames in news:
                await _tell(frames, send)
                is_ended = frames[-1].kind == "end"
                del frames  # it may be long, and the next wait, too
        if not is_ended and not hearing.done():
            await send({"type": "websocket.close", "code": 1012})  # come again
    finally:
        hearing.cancel()
        with suppress(asyncio.CancelledError):
            await hearing


async def _tell(frames: Sequence[Frame], send: Send) -> None:
    for frame in frames:
        if frame.kind == "end":
            code = frame.data["error"]
            await _end(send, code, CLOSE_CODES.get(code, 4003))
        elif frame.text:
            await send({"type": "websocket.send", "text": frame.text})


async def _end(send: Send, code: str, close_code: int) -> None:
    await send({"type": "websocket.send", "text": json.dumps({"type": "end", "error": code})})
    await send({"type": "websocket.close", "code": close_code, "reason": code})


async def _hear(connection: Connection, receive: Receive) -> None:
    """Pass on that the client is there or typing, until it is gone."""
    last = 0.0
    try:
        while (message := await receive())["type"] != "websocket.disconnect":
            said = _said(message.get("text"))
            now = time.monotonic()
            if said and connection.ticket_id is not None and now - last >= SIGN_SECONDS:
                last = now
                who = (connection.person_key, connection.person_name)
                show(*who, connection.ticket_id, at_desk=connection.sees_internal, **said)
    finally:
        connection.finish()


def _said(text: str | None) -> dict[str, Any] | None:
    try:
        content = json.loads(text or "")
    except (RecursionError, ValueError):
        return None
    if not isinstance(content, dict) or content.get("type") not in tuple(SECONDS):
        return None
    return {"state": content["type"], "is_internal": content.get("is_internal") is True}
