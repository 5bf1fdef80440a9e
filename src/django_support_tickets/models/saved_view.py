"""Named views of the queue."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from django_support_tickets.models.keys import time_ordered_uuid
from django_support_tickets.models.people import SharedOrOwnQuerySet, owner_key
from django_support_tickets.models.ticket import TITLE_LENGTH


class SavedView(models.Model):
    """Query parameters of the ticket list under a name, of one agent or for all of them."""

    id = models.UUIDField(primary_key=True, default=time_ordered_uuid, editable=False)
    name = models.CharField(_("name"), max_length=TITLE_LENGTH)
    parameters = models.JSONField(_("parameters"), default=dict)
    # NULL: shared by all agents.
    owner = owner_key("saved_views", verbose_name=_("owner"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = SharedOrOwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ("name", "id")

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def is_shared(self) -> bool:
        """Whether every agent has it."""
        return self.owner_id is None
