"""The outbox in the admin: what was told to whom, and what was not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from django_support_tickets.admin.access import AgentsOnlyMixin
from django_support_tickets.outbox import replay
from django_support_tickets.selectors.outbox import deliveries_visible_to, status_of

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from django_support_tickets.models import Delivery
    from django_support_tickets.selectors.outbox import OutboxStatus


class DeliveryAdminMixin(AgentsOnlyMixin):
    """Deliveries to read, and to replay."""

    list_display = (
        "created_at",
        "ticket_reference",
        "event_type",
        "notifier",
        "recipient",
        "state",
        "attempts",
        "next_attempt_at",
        "last_error",
    )
    # The notifier and the day have no index: a list of a rare one would be a scan of the table.
    list_filter = ("state",)
    list_select_related = ("event__ticket", "recipient")
    sortable_by = ()
    list_per_page = 50
    actions = ("replay",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        """Return the deliveries that the user may know of."""
        return deliveries_visible_to(self.actor(request)).order_by("-id")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show how the outbox stands above the list."""
        # In the title, because every admin theme shows that. Strangers are told by Django.
        known = self.has_view_permission(request)
        title = {"title": _title(status_of(self.get_queryset(request)))} if known else {}
        return super().changelist_view(request, {**title, **(extra_context or {})})

    @admin.display(description=gettext_lazy("ticket"))
    def ticket_reference(self, delivery: Delivery) -> str:
        """Return the reference by which people call the ticket."""
        return delivery.event.ticket.reference

    @admin.display(description=gettext_lazy("event"))
    def event_type(self, delivery: Delivery) -> str:
        """Return what happened."""
        return delivery.event.get_type_display()

    @admin.action(description=gettext_lazy("Deliver again what was given up"), permissions=["view"])
    def replay(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        """Make the selected deliveries pending again if they were given up."""
        done = replay(queryset)
        text = ngettext(
            "%(n)d delivery is pending again.", "%(n)d deliveries are pending again.", done
        )
        messages.success(request, text % {"n": done})


def _title(status: OutboxStatus) -> str:
    numbers = _("Deliveries: %(pending)d pending, %(failed)d failed, %(dead)d given up") % (
        status._asdict()
    )
    if status.oldest is None:
        return numbers
    return _("%(numbers)s; the oldest waits for %(time)s") % {
        "numbers": numbers,
        "time": timesince(status.oldest),
    }
