"""Storing files for rows to come: if there are none in the end, the files go again."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import Error as DatabaseFailure

from django_support_tickets.conf import settings
from django_support_tickets.files.intake import discard, examine, store, too_many_files
from django_support_tickets.files.storage import reaching_storage
from django_support_tickets.selectors.files import keys_in_use

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterator, Sequence

    from django.core.files.base import File

    from django_support_tickets.files.intake import StoredFile

logger = logging.getLogger("django_support_tickets.files")


@contextmanager
def stored(
    uploads: Sequence[File[bytes]], *, row_id: uuid.UUID | None = None
) -> Iterator[list[StoredFile]]:
    """Store the uploads for the time of a block; if the block raises, they are deleted again.

    All are examined before the first is stored. ``row_id`` is for a single upload that must
    have one row however often it comes. Raises ``FileRefused`` or its subclasses, and
    ``StorageUnavailable``.
    """
    if len(uploads) > settings.limits["files_per_message"]:
        raise too_many_files()
    with reaching_storage():  # an upload itself may lie in the storage
        types = [examine(upload) for upload in uploads]
    kept: list[StoredFile] = []
    try:
        for upload, content_type in zip(uploads, types, strict=True):
            with reaching_storage():
                kept.append(store(upload, content_type, row_id))
        yield kept
    except BaseException:
        _discard_without_row({file.key for file in kept})
        raise


def _discard_without_row(keys: set[str]) -> None:
    # The block may have failed after its commit: what a host does on commit runs inside it.
    try:
        keys = keys - keys_in_use(keys)
    except DatabaseFailure:
        logger.exception("Left files to the sweep: the database does not tell whose they are")
    else:
        discard(*keys)
