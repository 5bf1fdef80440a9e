"""The in-app inbox: what each person was told."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from django_support_tickets.models.event import TicketEvent
from django_support_tickets.models.people import owner_key


class InboxItem(models.Model):
    """One event in one person's inbox.

    Its words are not kept: they are put together when it is read, in the reader's language and
    from what the reader may still see.
    """

    id = models.BigAutoField(primary_key=True)
    # No index of its own: the unique constraint begins with it.
    event = models.ForeignKey(
        TicketEvent, on_delete=models.CASCADE, related_name="inbox_items", db_index=False
    )
    person = owner_key("inbox_items", verbose_name=_("person"), db_index=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ("-id",)
        indexes = (
            models.Index(fields=["person", "-id"], name="support_inbox"),
            models.Index(fields=["person", "read_at"], name="support_inbox_unread"),
        )
        constraints = (
            models.UniqueConstraint(fields=["event", "person"], name="support_inbox_once"),
        )

    def __str__(self) -> str:
        """Return the event."""
        return str(self.event_id)
