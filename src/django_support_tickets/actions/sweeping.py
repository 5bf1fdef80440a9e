"""Leaving nothing over: uploads that no message claimed, files that no row knows."""

from __future__ import annotations

import logging
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured

from django_support_tickets.actions.changes import changing
from django_support_tickets.actors import SYSTEM
from django_support_tickets.conf import settings
from django_support_tickets.exceptions import TicketNotFound
from django_support_tickets.files.intake import ROOT, discard
from django_support_tickets.files.storage import attachment_storage
from django_support_tickets.selectors.files import keys_in_use, unclaimed_since

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django_support_tickets.models import Attachment

BATCH = 200

logger = logging.getLogger("django_support_tickets.files")


def expire_unclaimed_files(*, dry_run: bool = False) -> list[str]:
    """Delete uploads that no message claimed in their time; return their names.

    The time is ``RETENTION["unclaimed_files"]``. A file in a message is never touched.
    """
    names = []
    for attachment in unclaimed_since(_latest("unclaimed_files")):
        if not dry_run and not _delete_if_unclaimed(attachment):
            continue
        names.append(attachment.filename)
        if not dry_run:
            discard(*filter(None, (attachment.file.name, attachment.thumbnail.name)))
    return names


def delete_orphans(*, dry_run: bool = False) -> list[str]:
    """Delete stored files that no row points to; return their keys.

    None is deleted before ``RETENTION["orphaned_files"]`` days have passed since it was written,
    also when its ticket was deleted. Needs a storage that can list (``listdir``) and date
    (``get_modified_time``) its files; others raise ``NotImplementedError``. A file that cannot
    be dated, such as one that vanishes meanwhile, is logged and left.
    """
    orphans: list[str] = []
    keys = _old_keys(ROOT, _latest("orphaned_files"))
    while batch := list(islice(keys, BATCH)):
        found = sorted(set(batch) - keys_in_use(batch))
        orphans += found
        if not dry_run:
            discard(*found)
    return orphans


def _delete_if_unclaimed(attachment: Attachment) -> bool:
    # Asked again under the lock that claiming takes: a message may claim it at this moment.
    try:
        with changing(attachment.ticket, by=SYSTEM) as ticket:
            if ticket.legal_hold:
                return False
            deleted, _rows = ticket.attachments.filter(pk=attachment.pk, message=None).delete()
    except TicketNotFound:
        return False
    return bool(deleted)


def _latest(kind: str) -> datetime:
    moment = settings.kept_since(kind)
    if moment is None:
        message = f"RETENTION has no {kind!r}."
        raise ImproperlyConfigured(message)
    return moment


def _old_keys(folder: str, latest: datetime) -> Iterator[str]:
    storage: Any = attachment_storage
    try:
        folders, names = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        key = f"{folder}/{name}"
        if _stood_still_since(latest, key):
            yield key
    for inner in folders:
        yield from _old_keys(f"{folder}/{inner}", latest)


def _stood_still_since(moment: datetime, key: str) -> bool:
    try:
        modified: datetime = attachment_storage.get_modified_time(key)
    except NotImplementedError:
        raise
    except FileNotFoundError:  # deleted since it was listed
        return False
    except Exception:  # the same in the words of S3, or worse
        logger.warning("Left the stored file %s: it cannot be dated", key, exc_info=True)
        return False
    return modified < moment
