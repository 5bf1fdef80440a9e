"""Taking files in: refuse what is not acceptable, store what is, leave nothing behind."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files.base import File
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from django_support_tickets.conf import settings
from django_support_tickets.exceptions import FileRefused, FileTooLarge, FileTypeRefused
from django_support_tickets.files.names import extension, readable_name
from django_support_tickets.files.storage import attachment_storage
from django_support_tickets.files.types import TYPES, recognise

if TYPE_CHECKING:
    import uuid

ROOT = "support_tickets"

logger = logging.getLogger("django_support_tickets.files")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that lies in the storage and has no row yet."""

    key: str
    filename: str
    file_size: int
    content_type: str
    sha256: str
    row_id: uuid.UUID | None = None  # of the row to come, where that is settled already


def discard(*keys: str) -> None:
    """Delete stored files; a storage that fails is logged, and the sweep finds the rest."""
    for key in keys:
        try:
            attachment_storage.delete(key)
        except Exception:
            logger.exception("Could not delete the stored file %s", key)


def too_many_files() -> FileRefused:
    """Return the refusal of more than ``LIMITS["files_per_message"]`` files."""
    limit = settings.limits["files_per_message"]
    return FileRefused({"files": [_("At most %(limit)d files at once.") % {"limit": limit}]})


def too_large(name: str) -> FileTooLarge:
    """Return the refusal of a file larger than ``LIMITS["file_size"]``."""
    words = {"name": readable_name(name), "limit": filesizeformat(settings.limits["file_size"])}
    return FileTooLarge({"file": [_("%(name)s is larger than %(limit)s.") % words]})


def too_large_together() -> FileTooLarge:
    """Return the refusal of a request that is larger than all files of a message may be."""
    words = {"limit": filesizeformat(settings.limits["file_size"])}
    return FileTooLarge({"file": [_("Each file may have at most %(limit)s.") % words]})


def new_key() -> str:
    """Return a storage key that tells nothing of the file and cannot be guessed."""
    return f"{ROOT}/{timezone.now():%Y/%m}/{get_random_string(32)}"


def examine(upload: File[bytes]) -> str:
    """Return the content type of an acceptable upload; raise a ``FileRefused`` otherwise."""
    name = readable_name(upload.name or "")
    size = upload.size or 0
    if size == 0:
        raise FileRefused({"file": [_("%(name)s is empty.") % {"name": name}]})
    if size > settings.limits["file_size"]:
        raise too_large(name)
    allowed = tuple(settings.limits["content_types"])
    content_type = recognise(upload.file, extension(name), allowed)  # type: ignore[arg-type]  # an open file has one
    if content_type is None:
        endings = sorted({e for t in allowed if t in TYPES for e in TYPES[t].extensions})
        words = _(
            "%(name)s is not accepted, or its content does not fit its name. Accepted: %(list)s"
        )
        raise FileTypeRefused({"file": [words % {"name": name, "list": " ".join(endings)}]})
    return content_type


def store(upload: File[bytes], content_type: str, row_id: uuid.UUID | None) -> StoredFile:
    """Write an examined upload to the storage; raise whatever the storage raises."""
    digest, size = hashlib.sha256(), 0
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
        size += len(chunk)
    upload.seek(0)  # a storage may read from where the file stands
    key = new_key()
    key = attachment_storage.save(key, File(upload.file, name=key))
    name = readable_name(upload.name or "")
    return StoredFile(key, name, size, content_type, digest.hexdigest(), row_id)
