"""The definitions of docs/reference/statistics.md, computed as simply as they read."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

STATUSES = ("open", "in_progress", "resolved", "closed")
PRIORITIES = ("low", "medium", "high", "urgent")
CATEGORIES = ("billing", "technical", "account", "service", "general")
AGES = ((0, 1), (1, 3), (3, 7), (7, 30), (30, None))


@dataclass
class Life:
    """What became of a ticket. ``agent`` is a place in the list of agents."""

    opened: datetime
    priority: str = "medium"
    category: str = "general"
    status: str = "open"
    answered: datetime | None = None
    resolved: datetime | None = None
    closed: datetime | None = None
    reopened: int = 0
    agent: int | None = None


@dataclass
class Asked:
    """A range of days on a clock, and the moment at which somebody asks."""

    first: date
    last: date
    zone: str
    now: datetime

    def covers(self, moment: datetime | None) -> bool:
        return moment is not None and self.first <= self.day(moment) <= self.last

    def day(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.zone)).date()


def figures(lives: list[Life], asked: Asked, agents: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the answer of ``stats/``; ``agents`` are ``{id, name}`` in the order of their keys."""
    opened = [life for life in lives if asked.covers(life.opened)]
    answered = [life for life in lives if asked.covers(life.answered)]
    resolved = [life for life in lives if asked.covers(life.resolved)]
    finished = [life for life in opened if life.reopened or life.status in ("resolved", "closed")]
    backlog = [life for life in lives if life.status in ("open", "in_progress")]
    return {
        "from": asked.first.isoformat(),
        "to": asked.last.isoformat(),
        "tz": asked.zone,
        "volumes": {
            "opened": len(opened),
            "resolved": len(resolved),
            "closed": sum(asked.covers(life.closed) for life in lives),
        },
        "opened": counts(opened, STATUSES),
        "first_response": durations(answered, lambda life: life.answered),
        "resolution": durations(resolved, lambda life: life.resolved),
        "resolution_rate": rate([life for life in opened if life.resolved], opened),
        "reopen_rate": rate([life for life in opened if life.reopened], finished),
        "backlog": {
            "total": len(backlog),
            **counts(backlog, STATUSES[:2]),
            "by_age": [age(backlog, asked.now, *limits) for limits in AGES],
            "oldest_opened_at": min((life.opened for life in backlog), default=None),
        },
        "agents": [
            of_agent(agents[place], *([x for x in some if x.agent == place] for some in work))
            for work in [(answered, resolved, backlog)]
            for place in range(len(agents))
            if any(life.agent == place for some in work for life in some)
        ],
        "days": [
            {
                "date": day.isoformat(),
                "opened": sum(asked.day(life.opened) == day for life in opened),
                "resolved": sum(asked.day(moment) == day for moment in moments(resolved)),
            }
            for day in days(asked.first, asked.last)
        ],
    }


def counts(lives: list[Life], statuses: Iterable[str]) -> dict[str, dict[str, int]]:
    found = Counter(code for life in lives for code in (life.status, life.priority, life.category))
    codes = {"by_status": statuses, "by_priority": PRIORITIES, "by_category": CATEGORIES}
    return {name: {code: found[code] for code in known} for name, known in codes.items()}


def durations(lives: list[Life], end: Callable[[Life], Any]) -> dict[str, Any]:
    seconds = sorted(
        Fraction((end(x) - x.opened) // timedelta(microseconds=1), 10**6) for x in lives
    )
    return {
        "count": len(seconds),
        "mean": float(sum(seconds) / len(seconds)) if seconds else None,
        "median": percentile(seconds, Fraction(1, 2)),
        "p90": percentile(seconds, Fraction(9, 10)),
    }


def percentile(ordered: list[Fraction], share: Fraction) -> float | None:
    if not ordered:
        return None
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return float(ordered[below] + (ordered[above] - ordered[below]) * (place - below))


def rate(some: list[Life], of: list[Life]) -> float | None:
    return len(some) / len(of) if of else None


def age(backlog: list[Life], now: datetime, since: int, until: int | None) -> dict[str, Any]:
    days = [(now - life.opened) / timedelta(days=1) for life in backlog]
    count = sum((since <= n or not since) and (until is None or n < until) for n in days)
    return {"from_days": since, "to_days": until, "count": count}


def of_agent(
    agent: dict[str, Any], answered: list[Life], resolved: list[Life], backlog: list[Life]
) -> dict[str, Any]:
    return {
        **agent,
        "resolved": len(resolved),
        "first_response": durations(answered, lambda life: life.answered),
        "resolution": durations(resolved, lambda life: life.resolved),
        "open_tickets": len(backlog),
    }


def moments(resolved: list[Life]) -> list[datetime]:
    return [life.resolved for life in resolved if life.resolved]


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(n) for n in range((last - first).days + 1)]
