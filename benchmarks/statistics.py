"""``stats/`` at 1,000,000 tickets against the same aggregates typed by hand in SQL."""

import argparse
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import django
from django.contrib.auth import get_user_model
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from benchmarks.desk import large_desk
from django_support_tickets.selectors.periods import Period

ZONE = "Europe/Berlin"
BY_HAND = (
    """
    SELECT status, priority, category, (created_at AT TIME ZONE %(zone)s)::date AS day,
        count(*), count(resolved_at), count(*) FILTER (WHERE reopened_count > 0),
        count(*) FILTER (WHERE reopened_count > 0 OR status IN ('resolved', 'closed'))
    FROM support_tickets_ticket WHERE created_at >= %(start)s AND created_at < %(end)s
    GROUP BY GROUPING SETS ((status), (priority), (category), (4), ())
    """,
    """
    SELECT assigned_agent_id, count(*),
        avg(extract(epoch FROM first_responded_at - created_at)),
        percentile_cont(ARRAY[0.5, 0.9])
            WITHIN GROUP (ORDER BY extract(epoch FROM first_responded_at - created_at))
    FROM support_tickets_ticket
    WHERE first_responded_at >= %(start)s AND first_responded_at < %(end)s
    GROUP BY GROUPING SETS ((assigned_agent_id), ())
    """,
    """
    SELECT assigned_agent_id, count(*),
        avg(extract(epoch FROM resolved_at - created_at)),
        percentile_cont(ARRAY[0.5, 0.9])
            WITHIN GROUP (ORDER BY extract(epoch FROM resolved_at - created_at))
    FROM support_tickets_ticket WHERE resolved_at >= %(start)s AND resolved_at < %(end)s
    GROUP BY GROUPING SETS ((assigned_agent_id), ())
    """,
    """
    SELECT (resolved_at AT TIME ZONE %(zone)s)::date AS day, count(*)
    FROM support_tickets_ticket WHERE resolved_at >= %(start)s AND resolved_at < %(end)s
    GROUP BY day
    """,
    """
    SELECT count(*) FROM support_tickets_ticket
    WHERE closed_at >= %(start)s AND closed_at < %(end)s
    """,
    """
    SELECT status, priority, category, assigned_agent_id,
        width_bucket(extract(epoch FROM now() - created_at) / 86400, ARRAY[1, 3, 7, 30]) AS age,
        count(*), min(created_at)
    FROM support_tickets_ticket WHERE status IN ('open', 'in_progress')
    GROUP BY GROUPING SETS ((status), (priority), (category), (assigned_agent_id), (5), ())
    """,
    "SELECT id, first_name, last_name FROM auth_user WHERE is_staff",
)


def sides(days: int) -> dict[str, Callable[[], Any]]:
    """Return the view and the hand-typed statements, each as a function that gives its answer."""
    zone = ZoneInfo(ZONE)
    last = timezone.now().astimezone(zone).date()
    period = Period(last - timedelta(days - 1), last, zone)
    asked = {"from": period.first.isoformat(), "to": last.isoformat(), "tz": ZONE}
    values = {"start": period.boundaries[0], "end": period.boundaries[-1], "zone": ZONE}
    client = APIClient()
    client.force_authenticate(get_user_model().objects.get(pk=1))

    def by_hand() -> list[list[Any]]:
        answers = []
        with connection.cursor() as cursor:
            for statement in BY_HAND:
                cursor.execute(statement, values)
                answers.append(cursor.fetchall())
        return answers

    return {"view": lambda: client.get("/stats/", asked).json(), "by hand": by_hand}


def compare(view: Any, by_hand: list[list[Any]]) -> None:
    """Raise ``ValueError`` unless both sides found the same."""
    _, count, mean, (median, p90) = max(by_hand[2], key=lambda row: row[1])
    pairs = [(view["resolution"]["count"], count), (view["resolution"]["mean"], float(mean))]
    pairs += [(view["resolution"]["median"], median), (view["resolution"]["p90"], p90)]
    pairs += [(view["volumes"]["opened"], max(row[4] for row in by_hand[0]))]
    pairs += [(view["backlog"]["total"], max(row[5] for row in by_hand[5]))]
    if any(abs(one - other) > 1e-5 for one, other in pairs):
        raise ValueError(pairs)


def measure(days: int, rounds: int) -> str:
    """Return the medians of both sides, which take turns, and their ratio."""
    functions = sides(days)
    compare(*(side() for side in functions.values()))
    taken: dict[str, list[float]] = {name: [] for name in functions}
    for _ in range(rounds):
        for name, side in functions.items():
            start = time.perf_counter()
            side()
            taken[name].append(1000 * (time.perf_counter() - start))
    view, by_hand = (statistics.median(times) for times in taken.values())
    fastest = " / ".join(f"{min(times):.0f}" for times in taken.values())
    return (
        f"{days} days: view {view:.0f} ms, by hand {by_hand:.0f} ms, "
        f"ratio {view / by_hand:.2f} (fastest {fastest} ms, {rounds} rounds)"
    )


def main(arguments: Sequence[str]) -> None:
    """Print what was measured, and on what."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks statistics", description=__doc__)
    parser.add_argument("--tickets", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args(arguments)
    start = time.perf_counter()
    with large_desk(options.tickets):
        made = time.perf_counter() - start
        sys.stdout.write(f"{options.tickets:,} tickets, made in {made:.0f} s\n")
        versions = f"Django {django.__version__}, Python {platform.python_version()}"
        sys.stdout.write(
            f"PostgreSQL {connection.pg_version}, {versions}, {os.cpu_count()} cores\n"
        )
        for days in (30, 366):
            sys.stdout.write(measure(days, options.rounds) + "\n")
