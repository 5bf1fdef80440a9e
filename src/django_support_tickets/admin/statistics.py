"""The figures of the desk, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _

from django_support_tickets.admin.access import AgentsOnlyMixin
from django_support_tickets.exceptions import InvalidInput
from django_support_tickets.figures import tables_of
from django_support_tickets.selectors.periods import period_from
from django_support_tickets.selectors.statistics import statistics

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class StatisticsMixin(AgentsOnlyMixin):
    """A page beside the queue."""

    def get_urls(self) -> list[Any]:
        """Return the admin's addresses and that of the statistics."""
        page = self.admin_site.admin_view(self.statistics_view)
        name = "support_tickets_ticket_statistics"
        return [path("statistics/", page, name=name), *super().get_urls()]

    def statistics_view(self, request: HttpRequest) -> HttpResponse:
        """Show the figures of the days that were asked for, by default of the last thirty."""
        actor = self.require_agent(request)
        asked = {name: request.GET.get(name, "") for name in ("from", "to")}
        errors: list[Any] = []
        try:
            period = period_from(asked["from"], asked["to"])
        except InvalidInput as error:
            errors = [text for texts in error.details.values() for text in texts]
            period = period_from()
        else:
            asked = {"from": period.first.isoformat(), "to": period.last.isoformat()}
        context = {
            **self.admin_site.each_context(request),
            "title": _("Statistics"),
            "opts": self.model._meta,
            "media": self.media,
            "asked": asked,
            "errors": errors,
            "period": period,
            "tables": tables_of(statistics(actor, period)),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "support_tickets/admin/statistics.html", context)
