"""Ranges of whole days on somebody's clock."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta, timezone, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Case, IntegerField, Q, Value, When
from django.utils import timezone as clock
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from django_support_tickets.exceptions import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models.expressions import Combinable

DAYS = 30  # unless the caller says otherwise
MOST_DAYS = 366


@dataclass(frozen=True)
class Period:
    """The days from ``first`` to ``last``, both included, as ``zone`` counts them."""

    first: date
    last: date
    zone: tzinfo

    @cached_property
    def days(self) -> list[date]:
        """Every day, in order."""
        return [self.first + timedelta(n) for n in range((self.last - self.first).days + 1)]

    @cached_property
    def boundaries(self) -> list[datetime]:
        """The moments at which the days begin, and that at which the last one ends, in UTC.

        A day begins at its first midnight; one that has none, because clocks were set forward
        then, begins when that happened. So days of 23 and 25 hours follow without a gap.
        """
        days = [*self.days, self.last + timedelta(1)]
        midnights = (datetime.combine(day, time.min, self.zone) for day in days)
        return [midnight.astimezone(timezone.utc) for midnight in midnights]

    def covers(self, column: str) -> Q:
        """Return the condition that the moment in ``column`` lies on one of the days."""
        start, end = self.boundaries[0], self.boundaries[-1]
        return Q(**{f"{column}__gte": start, f"{column}__lt": end})

    def day_of(self, column: str) -> Combinable:
        """Return the place among ``days`` of a moment that the period covers.

        Compares with the boundaries and asks no database what it knows of time zones: MariaDB
        often knows none, and no two need agree. By halves, one of 366 days is found in nine steps.
        """
        return _place(column, self.boundaries[1:-1], 0)


def period_from(first: str = "", last: str = "", zone: str = "") -> Period:
    """Return the period that somebody asked for, of at most ``MOST_DAYS`` days.

    Dates are in ISO 8601. By default it ends today, has ``DAYS`` days, and is on Django's current
    clock. Raises ``InvalidInput`` whose details name ``from``, ``to`` or ``tz``.
    """
    clock_used = _zone(zone)
    until = _date("to", last) or clock.now().astimezone(clock_used).date()
    since = _date("from", first) or until - timedelta(DAYS - 1)
    if since > until:
        raise InvalidInput({"from": [_("This is after the last day.")]})
    if (until - since).days >= MOST_DAYS:
        words = _("Ask for at most %(days)d days.")
        raise InvalidInput({"from": [words % {"days": MOST_DAYS}]})
    return Period(since, until, clock_used)


def _date(field: str, text: str) -> date | None:
    if not text:
        return None
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    # In UTC, and with the day after it, a day may lie in the year before or after its own.
    if found is None or not MINYEAR < found.year < MAXYEAR:
        raise InvalidInput({field: [_("Enter a date such as 2026-03-31.")]})
    return found


def _zone(name: str) -> tzinfo:
    try:
        return zoneinfo.ZoneInfo(name) if name else clock.get_current_timezone()
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidInput({"tz": [_("Enter a time zone such as Asia/Kathmandu.")]}) from None


def _place(column: str, starts: Sequence[datetime], before: int) -> Combinable:
    if not starts:
        return Value(before, output_field=IntegerField())
    middle = len(starts) // 2
    return Case(
        When(**{f"{column}__lt": starts[middle]}, then=_place(column, starts[:middle], before)),
        default=_place(column, starts[middle + 1 :], before + middle + 1),
        output_field=IntegerField(),
    )
