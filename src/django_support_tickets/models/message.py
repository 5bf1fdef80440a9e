"""A message of a conversation, or an internal note between agents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from django_support_tickets.models.constraints import check
from django_support_tickets.models.keys import time_ordered_uuid
from django_support_tickets.models.people import person_key
from django_support_tickets.models.ticket import NAME_LENGTH, TOKEN_LENGTH, Ticket

if TYPE_CHECKING:
    from django_support_tickets.models.attachment import Attachment


class Message(models.Model):
    """What somebody wrote, as they typed it, with the HTML that is safe to show.

    ``sequence`` is that of the event which posted it; ``public_sequence`` is the same place in
    the public count, and NULL for a note, of which a customer must see no trace. Selectors and
    actions fill ``files`` with the message's attachments.
    """

    files: list[Attachment]

    id = models.UUIDField(primary_key=True, default=time_ordered_uuid, editable=False)
    # No index of its own: the unique constraint on (ticket, sequence) begins with it.
    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="messages", db_index=False
    )
    sequence = models.PositiveIntegerField(editable=False)
    public_sequence = models.PositiveIntegerField(null=True, editable=False)
    sender = person_key("messages", verbose_name=_("sender"))
    sender_name = models.CharField(max_length=NAME_LENGTH, blank=True)
    is_from_customer = models.BooleanField(_("from the customer"), default=False, editable=False)
    is_internal = models.BooleanField(_("internal note"), default=False, editable=False)
    message_text = models.TextField(_("text"), blank=True)
    message_html = models.TextField(editable=False, blank=True)
    client_token = models.CharField(max_length=TOKEN_LENGTH, null=True, blank=True, editable=False)  # noqa: DJ001 - NULLs are distinct
    read_by_customer = models.BooleanField(default=False, editable=False)
    read_by_staff = models.BooleanField(default=False, editable=False)
    redacted_at = models.DateTimeField(_("removed"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("ticket", "sequence")
        constraints = (
            models.UniqueConstraint(fields=["ticket", "sequence"], name="support_message_sequence"),
            models.UniqueConstraint(
                fields=["ticket", "public_sequence"], name="support_message_public_sequence"
            ),
            models.UniqueConstraint(
                fields=["ticket", "sender", "client_token"], name="support_message_client_token"
            ),
            check(
                "support_message_note_is_hidden",
                Q(is_internal=True, public_sequence__isnull=True, read_by_customer=False)
                | Q(is_internal=False, public_sequence__isnull=False),
            ),
            check(
                "support_message_note_is_staff",
                ~Q(is_internal=True, is_from_customer=True),
            ),
        )

    def __str__(self) -> str:
        """Return the message's place in its ticket, never its text (it may be a note)."""
        return f"{self.ticket_id}#{self.sequence}"

    @property
    def shown_text(self) -> str:
        """The text; of one that was removed, a word for that in the active language."""
        return self.message_text if self.redacted_at is None else removed_text()

    @property
    def shown_html(self) -> str:
        """The safe rendering of ``shown_text``."""
        return self.message_html if self.redacted_at is None else escape(removed_text())


def removed_text() -> str:
    """Return what everybody reads in the place of a removed text, in the active language."""
    return gettext("This message was removed.")
