"""Figures as shapes: what the templates draw as SVG, in the units of its view box.

A shape has no words, and a chart never stands without its table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from django_support_tickets.conf import settings
from django_support_tickets.enums import Priority, Status
from django_support_tickets.figures import age_words, number_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from django_support_tickets.selectors.statistics import Statistics

FULL = 100  # of a bar, and of the height of the columns
COLUMN = 10  # the width of one day
GAP = 2  # between two days


class Bar(NamedTuple):
    """A row of a table with its bar; ``length`` of ``FULL`` is that of the longest one."""

    label: str
    number: int
    words: str
    length: float
    code: str


class Bars(NamedTuple):
    """A table whose numbers are drawn as bars."""

    title: str
    head: str
    rows: Sequence[Bar]


class Column(NamedTuple):
    """A day: a column of what was opened, from ``y`` down to ``FULL``, and its row in the table."""

    date: date
    opened: int
    resolved: int
    x: float
    y: float
    height: float


class Days(NamedTuple):
    """The days of a range: opened tickets as columns, resolved ones as a line over them."""

    columns: Sequence[Column]
    line: str
    width: int
    column_width: int
    highest: int

    @property
    def first(self) -> str:
        """The first day in words."""
        return date_format(self.columns[0].date, "MONTH_DAY_FORMAT")

    @property
    def last(self) -> str:
        """The last day in words."""
        return date_format(self.columns[-1].date, "MONTH_DAY_FORMAT")


def bars_of(figures: Statistics) -> list[Bars]:
    """Return what is open now by priority, status, category and age."""
    backlog, categories = figures.backlog, settings.categories()
    priorities = [
        (Priority.from_code(code).label, number, code)
        for code, number in reversed(list(backlog["by_priority"].items()))
    ]
    statuses = [(Status(code).label, n, code) for code, n in backlog["by_status"].items()]
    kinds = [(categories.get(code, code), n, "") for code, n in backlog["by_category"].items()]
    ages = [(age_words(part), part["count"], "") for part in backlog["by_age"]]
    return [
        Bars(_("Open now, by priority"), _("Priority"), _bars(priorities)),
        Bars(_("Open now, by status"), _("Status"), _bars(statuses)),
        Bars(_("Open now, by age in days"), _("Days"), _bars(ages)),
        Bars(_("Open now, by category"), _("Category"), _bars(kinds)),
    ]


def days_of(days: Sequence[Mapping[str, Any]]) -> Days:
    """Return the volume of each day."""
    highest = max((max(day["opened"], day["resolved"]) for day in days), default=0) or 1
    scale = FULL / highest
    columns = [_column(place, day, scale) for place, day in enumerate(days)]
    middle = (COLUMN - GAP) / 2
    points = (f"{c.x + middle:g},{FULL - c.resolved * scale:.1f}" for c in columns)
    width = COLUMN * len(columns)
    return Days(columns, " ".join(points), width, COLUMN - GAP, highest)


def _column(place: int, day: Mapping[str, Any], scale: float) -> Column:
    height = round(day["opened"] * scale, 1)
    x = COLUMN * place + GAP / 2
    return Column(day["date"], day["opened"], day["resolved"], x, FULL - height, height)


def _bars(rows: Iterable[tuple[Any, int, str]]) -> list[Bar]:
    rows = list(rows)
    longest = max((number for _label, number, _code in rows), default=0) or 1
    return [
        Bar(str(label), number, number_words(number), round(FULL * number / longest, 1), code)
        for label, number, code in rows
    ]
