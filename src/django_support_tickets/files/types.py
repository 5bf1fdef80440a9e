"""What a file is: content, ending and allow-list must agree."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, NamedTuple

import filetype

from django_support_tickets.files.archives import contains, holds_macros, members_of
from django_support_tickets.files.dimensions import declared_pixels

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

HEAD = 8192  # bytes; filetype looks at no more
MOST_PIXELS = 250_000_000  # the largest phone cameras have 200 million
# Markup, scripts, PostScript, PDF and RTF that call themselves text.
_CODE = re.compile(rb"<[a-z!?/]|#!|%!|%pdf|\{\\rtf", re.IGNORECASE)
_MACROS = "_VBA_PROJECT"


class FileType(NamedTuple):
    """A type that the desk can recognise: its endings and the test of its content."""

    extensions: frozenset[str]
    matches: Callable[[IO[bytes]], bool]


def recognise(file: IO[bytes], ending: str, allowed: tuple[str, ...]) -> str | None:
    """Return the content type of ``file``, or ``None`` if it is not one of ``allowed``.

    The ending chooses the candidates, the content must confirm one. The file is left rewound.
    """
    for content_type in allowed:
        known = TYPES.get(content_type)
        if known is None or ending not in known.extensions:
            continue
        file.seek(0)
        confirmed = known.matches(file)
        file.seek(0)
        if confirmed:
            return content_type
    return None


def _sniffed_as(*content_types: str) -> Callable[[IO[bytes]], bool]:
    def matches(file: IO[bytes]) -> bool:
        return filetype.guess_mime(file.read(HEAD)) in content_types

    return matches


def _is_image(*content_types: str) -> Callable[[IO[bytes]], bool]:
    sniffed = _sniffed_as(*content_types)

    def matches(file: IO[bytes]) -> bool:
        if not sniffed(file):
            return False
        file.seek(0)
        pixels = declared_pixels(file)
        return pixels is not None and 0 < pixels <= MOST_PIXELS

    return matches


def _is_compound_with(*streams: str) -> Callable[[IO[bytes]], bool]:
    # DOC and XLS are compound files (MS-CFB), and so are installers: what tells them apart is
    # the name of a stream, in UTF-16, somewhere in the directory.
    def matches(file: IO[bytes]) -> bool:
        if file.read(8) != b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
            return False
        return any(_has(file, stream) for stream in streams) and not _has(file, _MACROS)

    return matches


def _has(file: IO[bytes], stream: str) -> bool:
    return contains(file, f"{stream}\0".encode("utf-16-le"))


def _is_archive_with(*wanted: str) -> Callable[[IO[bytes]], bool]:
    def matches(file: IO[bytes]) -> bool:
        members = members_of(file)
        return members.issuperset(wanted) and not holds_macros(members)

    return matches


def _is_text(file: IO[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    first = file.read(HEAD)
    if _looks_like_code(first):
        return False  # any other kind has bytes that no text has
    try:
        chunk = first
        while chunk:
            if b"\x00" in chunk:
                return False
            decoder.decode(chunk)
            chunk = file.read(HEAD)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _looks_like_code(head: bytes) -> bool:
    return _CODE.match(head.lstrip(b"\xef\xbb\xbf \t\r\n\x0b\x0c")) is not None


def _type(extensions: str, matches: Callable[[IO[bytes]], bool]) -> FileType:
    return FileType(frozenset(extensions.split()), matches)


_OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES: dict[str, FileType] = {
    "image/png": _type(".png", _is_image("image/png", "image/apng")),
    "image/jpeg": _type(".jpg .jpeg .jpe", _is_image("image/jpeg")),
    "image/gif": _type(".gif", _is_image("image/gif")),
    "image/webp": _type(".webp", _is_image("image/webp")),
    "application/pdf": _type(".pdf", _sniffed_as("application/pdf")),
    "text/plain": _type(".txt .log .text", _is_text),
    "text/csv": _type(".csv", _is_text),
    "application/msword": _type(".doc", _is_compound_with("WordDocument")),
    "application/vnd.ms-excel": _type(".xls", _is_compound_with("Workbook", "Book")),
    f"{_OFFICE}.wordprocessingml.document": _type(
        ".docx", _is_archive_with("[Content_Types].xml", "word/document.xml")
    ),
    f"{_OFFICE}.spreadsheetml.sheet": _type(
        ".xlsx", _is_archive_with("[Content_Types].xml", "xl/workbook.xml")
    ),
    "application/vnd.oasis.opendocument.text": _type(
        ".odt", _is_archive_with("mimetype", "content.xml")
    ),
}
