"""A file that belongs to one ticket and at most one message."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from django_support_tickets.enums import ScanStatus
from django_support_tickets.files.storage import StoredFileField
from django_support_tickets.models.keys import time_ordered_uuid
from django_support_tickets.models.message import Message
from django_support_tickets.models.people import person_key
from django_support_tickets.models.ticket import NAME_LENGTH, Ticket

FILENAME_LENGTH = 255


class Attachment(models.Model):
    """A stored file. ``filename`` is for people; the storage key is ours.

    Until a message claims it, only its uploader sees it; of a note's file no customer does.
    ``inspected_at`` is NULL until the file was scanned and its thumbnail made, after commit.
    """

    id = models.UUIDField(primary_key=True, default=time_ordered_uuid, editable=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="attachments")
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    uploaded_by = person_key("attachments", verbose_name=_("uploaded by"))
    uploaded_by_name = models.CharField(max_length=NAME_LENGTH, blank=True)
    file: Any = StoredFileField(_("file"), max_length=100)
    filename = models.CharField(_("file name"), max_length=FILENAME_LENGTH)
    file_size = models.PositiveBigIntegerField(_("size in bytes"))
    content_type = models.CharField(_("content type"), max_length=100)
    sha256 = models.CharField(max_length=64)
    thumbnail: Any = StoredFileField(_("thumbnail"), max_length=100, blank=True)
    inspected_at = models.DateTimeField(null=True, blank=True, editable=False)
    scan_status = models.CharField(
        max_length=20, choices=ScanStatus.choices, default=ScanStatus.SKIPPED
    )
    redacted_at = models.DateTimeField(_("removed"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("id",)
        indexes = (
            models.Index(fields=["inspected_at", "id"], name="support_file_waiting"),
            models.Index(fields=["file"], name="support_file_key"),
            models.Index(fields=["thumbnail"], name="support_file_thumbnail"),
        )

    def __str__(self) -> str:
        """Return the file's name as people see it."""
        return self.filename

    @property
    def shown_name(self) -> str:
        """The file's name; of one that was removed, a word for that in the active language."""
        return self.filename if self.redacted_at is None else gettext("Removed file")
