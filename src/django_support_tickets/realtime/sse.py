"""Frames as server-sent events, in an answer that Django streams under ASGI."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from asgiref.sync import SyncToAsync
from django.db import connections
from django.http import StreamingHttpResponse

from django_support_tickets.realtime.following import follow
from django_support_tickets.realtime.frames import FIRST

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from django_support_tickets.realtime.connections import Connection


class EventStream(StreamingHttpResponse):
    """What is sent as it was given: Django would put two generators around it for each connection.

    Middleware may replace the content.
    """

    is_async = True
    streaming_content: Any = None

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Return the content."""
        return aiter(self.streaming_content)


def event_stream(connection: Connection) -> StreamingHttpResponse:
    """Return the answer that tells the connection until it ends. Only for ASGI."""
    stream = _stream(connection)
    response = EventStream(stream, content_type="text/event-stream; charset=utf-8")
    response["Cache-Control"] = "no-cache, no-transform"
    response["X-Accel-Buffering"] = "no"  # nginx would collect events before it sends them
    return response


async def _stream(connection: Connection) -> AsyncIterator[bytes]:
    await _release_thread()
    yield FIRST
    async for frames in follow(connection):
        yield b"".join([frame.sse for frame in frames])
        del frames  # they may be many, and the next wait long


async def _release_thread() -> None:
    """End the thread, with its database connections, that Django has for this request.

    It would wait for the end of the stream. Whatever needs a thread then gets a new one.
    """
    context = SyncToAsync.thread_sensitive_context.get(None)
    if context is None:
        return
    executor = SyncToAsync.context_to_thread_executor.pop(context, None)
    if executor is not None:
        await asyncio.get_running_loop().run_in_executor(executor, connections.close_all)
        executor.shutdown(wait=False)
