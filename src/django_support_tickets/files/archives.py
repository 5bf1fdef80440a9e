"""Documents that are archives inside: what they hold, without unpacking them."""

from __future__ import annotations

import struct
import zipfile
from typing import IO

# .ZIP file format specification (APPNOTE.TXT), 4.3.15 and 4.3.16
END_OF_DIRECTORY, END_OF_DIRECTORY_64 = b"PK\x05\x06", b"PK\x06\x07"
END_LENGTH, LOCATOR_LENGTH, LONGEST_COMMENT = 22, 20, 65_535  # bytes
LARGEST_DIRECTORY = 256 * 1024  # bytes; listed, a larger one would take megabytes of memory
CHUNK = 64 * 1024


def members_of(file: IO[bytes]) -> set[str]:
    """Return the names in a zip archive; none if it is broken or its directory is too large."""
    file.seek(0)
    if file.read(4) != b"PK\x03\x04" or not 0 < _directory_size(file) <= LARGEST_DIRECTORY:
        return set()
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            return set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        return set()


def holds_macros(members: set[str]) -> bool:
    """Whether a document carries macros: Visual Basic of Office, Basic or scripts of an ODT."""
    names = [name.lower() for name in members]
    return any(n.endswith("vbaproject.bin") or n.startswith(("basic/", "scripts/")) for n in names)


def contains(file: IO[bytes], wanted: bytes) -> bool:
    """Whether ``wanted`` occurs from the file's start to its end; reads in chunks."""
    file.seek(0)
    tail = b""
    while chunk := file.read(CHUNK):
        tail += chunk
        if wanted in tail:
            return True
        tail = tail[-len(wanted) :]
    return False


def _directory_size(file: IO[bytes]) -> int:
    # zipfile must find the same record: a second one, in a field or the comment of the first,
    # or the 64-bit format, which no document needs, would hide the size that it really reads.
    size = file.seek(0, 2)
    file.seek(max(0, size - LONGEST_COMMENT - END_LENGTH - LOCATOR_LENGTH))
    tail = file.read()
    place = tail.rfind(END_OF_DIRECTORY)
    locator = tail[max(0, place - LOCATOR_LENGTH) : max(0, place)]
    if place < 0 or len(tail) < place + END_LENGTH or locator.startswith(END_OF_DIRECTORY_64):
        return 0
    directory_size, comment = struct.unpack_from("<12xI4xH", tail, place)
    return int(directory_size) if place + END_LENGTH + comment == len(tail) else 0
