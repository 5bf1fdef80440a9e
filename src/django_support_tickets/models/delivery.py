"""The outbox: what must still be told to somebody, and how that went."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from django_support_tickets.enums import DeliveryState
from django_support_tickets.models.event import TicketEvent
from django_support_tickets.models.people import person_key

KEY_LENGTH = 255
ALIAS_LENGTH = 50


class Delivery(models.Model):
    """One event to be told to one person by one notifier.

    In the transaction of its event one row for each notifier is inserted, without a recipient.
    After commit the relay works out who must be told and puts a row for each of them in its
    place. Only ``log`` and ``outbox`` write here.

    ``claim`` names the relay that is at work on the row; until ``next_attempt_at`` the row is
    its alone. A relay that was killed therefore gives its rows back when that time has come.
    """

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(
        TicketEvent, on_delete=models.CASCADE, related_name="deliveries", db_index=False
    )
    notifier = models.CharField(_("notifier"), max_length=ALIAS_LENGTH)
    recipient = person_key("deliveries", verbose_name=_("recipient"))
    # Outlives the person, and is never NULL: two NULLs would not be the same recipient.
    recipient_key = models.CharField(max_length=KEY_LENGTH, blank=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.PENDING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    claim = models.UUIDField(null=True, blank=True, editable=False)
    last_error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ("-id",)
        indexes = (
            # In its order the relay takes rows, so that it locks no more than it takes.
            models.Index(fields=["state", "next_attempt_at", "id"], name="support_delivery_due"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["event", "notifier", "recipient_key"], name="support_delivery_once"
            ),
        )

    def __str__(self) -> str:
        """Return the notifier and the state."""
        return f"{self.notifier}: {self.state}"

    @property
    def awaits_recipients(self) -> bool:
        """Whether this row stands for an event whose recipients are not worked out yet."""
        return not self.recipient_key
