"""Figures as comma-separated values: one number in a row, as spreadsheets and programs like it."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django_support_tickets.selectors.durations import Durations
    from django_support_tickets.selectors.statistics import Statistics

HEAD = ("figure", "of", "measure", "value")
# With which a spreadsheet begins a formula. A customer's words can get into one by a name.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

Row = tuple[str, str, str, Any]


def csv_of(figures: Statistics) -> str:
    """Return all figures: codes and numbers as the API has them, times in seconds."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(HEAD)
    writer.writerows([safe_cell(cell) for cell in row] for row in _rows(figures))
    return written.getvalue()


def safe_cell(value: Any) -> Any:
    """Return the value as a cell that no spreadsheet takes for a formula; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return "" if value is None else value


def _rows(figures: Statistics) -> Iterator[Row]:
    yield "range", "", "from", figures.period.first.isoformat()
    yield "range", "", "to", figures.period.last.isoformat()
    yield "range", "", "tz", str(figures.period.zone)
    for name, number in figures.volumes.items():
        yield "volume", name, "tickets", number
    yield from _times("first_response", "", figures.first_response)
    yield from _times("resolution", "", figures.resolution)
    yield "resolution_rate", "", "share", figures.resolution_rate
    yield "reopen_rate", "", "share", figures.reopen_rate
    yield from _counts("opened", figures.opened)
    yield "backlog", "", "tickets", figures.backlog["total"]
    yield from _counts("backlog", figures.backlog)
    for agent in figures.agents:
        yield from _agent(agent)
    for day in figures.days:
        yield "day", day["date"].isoformat(), "opened", day["opened"]
        yield "day", day["date"].isoformat(), "resolved", day["resolved"]


def _counts(name: str, counts: Mapping[str, Any]) -> Iterator[Row]:
    for what in ("by_status", "by_priority", "by_category"):
        for code, number in counts[what].items():
            yield f"{name}_{what}", code, "tickets", number


def _agent(agent: Mapping[str, Any]) -> Iterator[Row]:
    yield "agent", agent["name"], "resolved", agent["resolved"]
    yield "agent", agent["name"], "open", agent["open_tickets"]
    yield from _times("agent_first_response", agent["name"], agent["first_response"])
    yield from _times("agent_resolution", agent["name"], agent["resolution"])


def _times(name: str, of: str, found: Durations) -> Iterator[Row]:
    yield name, of, "count", found.count
    yield name, of, "mean_seconds", found.mean
    yield name, of, "median_seconds", found.median
    yield name, of, "p90_seconds", found.p90
