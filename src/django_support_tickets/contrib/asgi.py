"""Django's ASGI application, which takes bodies of the desk only as far as its limits go."""

from __future__ import annotations

import asyncio
import re
import tempfile
from io import BytesIO, RawIOBase
from typing import IO, TYPE_CHECKING, Any, cast

import django
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, ASGIRequest
from django.urls import Resolver404, resolve

from django_support_tickets.conf import settings
from django_support_tickets.files.intake import too_large_together
from django_support_tickets.http.uploads import MARK

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]

IN_MEMORY = 256 * 1024  # bytes of a body; Django would keep FILE_UPLOAD_MAX_MEMORY_SIZE
ROOM = 1024 * 1024  # bytes for the texts of a message and what a form puts around its parts
PART_HEAD = 16 * 1024  # bytes that a part of a form may have before its content
READING = {"GET", "HEAD", "OPTIONS"}
API, PAGES = "support_tickets", "support_pages"  # names of our URLs, wherever they are included
BOUNDARY = re.compile(rb"""boundary="?([^";,]{1,200})""", re.IGNORECASE)


def get_asgi_application() -> ASGIHandler:
    """Return an application to be used in the place of Django's of the same name.

    A request to the desk with a file larger than ``LIMITS`` allow, or a body larger than all
    files of a message, is refused with ``file_too_large`` as soon as that is known, and the rest
    is not read. Bodies
    lie in a temporary file meanwhile. Requests to the rest of the host are served as ever.
    """
    django.setup(set_prefix=False)
    return DeskASGIHandler()


class DeskASGIHandler(ASGIHandler):
    """Django's handler, but for how it takes the bodies that are for the desk."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one request."""
        door = door_of(scope) if scope["type"] == "http" else None
        if door:
            scope = {**scope, MARK: True}
            receive = Body(scope, receive, keeps_fields=door == PAGES)
            send = receive.closing(send)
        await super().__call__(scope, receive, send)

    async def read_body(self, receive: Any) -> Any:
        """Return the body as a file; that of a body too large raises when it is read."""
        if isinstance(receive, Body):
            return await receive.read()
        return await super().read_body(receive)


def door_of(scope: MutableMapping[str, Any]) -> str | None:
    """Return which of the desk's doors a request goes to that may have a body, if to any."""
    if scope["method"] in READING:
        return None
    try:
        names = resolve(ASGIRequest(dict(scope), BytesIO()).path_info).app_names
    except Resolver404:
        return None
    return next((door for door in (API, PAGES) if door in names), None)


class Part:
    """The part of a form that is coming in, by the boundaries between parts."""

    def __init__(self, scope: MutableMapping[str, Any]) -> None:
        found = BOUNDARY.search(dict(scope["headers"]).get(b"content-type", b""))
        self._boundary = b"--" + found[1] if found else b""
        self._tail = b""
        self.size = 0  # bytes since its beginning, with its head

    def add(self, chunk: bytes) -> None:
        """Take the next piece of the body, in which other parts may begin."""
        self.size += len(chunk)
        if not self._boundary:
            return
        seen = self._tail + chunk  # a boundary may come in two pieces
        begins = seen.rfind(self._boundary)
        if begins >= 0:
            self.size = len(seen) - begins
        self._tail = seen[-len(self._boundary) :]


class Body:
    """What a server gives of a body, up to the limit. It is the ``receive`` of its request.

    One that says that it is too large is read nevertheless if ``keeps_fields``.
    """

    def __init__(
        self, scope: MutableMapping[str, Any], receive: Receive, *, keeps_fields: bool
    ) -> None:
        limits = settings.limits
        self.limit = limits["file_size"] * limits["files_per_message"] + ROOM
        self.part_limit = limits["file_size"] + PART_HEAD
        self.is_too_large = not keeps_fields and _announced(scope) > self.limit
        self._scope = scope
        self._receive = receive

    async def __call__(self) -> Message:
        """Return the next message; of a body that was refused there is none."""
        if self.is_too_large:
            await asyncio.get_running_loop().create_future()  # until the answer is sent
        return await self._receive()

    async def read(self) -> IO[bytes]:
        """Return all of it, or a file that has the beginning and then raises."""
        body: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - Django closes it
        part, more = Part(self._scope), not self.is_too_large
        while more:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                body.close()
                raise RequestAborted
            chunk = message.get("body", b"")
            body.write(chunk)
            part.add(chunk)
            self.is_too_large = body.tell() > self.limit or part.size > self.part_limit
            more = message.get("more_body", False) and not self.is_too_large
        self._say_length(body.tell() or _announced(self._scope))
        body.seek(0)
        return cast("IO[bytes]", CutOff(body)) if self.is_too_large else body

    def closing(self, send: Send) -> Send:
        """Return ``send``, which ends the connection after the answer to a body too large."""

        async def send_and_close(message: Message) -> None:
            if self.is_too_large and message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
            await send(message)

        return send_and_close

    def _say_length(self, length: int) -> None:
        """A body in chunks came without a length, and REST framework reads none without."""
        others = [pair for pair in self._scope["headers"] if pair[0] != b"content-length"]
        self._scope["headers"] = [*others, (b"content-length", b"%d" % length)]


def _announced(scope: MutableMapping[str, Any]) -> int:
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    return int(lengths[0]) if lengths and lengths[0].isdigit() else 0


class CutOff(RawIOBase):
    """The beginning of a body too large: in a form, the fields and the files that came in.

    A form can be shown again with what was typed; who reads to the end gets the error that the
    API answers with.
    """

    def __init__(self, beginning: IO[bytes]) -> None:
        self._beginning = beginning

    def read(self, size: int = -1, /) -> bytes:
        """Return bytes; raise ``FileTooLarge`` where there are no more."""
        found = self._beginning.read(size) if size >= 0 else b""
        if not found:
            raise too_large_together()
        return found

    def close(self) -> None:
        """Drop what came in."""
        self._beginning.close()
        super().close()
