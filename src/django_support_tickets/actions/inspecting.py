"""Looking into stored files after commit: the scanner's verdict and the small picture."""

from __future__ import annotations

import logging
from contextlib import ExitStack, contextmanager
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from django.utils import timezone

from django_support_tickets.actions.changes import changing
from django_support_tickets.actions.picturing import add_thumbnail, wants_thumbnail
from django_support_tickets.actors import SYSTEM
from django_support_tickets.conf import settings
from django_support_tickets.enums import EventType, ScanStatus
from django_support_tickets.exceptions import AttachmentNotFound, TicketNotFound
from django_support_tickets.files.scanning import ScanFailed, get_scanner
from django_support_tickets.files.storage import attachment_storage
from django_support_tickets.log import record
from django_support_tickets.models import Attachment
from django_support_tickets.selectors.files import waiting_for_inspection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import IO

VERDICTS = {ScanStatus.CLEAN, ScanStatus.INFECTED}

logger = logging.getLogger("django_support_tickets.files")


def inspect_waiting_files() -> int:
    """Inspect every stored file that waits for it, oldest first; return how many were."""
    return inspect_files(waiting_for_inspection())


def inspect_files(attachments: Iterable[Attachment], *, again: bool = False) -> int:
    """Inspect files, with their tickets, one by one; return how many were.

    ``again`` is as for ``inspect_file``. A storage or scanner that fails is logged and never
    raised: a file that no scanner could look at is ``FAILED`` until it is scanned again.
    """
    count = 0
    for attachment in attachments:
        try:
            inspect_file(attachment, again=again)
        except (AttachmentNotFound, TicketNotFound):
            continue
        count += 1
    return count


def inspect_file(attachment: Attachment, *, again: bool = False) -> Attachment:
    """Scan one file, picture it if it is a safe image, and return its new row.

    Bytes are read outside any transaction. A verdict is an event of the ticket once the file is
    in a message; a note's file is announced to staff only. It is kept before the picture is
    decoded: if that ends the process, the file is not tried again with every restart.

    Only ``again`` lifts a verdict of infected, and only the one that ``attachment`` has. Raises
    ``AttachmentNotFound`` or ``TicketNotFound`` if the row was deleted, or its file
    removed, meanwhile.
    """
    status = ScanStatus.SKIPPED if settings.SCANNER is None else ScanStatus.FAILED
    file: IO[bytes] | None = None
    with ExitStack() as stack:
        try:
            file = stack.enter_context(_seekable(attachment.file.name))
            status = _verdict(attachment, file)
        except Exception:
            logger.exception("Could not inspect the file of attachment %s", attachment.pk)
        current = _keep(attachment, status, again=again)
        if file is not None and wants_thumbnail(current):
            add_thumbnail(current, file)
    return current


@contextmanager
def _seekable(key: str) -> Iterator[IO[bytes]]:
    # Pictures are not read from front to back, and not every storage's files can seek.
    with attachment_storage.open(key, "rb") as file, ExitStack() as stack:
        if file.seekable():
            yield file
        else:
            copy = stack.enter_context(TemporaryFile())
            copyfileobj(file, copy)
            yield copy


def _verdict(attachment: Attachment, file: IO[bytes]) -> ScanStatus:
    scanner = get_scanner()
    if scanner is None:
        return ScanStatus.SKIPPED
    try:
        verdict = scanner.scan(file)
    except ScanFailed as error:
        logger.error("Attachment %s was not scanned: %s", attachment.pk, error)  # noqa: TRY400 - the message says all
        return ScanStatus.FAILED
    if not verdict.is_clean:
        logger.warning("Attachment %s is infected: %s", attachment.pk, verdict.signature)
        return ScanStatus.INFECTED
    return ScanStatus.CLEAN


def _keep(attachment: Attachment, status: ScanStatus, *, again: bool) -> Attachment:
    row = Attachment.objects.filter(pk=attachment.pk)
    with changing(attachment.ticket, by=SYSTEM) as ticket:
        current = row.select_related("message").first()
        if current is None or current.redacted_at is not None:
            raise AttachmentNotFound
        if _stands(current, status, liftable=attachment.scan_status if again else None):
            status = ScanStatus(current.scan_status)
        if status != current.scan_status and current.message is not None:
            is_public = not current.message.is_internal
            data = {"attachment": str(current.pk), "scan_status": status.value}
            record(ticket, EventType.FILE_SCANNED, by=SYSTEM, is_public=is_public, **data)
        row.update(scan_status=status, inspected_at=timezone.now())
        current.refresh_from_db()
        return current


def _stands(current: Attachment, status: ScanStatus, *, liftable: str | None) -> bool:
    """Whether the verdict that the row has outlives ``status``, which another look has found."""
    if status not in VERDICTS:
        return current.scan_status in VERDICTS  # a scanner that is away knows no better
    return current.scan_status == ScanStatus.INFECTED and liftable != ScanStatus.INFECTED
