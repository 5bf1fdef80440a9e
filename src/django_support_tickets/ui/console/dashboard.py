"""The figures of the desk: tiles, charts with their tables, and a file of the same numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from django_support_tickets.exceptions import InvalidInput
from django_support_tickets.figures import (
    agents_table,
    duration_words,
    number_words,
    share_words,
)
from django_support_tickets.selectors.periods import period_from
from django_support_tickets.selectors.saved_views import BUILT_IN, counts_of
from django_support_tickets.selectors.statistics import statistics
from django_support_tickets.ui.console.base import AgentPage
from django_support_tickets.ui.console.charts import bars_of, days_of
from django_support_tickets.ui.console.export import csv_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from django_support_tickets.selectors.periods import Period
    from django_support_tickets.selectors.statistics import Statistics

UNASSIGNED = [view for view in BUILT_IN if view.key == "unassigned"]


class Tile(NamedTuple):
    """One number that is seen first."""

    label: str
    words: str
    hint: str = ""


class DashboardPage(AgentPage):
    """The figures of a range of days, by default of the last thirty."""

    section = "dashboard"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Return the page; days that are none are told beside the form."""
        asked, errors = self.asked(), {}
        try:
            period = self.period(**asked)
        except InvalidInput as error:
            errors, period = error.details, self.period()
        figures = statistics(self.actor, period)
        context = {
            "asked": asked if errors else _days_asked(period, asked),
            "errors": {name: [str(text) for text in texts] for name, texts in errors.items()},
            "period": period,
            "tiles": self.tiles(figures),
            "days": days_of(figures.days),
            "bars": bars_of(figures),
            "agents": agents_table(figures),
        }
        return self.render("console/dashboard.html", context, 400 if errors else 200)

    def asked(self) -> dict[str, str]:
        """Return the range as it stands in the address."""
        names = {"first": "from", "last": "to", "zone": "tz"}
        return {key: self.request.GET.get(name, "") for key, name in names.items()}

    def period(self, **asked: str) -> Period:
        """Return the range, on the reader's clock; raise ``InvalidInput`` if there is none."""
        with timezone.override(self.zone):
            return period_from(**asked)

    def tiles(self, figures: Statistics) -> list[Tile]:
        """Return the numbers that are seen first."""
        unassigned = counts_of(self.actor, UNASSIGNED)["unassigned"]
        response, resolution = figures.first_response, figures.resolution
        mean = _("median; %(mean)s on average")
        return [
            Tile(_("Open now"), number_words(figures.backlog["total"])),
            Tile(_("Unassigned"), number_words(unassigned), _("of those open now")),
            Tile(_("Opened"), number_words(figures.volumes["opened"]), _("in these days")),
            Tile(_("Resolved"), number_words(figures.volumes["resolved"]), _("in these days")),
            Tile(
                _("First response"),
                duration_words(response.median),
                mean % {"mean": duration_words(response.mean)},
            ),
            Tile(
                _("Resolution"),
                duration_words(resolution.median),
                mean % {"mean": duration_words(resolution.mean)},
            ),
            Tile(
                _("Resolution rate"),
                share_words(figures.resolution_rate),
                _("of those opened, resolved"),
            ),
            Tile(
                _("Reopen rate"), share_words(figures.reopen_rate), _("of those finished, reopened")
            ),
        ]


class DashboardExport(DashboardPage):
    """The same numbers as a file."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Return comma-separated values; raise ``InvalidInput`` for days that are none."""
        figures = statistics(self.actor, self.period(**self.asked()))
        # Spreadsheets take the file for UTF-8 by its first character.
        response = HttpResponse(f"\ufeff{csv_of(figures)}", content_type="text/csv; charset=utf-8")
        days = f"{figures.period.first.isoformat()}-{figures.period.last.isoformat()}"
        response["Content-Disposition"] = f'attachment; filename="support-{days}.csv"'
        response["X-Content-Type-Options"] = "nosniff"
        return response


def _days_asked(period: Period, asked: dict[str, str]) -> dict[str, str]:
    return {**asked, "first": period.first.isoformat(), "last": period.last.isoformat()}
