"""A zip of JSON and files, written as a stream to a path where nothing was before."""

from __future__ import annotations

import errno
import json
import os
import re
import tempfile
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj
from typing import IO, TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from django_support_tickets.files.storage import attachment_storage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CHUNK = 64 * 1024
LONGEST_NAME = 100
MODE = 0o600  # for the owner alone, also when it is unpacked


class Bundle:
    """The inside of a zip. One member is written at a time, a piece at a time."""

    def __init__(self, archive: ZipFile) -> None:
        self.archive = archive

    def add(self, name: str, value: Any) -> None:
        """Add a value as JSON."""
        with self._member(name) as member:
            member.write(_json(value))

    def add_rows(self, name: str, rows: Iterable[Any]) -> None:
        """Add values as one JSON list, of which only one value at a time is in memory."""
        with self._member(name) as member:
            before = b"["
            for row in rows:
                member.write(before + _json(row))
                before = b",\n"
            member.write(b"[]" if before == b"[" else b"]")

    def add_file(self, name: str, key: str) -> bool:
        """Add a stored file; return whether the storage still has it."""
        try:
            file = attachment_storage.open(key, "rb")
        except FileNotFoundError:
            return False
        with file, self._member(name) as member:
            copyfileobj(file, member, CHUNK)
        return True

    def _member(self, name: str) -> IO[bytes]:
        member = ZipInfo(name, timezone.now().timetuple()[:6])
        member.compress_type, member.external_attr = ZIP_DEFLATED, MODE << 16
        return self.archive.open(member, "w", force_zip64=True)


@contextmanager
def new_bundle(path: Path) -> Iterator[Bundle]:
    """Give the block a bundle that is at ``path``, readable by its owner alone, once it ends.

    If the block fails or the process is killed, there is nothing at ``path``. Raises
    ``FileExistsError`` if anything is there already, also if it came meanwhile.
    """
    if os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    handle, temporary = tempfile.mkstemp(prefix=".support-", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            with ZipFile(file, "w", ZIP_DEFLATED) as archive:
                yield Bundle(archive)
            file.flush()
            os.fsync(file.fileno())
        os.link(temporary, path)  # unlike a renaming, it never replaces what is there
    finally:
        Path(temporary).unlink()
    _keep_entry(path.parent)


def name_in_bundle(key: Any, filename: str) -> str:
    """Return a member's name that no path, reserved name or odd character can get into."""
    return f"{key}-{re.sub(r'[^A-Za-z0-9._-]', '_', filename)[-LONGEST_NAME:]}"


def _json(value: Any) -> bytes:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()


def _keep_entry(folder: Path) -> None:
    if not hasattr(os, "O_DIRECTORY"):  # Windows cannot
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
