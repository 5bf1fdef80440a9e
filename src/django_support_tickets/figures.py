"""Statistics in words, for every door that shows them: tables, numbers and durations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.formats import date_format, number_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from django_support_tickets.conf import settings
from django_support_tickets.enums import Priority, Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django_support_tickets.selectors.durations import Durations
    from django_support_tickets.selectors.statistics import Statistics

MINUTE, HOUR, DAY = 60, 3600, 86400  # seconds


class Table(NamedTuple):
    """A heading, the heads of the columns, and rows whose first cell is a head."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


def tables_of(figures: Statistics) -> list[Table]:
    """Return everything that the figures say."""
    return [
        _volumes(figures),
        _times(figures),
        *_by_code(_("Opened"), figures.opened),
        *_by_code(_("Open now"), figures.backlog),
        _ages(figures.backlog),
        agents_table(figures),
        _days(figures),
    ]


def _volumes(figures: Statistics) -> Table:
    volumes = figures.volumes
    rows = [
        (_("Opened"), number_words(volumes["opened"])),
        (_("Resolved"), number_words(volumes["resolved"])),
        (_("Closed"), number_words(volumes["closed"])),
        (_("Of those opened, resolved"), share_words(figures.resolution_rate)),
        (_("Of those finished, reopened"), share_words(figures.reopen_rate)),
        (_("Open now"), number_words(figures.backlog["total"])),
    ]
    return Table(_("Tickets"), ("", _("Number")), rows)


def _times(figures: Statistics) -> Table:
    rows = [
        _durations(_("First response"), figures.first_response),
        _durations(_("Resolution"), figures.resolution),
    ]
    head = ("", _("Tickets"), _("Mean"), _("Median"), _("Nine of ten within"))
    return Table(_("Times"), head, rows)


def _durations(label: str, found: Durations) -> tuple[str, ...]:
    times = (found.mean, found.median, found.p90)
    return (label, number_words(found.count), *(duration_words(seconds) for seconds in times))


def _by_code(title: str, counts: Mapping[str, Any]) -> list[Table]:
    categories = settings.categories()
    kinds = {
        _("status"): [(Status(c).label, n) for c, n in counts["by_status"].items()],
        _("priority"): [(Priority.from_code(c).label, n) for c, n in counts["by_priority"].items()],
        _("category"): [(categories.get(c, c), n) for c, n in counts["by_category"].items()],
    }
    return [
        Table(
            _("%(tickets)s, by %(what)s") % {"tickets": title, "what": what},
            (what, _("Number")),
            [(str(label), number_words(number)) for label, number in rows],
        )
        for what, rows in kinds.items()
    ]


def _ages(backlog: Mapping[str, Any]) -> Table:
    rows = [(age_words(part), number_words(part["count"])) for part in backlog["by_age"]]
    if backlog["oldest_opened_at"] is not None:
        rows.append((_("The oldest"), timesince(backlog["oldest_opened_at"])))
    return Table(_("Open now, by age"), (_("Days"), _("Number")), rows)


def age_words(part: Mapping[str, Any]) -> str:
    """Return the days of one part of the backlog."""
    if part["to_days"] is None:
        return _("more than %(days)d") % {"days": part["from_days"]}
    return f"{part['from_days']}-{part['to_days']}"


def agents_table(figures: Statistics) -> Table:
    """Return what each agent has done, and has to do."""
    rows = [
        (
            agent["name"],
            number_words(agent["resolved"]),
            duration_words(agent["first_response"].median),
            duration_words(agent["resolution"].median),
            number_words(agent["open_tickets"]),
        )
        for agent in figures.agents
    ]
    head = (_("Agent"), _("Resolved"), _("First response"), _("Resolution"), _("Open now"))
    return Table(_("Agents (times are medians)"), head, rows)


def _days(figures: Statistics) -> Table:
    rows = [
        (date_format(day["date"]), number_words(day["opened"]), number_words(day["resolved"]))
        for day in reversed(figures.days)
    ]
    return Table(_("Days"), (_("Day"), _("Opened"), _("Resolved")), rows)


def number_words(number: int) -> str:
    """Return a number as the reader writes it."""
    return number_format(number, force_grouping=True)


def share_words(rate: float | None) -> str:
    """Return a rate in per cent; a dash for none."""
    return "-" if rate is None else f"{number_format(round(100 * rate, 1), 1)} %"


def duration_words(seconds: float | None) -> str:
    """Return seconds in the two largest units that fit; a dash for none."""
    if seconds is None:
        return "-"
    days, rest = divmod(round(seconds), DAY)
    hours, rest = divmod(rest, HOUR)
    if days:
        return _("%(days)d d %(hours)d h") % {"days": days, "hours": hours}
    if hours:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest // MINUTE}
    return _("%(minutes)d min") % {"minutes": rest // MINUTE}
