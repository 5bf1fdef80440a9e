"""What leaves as server-sent events, also where middleware has changed it."""

import gzip
from collections.abc import AsyncIterator

from asgiref.sync import async_to_sync
from django.middleware.gzip import GZipMiddleware
from django.test import RequestFactory

from django_support_tickets.realtime.sse import EventStream

PIECES = [b"data: 1\n\n", b"data: 2\n\n"]


async def pieces() -> AsyncIterator[bytes]:
    for piece in PIECES:
        yield piece


async def sent(response: EventStream) -> bytes:
    return b"".join([piece async for piece in response])


def test_middleware_may_replace_what_is_sent() -> None:
    plain, changed = EventStream(pieces()), EventStream(pieces())
    request = RequestFactory().get("/", HTTP_ACCEPT_ENCODING="gzip")
    GZipMiddleware(lambda _request: changed)(request)
    assert async_to_sync(sent)(plain) == b"".join(PIECES)
    assert gzip.decompress(async_to_sync(sent)(changed)) == b"".join(PIECES)
