"""The figures of the desk for a range of days; docs/reference/statistics.md defines each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Case, Count, IntegerField, Min, Q, Value, When
from django.utils import timezone

from django_support_tickets.conf import settings
from django_support_tickets.enums import FINISHED, UNFINISHED, Priority, Status
from django_support_tickets.policies import get_policy
from django_support_tickets.selectors.durations import Durations, durations, durations_by_agent
from django_support_tickets.selectors.tickets import visible_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from django_support_tickets.actors import Actor
    from django_support_tickets.models import Ticket
    from django_support_tickets.selectors.periods import Period

AGES = (1, 3, 7, 30)  # days at which one bucket of the backlog ends and the next begins
CODES = ("status", "priority", "category")


@dataclass(frozen=True)
class Statistics:
    """Everything that ``stats/`` shows, in the shape in which it shows it."""

    period: Period
    volumes: Mapping[str, int]
    opened: Mapping[str, Mapping[str, int]]
    first_response: Durations
    resolution: Durations
    resolution_rate: float | None
    reopen_rate: float | None
    backlog: Mapping[str, Any]
    agents: list[Mapping[str, Any]]
    days: list[Mapping[str, Any]]


def statistics(actor: Actor, period: Period) -> Statistics:
    """Return the figures of all tickets that the actor may see.

    Eleven statements, whatever the range and the number of tickets. Everything is counted on the
    day on which it happened. Nothing here knows of notes, nor tells one ticket from another: an
    agent's own tickets count like any other.
    """
    tickets = visible_to(actor).order_by()
    opened = Tally(tickets.filter(period.covers("created_at")))
    answered = tickets.filter(period.covers("first_responded_at"))
    resolved = tickets.filter(period.covers("resolved_at"))
    closed = tickets.filter(period.covers("closed_at")).count()
    responses = (answered, "created_at", "first_responded_at")
    resolutions = (resolved, "created_at", "resolved_at")
    resolution = durations(*resolutions)
    unfinished = tickets.filter(status__in=UNFINISHED)
    return Statistics(
        period=period,
        volumes={"opened": opened.total, "resolved": resolution.count, "closed": closed},
        opened=opened.by_code,
        first_response=durations(*responses),
        resolution=resolution,
        resolution_rate=_rate(opened.resolved, opened.total),
        reopen_rate=_rate(opened.reopened, opened.ever_finished),
        backlog=_backlog(unfinished, timezone.now()),
        agents=_agents(
            durations_by_agent(*responses), durations_by_agent(*resolutions), _loads(unfinished)
        ),
        days=_days(tickets, period),
    )


class Tally:
    """Counts of tickets by their codes, with what became of them; one statement."""

    def __init__(self, tickets: QuerySet[Ticket]) -> None:
        self.by_code = _empty_counts(Status.values)
        self.total = self.resolved = self.reopened = self.ever_finished = 0
        reopened = Q(reopened_count__gt=0)
        rows = tickets.values(*CODES).annotate(
            number=Count("pk"),
            resolved=Count("pk", filter=Q(resolved_at__isnull=False)),
            reopened=Count("pk", filter=reopened),
            ever_finished=Count("pk", filter=reopened | Q(status__in=FINISHED)),
        )
        for row in rows:
            _count(self.by_code, row)
            self.total += row["number"]
            self.resolved += row["resolved"]
            self.reopened += row["reopened"]
            self.ever_finished += row["ever_finished"]


def _empty_counts(statuses: Iterable[str]) -> dict[str, Counter[str]]:
    return {
        "by_status": Counter(dict.fromkeys(statuses, 0)),
        "by_priority": Counter({priority.code: 0 for priority in Priority}),
        "by_category": Counter(dict.fromkeys(settings.categories(), 0)),
    }


def _count(counts: dict[str, Counter[str]], row: Mapping[str, Any]) -> None:
    counts["by_status"][row["status"]] += row["number"]
    counts["by_priority"][Priority(row["priority"]).code] += row["number"]
    counts["by_category"][row["category"]] += row["number"]


def _backlog(unfinished: QuerySet[Ticket], now: datetime) -> Mapping[str, Any]:
    counts, ages = _empty_counts(UNFINISHED), Counter[int]()
    oldest: datetime | None = None
    rows = unfinished.annotate(age=_bucket(now)).values(*CODES, "age")
    for row in rows.annotate(number=Count("pk"), oldest=Min("created_at")):
        _count(counts, row)
        ages[row["age"]] += row["number"]
        oldest = min(oldest or row["oldest"], row["oldest"])
    limits = zip((0, *AGES), (*AGES, None), strict=True)
    by_age = [
        {"from_days": since, "to_days": until, "count": ages[bucket]}
        for bucket, (since, until) in enumerate(limits)
    ]
    return {"total": sum(ages.values()), **counts, "by_age": by_age, "oldest_opened_at": oldest}


def _bucket(now: datetime) -> Case:
    return Case(
        *(
            When(created_at__gt=now - timedelta(days), then=Value(bucket))
            for bucket, days in enumerate(AGES)
        ),
        default=Value(len(AGES)),
        output_field=IntegerField(),
    )


def _loads(unfinished: QuerySet[Ticket]) -> Mapping[Any, int]:
    rows = unfinished.values_list("assigned_agent").annotate(number=Count("pk"))
    return dict(rows)


def _agents(
    answered: Mapping[Any, Durations], resolved: Mapping[Any, Durations], loads: Mapping[Any, int]
) -> list[Mapping[str, Any]]:
    keys = {*answered, *resolved, *loads} - {None}
    people = apps.get_model(settings.person_model)._default_manager.filter(pk__in=keys)
    return [
        {
            "pk": person.pk,
            "name": get_policy().name_of(person),
            "resolved": resolved.get(person.pk, Durations()).count,
            "first_response": answered.get(person.pk, Durations()),
            "resolution": resolved.get(person.pk, Durations()),
            "open_tickets": loads.get(person.pk, 0),
        }
        for person in people.order_by("pk")
    ]


def _days(tickets: QuerySet[Ticket], period: Period) -> list[Mapping[str, Any]]:
    opened, resolved = (
        _by_day(tickets, period, column) for column in ("created_at", "resolved_at")
    )
    return [
        {"date": day, "opened": opened.get(place, 0), "resolved": resolved.get(place, 0)}
        for place, day in enumerate(period.days)
    ]


def _by_day(tickets: QuerySet[Ticket], period: Period, column: str) -> Mapping[int, int]:
    covered = tickets.filter(period.covers(column)).annotate(place=period.day_of(column))
    return dict(covered.values_list("place").annotate(number=Count("pk")))


def _rate(part: int, whole: int) -> float | None:
    return part / whole if whole else None
