"""What people do not want to be told, or not in this way."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from django_support_tickets.enums import EventType
from django_support_tickets.models.delivery import ALIAS_LENGTH
from django_support_tickets.models.people import owner_key


class NotificationPreference(models.Model):
    """One person's switch for one kind of event and one notifier. Without a row it is on."""

    id = models.BigAutoField(primary_key=True)
    # No index of its own: the unique constraint begins with it.
    person = owner_key("notification_preferences", verbose_name=_("person"), db_index=False)
    kind = models.CharField(_("kind"), max_length=30, choices=EventType.choices)
    channel = models.CharField(_("notifier"), max_length=ALIAS_LENGTH)
    is_on = models.BooleanField(_("on"), default=True)

    class Meta:
        verbose_name = _("notification preference")
        verbose_name_plural = _("notification preferences")
        constraints = (
            models.UniqueConstraint(
                fields=["person", "kind", "channel"], name="support_preference_once"
            ),
        )

    def __str__(self) -> str:
        """Return what is switched and how."""
        return f"{self.kind} by {self.channel}: {'on' if self.is_on else 'off'}"
