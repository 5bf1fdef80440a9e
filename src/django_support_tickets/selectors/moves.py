"""Where the log says that a ticket stands, and since when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    PositiveIntegerField,
    Subquery,
    Value,
    When,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from django_support_tickets.enums import FINISHED, UNFINISHED, EventType, Status
from django_support_tickets.models import TicketEvent

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.db.models.expressions import Combinable

MOVED_COLUMNS = ("status", "resolved_at", "closed_at", "reopened_count")


def moved_facts() -> dict[str, Combinable]:
    """Return annotations of tickets: ``actual_<column>`` for each of ``MOVED_COLUMNS``.

    A ticket without any history, such as a host may have copied from elsewhere, is believed.
    """
    events = TicketEvent.objects.filter(ticket=OuterRef("pk"))
    moves = events.filter(type=EventType.STATUS_CHANGED)
    goal = _last(moves.annotate(goal=KT("data__status__to")), "goal")
    back = moves.filter(data__status__from__in=FINISHED, data__status__to__in=UNFINISHED)
    reopened = back.order_by().values("ticket").annotate(number=Count("pk")).values("number")
    facts: dict[str, Any] = {
        "status": Coalesce(goal, Value(Status.OPEN), output_field=CharField()),
        # Closing neither resolves a ticket nor undoes it.
        "resolved_at": _since(moves.exclude(data__status__to=Status.CLOSED), Status.RESOLVED),
        "closed_at": _since(moves, Status.CLOSED),
        "reopened_count": Coalesce(Subquery(reopened), 0, output_field=PositiveIntegerField()),
    }
    return {
        f"actual_{column}": Case(When(Exists(events), then=fact), default=F(column))
        for column, fact in facts.items()
    }


def _since(moves: QuerySet[TicketEvent], status: Status) -> Subquery:
    moment = Case(When(data__status__to=status, then=F("created_at")))
    return _last(moves.annotate(moment=moment), "moment")


def _last(moves: QuerySet[Any], column: str) -> Subquery:
    return Subquery(moves.order_by("-sequence").values(column)[:1])
