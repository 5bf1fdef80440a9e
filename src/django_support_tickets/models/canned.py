"""Answers that agents need again and again."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from django_support_tickets.models.keys import time_ordered_uuid
from django_support_tickets.models.people import SharedOrOwnQuerySet, owner_key
from django_support_tickets.models.ticket import CODE_LENGTH, TITLE_LENGTH


class CannedResponse(models.Model):
    """A text with variables such as ``{{ticket.reference}}``, of one agent or for all of them.

    A shared one outlives its author; a personal one goes with its owner.
    """

    id = models.UUIDField(primary_key=True, default=time_ordered_uuid, editable=False)
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    body = models.TextField(_("text"))
    category = models.CharField(_("category"), max_length=CODE_LENGTH, blank=True)
    tags = models.JSONField(_("tags"), default=list, blank=True)
    # NULL: shared by all agents.
    owner = owner_key("canned_responses", verbose_name=_("owner"), null=True, blank=True)
    usage_count = models.PositiveIntegerField(_("times used"), default=0, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    objects = SharedOrOwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("canned response")
        verbose_name_plural = _("canned responses")
        ordering = ("title", "id")
        indexes = (
            models.Index(fields=["category", "-usage_count"], name="support_canned_suggested"),
        )

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    @property
    def is_shared(self) -> bool:
        """Whether every agent has it."""
        return self.owner_id is None
