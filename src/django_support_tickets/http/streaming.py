"""Answers that leave piece by piece, under WSGI and ASGI alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest

from django_support_tickets.conf import settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

POLL_SECONDS = 15  # between questions of a client to whom nothing is streamed


def as_served(request: Any, chunks: Iterator[bytes]) -> Iterator[bytes] | AsyncIterator[bytes]:
    """Return the chunks as the server of this request sends them one by one.

    Under ASGI Django would read a synchronous iterator into memory as a whole.
    """
    return _as_async(chunks) if is_async(request) else chunks


def is_async(request: Any) -> bool:
    """Whether the server of this request speaks ASGI."""
    return isinstance(getattr(request, "_request", request), ASGIRequest)


def can_stream(request: Any) -> bool:
    """Whether the server of this request can hold a stream open, and the host wants it to."""
    return is_async(request) and settings.REALTIME is not None


async def _as_async(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    while chunk := await sync_to_async(next)(chunks, b""):  # type: ignore[call-arg]  # next() is overloaded
        yield chunk
