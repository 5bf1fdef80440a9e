"""The small picture of one stored image, made once its verdict is kept."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django_support_tickets.files.intake import discard, new_key
from django_support_tickets.files.scanning import is_servable
from django_support_tickets.files.storage import attachment_storage
from django_support_tickets.files.thumbnails import can_picture, thumbnail_of
from django_support_tickets.models import Attachment

if TYPE_CHECKING:
    from typing import IO

logger = logging.getLogger("django_support_tickets.files")


def wants_thumbnail(attachment: Attachment) -> bool:
    """Whether it has none, could have one, and may be looked into."""
    safe = is_servable(attachment.scan_status) and can_picture(attachment.content_type)
    return safe and not attachment.thumbnail


def add_thumbnail(attachment: Attachment, file: IO[bytes]) -> None:
    """Make and store the small picture, if there can be one; failures are logged."""
    try:
        picture = thumbnail_of(file, attachment.content_type)
        if picture is None:
            return
        key = str(attachment_storage.save(new_key(), picture))
    except Exception:
        logger.exception("Could not make the thumbnail of attachment %s", attachment.pk)
        return
    without = Attachment.objects.filter(pk=attachment.pk, thumbnail="", redacted_at=None)
    if without.update(thumbnail=key):
        attachment.thumbnail = key
    else:
        discard(key)  # somebody was faster, or the row or its file is gone
