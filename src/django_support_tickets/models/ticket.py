"""A ticket: what somebody needs help with, and how far it has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from django_support_tickets.enums import Priority, Source, Status
from django_support_tickets.models.constraints import check
from django_support_tickets.models.keys import new_reference, time_ordered_uuid
from django_support_tickets.models.people import person_key

if TYPE_CHECKING:
    from django_support_tickets.models.message import Message

TITLE_LENGTH = 255
SNIPPET_LENGTH = 160
NAME_LENGTH = 255
TOKEN_LENGTH = 64
CODE_LENGTH = 50


class Ticket(models.Model):
    """One request for help and its present state.

    Columns come in two kinds: what people set, and what is kept here so that lists need no
    join (counts, snippet, times). The second kind is exact, because every writer holds the row's
    lock; ``manage.py support_recount`` proves it. What a customer may know has columns of its
    own: ``public_version`` and ``public_updated_at`` take no notice of internal notes.
    Selectors and actions fill ``is_muted`` and ``read_up_to`` for one reader; of a ticket that
    was opened just now, ``opening`` is the message, which is all that there is on it.
    """

    is_muted: bool | None
    read_up_to: int | None
    opening: Message | None = None

    id = models.UUIDField(primary_key=True, default=time_ordered_uuid, editable=False)
    reference = models.CharField(_("reference"), max_length=12, unique=True, default=new_reference)
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    category = models.CharField(_("category"), max_length=CODE_LENGTH)
    status = models.CharField(
        _("status"), max_length=20, choices=Status.choices, default=Status.OPEN
    )
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority.choices, default=Priority.MEDIUM
    )
    source = models.CharField(
        _("source"), max_length=20, choices=Source.choices, default=Source.WEB
    )
    tags = models.JSONField(_("tags"), default=list, blank=True)
    metadata = models.JSONField(_("metadata"), default=dict, blank=True)

    # No index of their own: the composite ones below begin with the same column.
    customer = person_key("tickets", verbose_name=_("customer"), db_index=False)
    customer_name = models.CharField(max_length=NAME_LENGTH, blank=True)
    assigned_agent = person_key("assigned_tickets", verbose_name=_("assignee"), db_index=False)
    assigned_agent_name = models.CharField(max_length=NAME_LENGTH, blank=True)

    client_token = models.CharField(max_length=TOKEN_LENGTH, null=True, blank=True, editable=False)  # noqa: DJ001 - NULLs are distinct
    version = models.PositiveIntegerField(default=0, editable=False)
    public_version = models.PositiveIntegerField(default=0, editable=False)

    last_message_snippet = models.CharField(max_length=SNIPPET_LENGTH, blank=True)
    message_count = models.PositiveIntegerField(default=0)
    customer_unread_count = models.PositiveIntegerField(default=0)
    staff_unread_count = models.PositiveIntegerField(default=0)

    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("updated"), default=timezone.now, editable=False)
    public_updated_at = models.DateTimeField(default=timezone.now, editable=False)
    first_responded_at = models.DateTimeField(null=True, blank=True)
    waiting_since = models.DateTimeField(_("waiting since"), null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    reopened_count = models.PositiveIntegerField(default=0, editable=False)
    legal_hold = models.BooleanField(_("on legal hold"), default=False, editable=False)

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        ordering = ("-updated_at", "-id")
        indexes = (
            models.Index(fields=["-updated_at", "-id"], name="support_queue"),
            models.Index(fields=["-created_at", "-id"], name="support_queue_created"),
            models.Index(fields=["-priority", "-updated_at", "-id"], name="support_queue_priority"),
            # The unassigned queue, too: PostgreSQL takes no order from an index behind IS NULL,
            # but among unfinished tickets those that are nobody's are never far apart.
            models.Index(fields=["status", "-updated_at", "-id"], name="support_queue_status"),
            models.Index(
                fields=["status", "-priority", "-updated_at", "-id"], name="support_queue_urgency"
            ),
            models.Index(
                fields=["assigned_agent", "status", "-updated_at", "-id"],
                name="support_queue_assignee",
            ),
            models.Index(
                fields=["category", "status", "-updated_at", "-id"], name="support_queue_category"
            ),
            models.Index(
                fields=["customer", "-public_updated_at", "-id"], name="support_own_updated"
            ),
            models.Index(fields=["customer", "-created_at", "-id"], name="support_own_created"),
            models.Index(fields=["customer", "-updated_at", "-id"], name="support_by_customer"),
            models.Index(fields=["waiting_since"], name="support_waiting"),
            models.Index(fields=["escalated_at"], name="support_escalated"),
            # What happened in a range of days, for the statistics.
            models.Index(fields=["first_responded_at"], name="support_responded"),
            models.Index(fields=["resolved_at"], name="support_resolved"),
            models.Index(fields=["closed_at"], name="support_closed"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["customer", "client_token"], name="support_ticket_client_token"
            ),
            check("support_ticket_status", Q(status__in=Status.values)),
            check("support_ticket_priority", Q(priority__in=Priority.values)),
            check("support_ticket_version", Q(public_version__lte=F("version"))),
            check(
                "support_ticket_closed_at",
                Q(status=Status.CLOSED, closed_at__isnull=False)
                | (~Q(status=Status.CLOSED) & Q(closed_at__isnull=True)),
            ),
            check(
                "support_ticket_resolved_at",
                ~Q(status=Status.RESOLVED) | Q(resolved_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        """Return the reference and the title, as an agent would say them."""
        return f"{self.reference} {self.title}"

    @property
    def is_closed(self) -> bool:
        """Whether the ticket refuses messages until it is reopened."""
        return self.status == Status.CLOSED

    @property
    def escalated(self) -> bool:
        """Whether somebody has escalated the ticket."""
        return self.escalated_at is not None
