"""Sending bytes: safe headers, and a part of the file where a part is asked for."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import IO, TYPE_CHECKING, NamedTuple

from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from django_support_tickets.conf import settings
from django_support_tickets.exceptions import AttachmentNotFound
from django_support_tickets.files import presigning
from django_support_tickets.files.storage import attachment_storage, reaching_storage
from django_support_tickets.http.streaming import as_served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponseBase

    from django_support_tickets.models import Attachment

# What a browser may show in place. SVG and HTML can hold scripts and are never among them.
# Text is only ever text: nosniff forbids a browser to find more in it.
SHOWN_IN_PLACE = {
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "application/pdf",
    "text/plain",
}
CHUNK = 64 * 1024
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


class Span(NamedTuple):
    """A part of a file: from byte ``start``, ``length`` bytes."""

    start: int
    length: int


def file_response(
    request: HttpRequest, attachment: Attachment, *, inline: bool = False
) -> HttpResponseBase:
    """Return the file's bytes, or the part that ``Range`` names (RFC 9110, 14), or 304.

    The caller has checked that the bytes may be read. A storage that signs its own URLs is sent
    to instead; of any other nothing is asked but ``open()``, and never the file as a whole.
    Raises ``AttachmentNotFound`` if the bytes are gone, and ``StorageUnavailable``.
    """
    if attachment.redacted_at is not None:
        raise AttachmentNotFound
    with reaching_storage():
        if presigning.can_presign():
            return _redirect(attachment, inline=inline)
    etag, whole = f'"{attachment.sha256}"', Span(0, attachment.file_size)
    answered = get_conditional_response(request, etag=etag)
    if answered is not None:  # the reader has these bytes: nothing is opened
        answered["ETag"] = etag
        if answered.status_code == HTTPStatus.NOT_MODIFIED:
            _set_safety(answered)  # a cache takes these headers for those of its copy
        return answered
    span = _asked_span(request, etag, attachment.file_size)
    if span is None:
        response: HttpResponseBase = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{attachment.file_size}"
        return response
    response = _streaming(request, attachment, span, status=200 if span == whole else 206)
    if span != whole:
        last = span.start + span.length - 1
        response["Content-Range"] = f"bytes {span.start}-{last}/{attachment.file_size}"
    response["ETag"] = etag
    _set_headers(response, attachment, inline=inline)
    return response


class FileStream(StreamingHttpResponse):
    """A response that closes its file, also if nobody reads it: HEAD, or a reader that left."""

    file: IO[bytes]

    def close(self) -> None:
        """Close the file with the response."""
        super().close()
        self.file.close()


def thumbnail_response(attachment: Attachment) -> HttpResponseBase:
    """Return the small picture; raise ``AttachmentNotFound`` if there is none."""
    if not attachment.thumbnail:
        raise AttachmentNotFound
    try:
        with reaching_storage(), attachment_storage.open(attachment.thumbnail.name, "rb") as file:
            response = HttpResponse(file.read(), content_type="image/webp")  # some kilobytes
    except FileNotFoundError:
        raise AttachmentNotFound from None
    _set_safety(response)
    return response


def _redirect(attachment: Attachment, *, inline: bool) -> HttpResponseBase:
    url = presigning.download_url(
        attachment.file.name,
        content_type=_content_type(attachment),
        disposition=_disposition(attachment, inline=inline),
        seconds=settings.LINK_LIFETIME,
    )
    response = HttpResponseRedirect(url)
    response["Cache-Control"] = "no-store"
    return response


def _asked_span(request: HttpRequest, etag: str, size: int) -> Span | None:
    match = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if request.method != "GET":
        return Span(0, size)  # a part is for GET alone (RFC 9110, 14.2)
    if match is None or request.headers.get("If-Range", etag) != etag or match.groups() == ("", ""):
        return Span(0, size)  # several ranges, too: a server may ignore them
    first, last = match.groups()
    if first and last and int(first) > int(last):
        return Span(0, size)  # invalid, so it is ignored (RFC 9110, 14.1.1 and 14.2)
    if first == "":
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(int(last or size), size - 1) + 1
    return Span(start, end - start) if start < min(end, size) else None


def _streaming(
    request: HttpRequest, attachment: Attachment, span: Span, *, status: int
) -> FileStream:
    try:
        with reaching_storage():
            file = attachment_storage.open(attachment.file.name, "rb")
    except FileNotFoundError:
        raise AttachmentNotFound from None
    response = FileStream(as_served(request, _read(file, span)), status=status)
    response.file = file
    response["Content-Length"] = str(span.length)
    return response


def _read(file: IO[bytes], span: Span) -> Iterator[bytes]:
    with file:
        _skip(file, span.start)
        left = span.length
        while left and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


def _skip(file: IO[bytes], count: int) -> None:
    if file.seekable():
        file.seek(count)
        return
    while count and (chunk := file.read(min(CHUNK, count))):
        count -= len(chunk)


def _set_headers(response: HttpResponseBase, attachment: Attachment, *, inline: bool) -> None:
    response["Content-Type"] = _content_type(attachment)
    response["Content-Disposition"] = _disposition(attachment, inline=inline)
    response["Accept-Ranges"] = "bytes"
    _set_safety(response)


def _set_safety(response: HttpResponseBase) -> None:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = f"private, max-age={settings.LINK_LIFETIME}"


def _content_type(attachment: Attachment) -> str:
    kind = attachment.content_type
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def _disposition(attachment: Attachment, *, inline: bool) -> str:
    shown = inline and attachment.content_type in SHOWN_IN_PLACE
    return content_disposition_header(not shown, attachment.filename) or "attachment"
