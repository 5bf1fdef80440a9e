"""How long something took: counts, means and percentiles, the same on every database."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, Count, F, Func, Q, Sum, Window
from django.db.models.functions import RowNumber

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import QuerySet
    from django.db.models.sql.compiler import SQLCompiler

    from django_support_tickets.models import Ticket

PERCENTILES = MEDIAN, P90 = 5, 9  # in tenths: whole numbers are exact everywhere
TENTHS = 10
SECOND = 1_000_000  # microseconds


@dataclass
class Durations:
    """A number of durations, in microseconds; ``percentiles`` by tenths, in tenths of those.

    A percentile is interpolated between the two values around its place, as ``PERCENTILE_CONT``
    of SQL does.
    """

    count: int = 0
    total: int = 0
    percentiles: dict[int, int] = field(default_factory=dict)

    def add(self, tenths: int, *, row: int, value: int) -> None:
        """Let the value in this row, counted from 1, weigh in a percentile if it is next to it."""
        distance = abs(TENTHS * (row - 1) - tenths * (self.count - 1))
        if distance < TENTHS:
            weighed = value * (TENTHS - distance)
            self.percentiles[tenths] = self.percentiles.get(tenths, 0) + weighed

    @property
    def mean(self) -> float | None:
        """The mean in seconds, or ``None`` of nothing."""
        return _seconds(self.total, self.count) if self.count else None

    @property
    def median(self) -> float | None:
        """The median in seconds, or ``None`` of nothing."""
        return self._percentile(MEDIAN)

    @property
    def p90(self) -> float | None:
        """What nine of ten did not exceed, in seconds, or ``None`` of nothing."""
        return self._percentile(P90)

    def _percentile(self, tenths: int) -> float | None:
        return _seconds(self.percentiles[tenths], TENTHS) if self.count else None


class Elapsed(Func):
    """Microseconds from one moment to a later one, as a whole number on every database."""

    output_field = BigIntegerField()
    arity = 2

    def as_sql(  # type: ignore[override]  # no other template
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """Return what the backend has for the difference of two moments."""
        start, end = (compiler.compile(side) for side in self.get_source_expressions())
        return connection.ops.subtract_temporals("DateTimeField", end, start)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """Return the seconds of the interval, which is a type of its own there, as a number."""
        sql, params = self.as_sql(compiler, connection)
        return f"(EXTRACT(EPOCH FROM {sql}) * {SECOND})::bigint", params


def durations(tickets: QuerySet[Ticket], start: str, end: str) -> Durations:
    """Return the durations from one column of the tickets to another; one statement."""
    return _measured(tickets, start, end, []).get((), Durations())


def durations_by_agent(tickets: QuerySet[Ticket], start: str, end: str) -> Mapping[Any, Durations]:
    """Return the same by the key of the agent that the tickets are assigned to; one statement."""
    measured = _measured(tickets, start, end, ["assigned_agent"])
    return {agent: found for (agent,), found in measured.items()}


def _measured(
    tickets: QuerySet[Ticket], start: str, end: str, group: list[str]
) -> dict[tuple[Any, ...], Durations]:
    # Only the few rows next to a percentile arrive. One grouping in a statement: of two, MariaDB
    # (10.11.19) numbers the rows of one in the order of the other.
    measured: dict[tuple[Any, ...], Durations] = {}
    for *keys, value, row, number, total in _next_to_percentiles(tickets, start, end, group):
        found = measured.setdefault(tuple(keys), Durations(number, int(total)))
        for tenths in PERCENTILES:
            found.add(tenths, row=row, value=value)
    return measured


def _next_to_percentiles(
    tickets: QuerySet[Any], start: str, end: str, group: list[str]
) -> QuerySet[Any, Any]:
    within: dict[str, Any] = {"partition_by": group} if group else {}
    numbered: QuerySet[Any] = tickets.order_by().annotate(value=Elapsed(F(start), F(end)))
    numbered = numbered.annotate(
        row=Window(RowNumber(), order_by=F("value").asc(), **within),
        number=Window(Count("*"), **within),
        total=Window(Sum("value"), **within),
    )
    # All is multiplied by ten, so that no database divides and rounds in its own way.
    for tenths in PERCENTILES:
        distance = TENTHS * (F("row") - 1) - tenths * (F("number") - 1)
        numbered = numbered.annotate(**{f"to_{tenths}": distance})
    near = (Q(**{f"to_{n}__gt": -TENTHS, f"to_{n}__lt": TENTHS}) for n in PERCENTILES)
    columns = (*group, "value", "row", "number", "total")
    found: QuerySet[Any] = numbered.filter(reduce(or_, near)).values_list(*columns)
    return found


def _seconds(microseconds: int, divisor: int) -> float:
    return round(microseconds / divisor) / SECOND
