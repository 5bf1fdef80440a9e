"""From years to months to days, without looking at the rows in between.

Django's ``date_hierarchy`` asks for the different days of all rows that the list has: at a
million tickets that is a scan of the table. Here the calendar says what days there are.
"""

from __future__ import annotations

import calendar
import re
from datetime import MAXYEAR, MINYEAR, date
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from django_support_tickets.selectors.periods import Period

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.contrib.admin.views.main import ChangeList
    from django.db.models import QuerySet
    from django.http import HttpRequest

DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
FORMATS = {1: "Y", 2: "YEAR_MONTH_FORMAT", 3: "MONTH_DAY_FORMAT"}  # by how exact a date is


class OpenedFilter(admin.SimpleListFilter):
    """``?opened=2026``, ``2026-03`` or ``2026-03-31``: tickets opened in these days."""

    title = _("opening date")
    parameter_name = "opened"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the parts of what is chosen; without a choice, the years there are."""
        oldest = model_admin.get_queryset(request).order_by("created_at", "id")
        opened = oldest.values_list("created_at", flat=True).first()
        today = timezone.localdate()
        earliest = today if opened is None else min(timezone.localdate(opened), today)
        self.chosen = _parts(self.value())
        found = _within(self.chosen, earliest, today)
        return [(_text(parts), _label(parts)) for parts in found]

    def has_output(self) -> bool:
        """Always: a day has no parts, but a way back."""
        return True

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """Yield the way back, what is chosen, and its parts."""
        name = self.parameter_name
        every = changelist.get_query_string(remove=[name])
        yield {"selected": not self.chosen, "query_string": every, "display": _("Any date")}
        above = [self.chosen[: n + 1] for n in range(len(self.chosen))]
        for parts in above:
            link = changelist.get_query_string({name: _text(parts)})
            selected = parts == self.chosen
            yield {"selected": selected, "query_string": link, "display": _label(parts)}
        for text, label in self.lookup_choices:
            link = changelist.get_query_string({name: text})
            yield {"selected": False, "query_string": link, "display": label}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep what was opened in these days, on the reader's clock."""
        if not self.chosen:
            return queryset
        period = Period(*_bounds(self.chosen), timezone.get_current_timezone())
        return queryset.filter(period.covers("created_at"))


def _parts(value: str | None) -> list[int]:
    if not value:
        return []
    match = DATE.fullmatch(value)
    if match is None:
        raise IncorrectLookupParameters
    parts = [int(part) for part in match.groups() if part]
    try:
        _bounds(parts)
    except ValueError as error:
        raise IncorrectLookupParameters from error
    return parts


def _bounds(parts: list[int]) -> tuple[date, date]:
    year, *rest = parts
    # The day before or after must be a date, too, on whatever clock.
    if not MINYEAR < year < MAXYEAR:
        raise ValueError(year)
    month = rest[0] if rest else 12
    last_day = rest[1] if len(rest) > 1 else calendar.monthrange(year, month)[1]
    first_month, first_day = [*rest, 1, 1][:2]
    return date(year, first_month, first_day), date(year, month, last_day)


def _within(chosen: list[int], earliest: date, latest: date) -> list[list[int]]:
    if len(chosen) == len(FORMATS):
        return []
    if not chosen:
        return [[year] for year in range(earliest.year, latest.year + 1)]
    days = calendar.monthrange(*chosen)[1] if len(chosen) == 2 else 12
    parts = [[*chosen, number] for number in range(1, days + 1)]
    return [part for part in parts if _overlaps(part, earliest, latest)]


def _overlaps(parts: list[int], earliest: date, latest: date) -> bool:
    first, last = _bounds(parts)
    return first <= latest and last >= earliest


def _text(parts: list[int]) -> str:
    return "-".join([f"{parts[0]:04}", *(f"{part:02}" for part in parts[1:])])


def _label(parts: list[int]) -> str:
    return date_format(_bounds(parts)[0], FORMATS[len(parts)])
