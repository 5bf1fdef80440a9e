"""What the header of an image tells of the work to decode it, read without decoding it."""

from __future__ import annotations

import struct
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = 64
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"  # RFC 2083, 3.1 and 4.1.1: the size comes first
MOST_SEGMENTS = 1000  # a JPEG of 10 MB in full segments has 160
CHUNK = 64 * 1024  # bytes
# ITU-T T.81, table B.1
START_OF_FRAME = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
SEQUENTIAL = {0xC0, 0xC1}
START_OF_SCAN = 0xDA


def declared_pixels(file: IO[bytes]) -> int | None:
    """Return width times height of a PNG, GIF, JPEG or WebP, or ``None`` if it declares none.

    Reads from the start and leaves the file anywhere.
    """
    head = file.read(HEAD)
    try:
        if head.startswith(PNG):
            width, height = struct.unpack_from(">II", head, 16)
        elif head.startswith(b"GIF8"):
            width, height = struct.unpack_from("<HH", head, 6)
        elif head.startswith(b"RIFF"):
            width, height = _webp(head)
        else:
            width, height = _jpeg(file)
    except (struct.error, ValueError):
        return None
    return int(width) * int(height)


def _webp(head: bytes) -> tuple[int, int]:
    # RFC 9649: lossy (VP8), lossless (VP8L) and extended (VP8X) keep it in different places.
    kind = head[12:16]
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", head, 26)
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", head, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    raise ValueError(kind)


def _jpeg(file: IO[bytes]) -> tuple[int, int]:
    # A thumbnail inside a segment must not be taken for the image.
    for kind in _segments(file):
        if kind in START_OF_FRAME:
            height, width = struct.unpack(">xHH", file.read(5))
            return width, height
    raise ValueError(MOST_SEGMENTS)


def decodes_by_lines(file: IO[bytes]) -> bool:
    """Whether a JPEG has all of its components in one scan, one after the other.

    Any other has to be held in memory as a whole, whatever size it is wanted in: the progressive
    ones, and those with scans of single components.
    """
    frame = components = None
    try:
        for kind in _segments(file):
            if kind in START_OF_FRAME:
                frame, (components,) = kind, struct.unpack(">5xB", file.read(6))
            elif kind == START_OF_SCAN:
                return frame in SEQUENTIAL and file.read(1) == bytes([components or 0])
    except (struct.error, ValueError):
        pass
    return False


def scans_in(file: IO[bytes]) -> int:
    """Return how many scans a JPEG has at most; those of thumbnails inside it count, too.

    In the data of a scan no 0xFF is followed by anything but zero or a restart mark.
    """
    mark, count, last = bytes([0xFF, START_OF_SCAN]), 0, b""
    file.seek(0)
    while chunk := file.read(CHUNK):
        count += (last + chunk).count(mark)
        last = chunk[-1:]
    return count


def _segments(file: IO[bytes]) -> Iterator[int]:
    """Yield the kinds of a JPEG's segments (ITU-T T.81, B.1.1), the file at their content."""
    place = 2
    for _ in range(MOST_SEGMENTS):
        file.seek(place)
        marker, kind, length = struct.unpack(">BBH", file.read(4))
        if marker != 0xFF:
            raise ValueError(marker)
        if kind == 0xFF:  # a fill byte
            place += 1
            continue
        yield kind
        place += 2 + length
