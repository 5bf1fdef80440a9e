"""Pages of the admin at 1,000,000 tickets with three messages each.

Beside them, where there is such a page, a ``ModelAdmin`` as Django alone makes it.
"""

import argparse
import os
import platform
import statistics
import sys
import time
from collections.abc import Sequence
from datetime import timedelta

import django
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.utils import timezone

from benchmarks.desk import large_desk
from django_support_tickets.models import Ticket
from django_support_tickets.selectors.capped import MOST_COUNTED

QUEUE = "/admin/support_tickets/ticket/"
PLAIN = "/plain/support_tickets/ticket/"


def pages() -> dict[str, tuple[str, str]]:
    """Return what an agent opens, by a name: in our admin, and in the plain one."""
    then = timezone.now() - timedelta(days=300)
    year, month, day = (f"created_at__{part}" for part in ("year", "month", "day"))
    newest = Ticket.objects.order_by("-updated_at").values_list("pk", flat=True)[0]
    last = min(Ticket.objects.count(), MOST_COUNTED) // 50
    in_month = f"{year}={then:%Y}&{month}={then.month}"
    both = {
        "first page": ("", ""),
        f"page {last}": (f"p={last}", f"p={last}"),
        "by priority": ("o=5", "o=4"),
        "status: open": ("status__exact=open", "status__exact=open"),
        "priority: urgent": ("priority__exact=4", "priority__exact=4"),
        "a category": ("category=billing", "category=billing"),
        "assignee: me": ("assignee=me", "assigned_agent__id__exact=1"),
        "a year": (f"opened={then:%Y}", f"{year}={then:%Y}"),
        "a month": (f"opened={then:%Y-%m}", in_month),
        "a day": (f"opened={then:%Y-%m-%d}", f"{in_month}&{day}={then.day}"),
        "search: every ticket has it": ("q=ticket", "q=ticket"),
        "search: 1 of 1,000 has it": ("q=seldom", "q=seldom"),
        "search: one ticket has it": ("q=rareword", "q=rareword"),
    }
    found = {name: (f"{QUEUE}?{ours}", f"{PLAIN}?{its}") for name, (ours, its) in both.items()}
    found["view: unassigned"] = (f"{QUEUE}?view=unassigned", "")
    found["a ticket"] = (f"{QUEUE}{newest}/change/", "")
    return found


def measure(client: Client, urls: Sequence[str], rounds: int) -> str:
    """Return the medians of the pages, which take turns, after a round that is not counted."""
    taken: dict[str, list[float]] = {url: [] for url in urls if url}
    for _ in range(rounds + 1):
        for url, times in taken.items():
            start = time.perf_counter()
            answer = client.get(url)
            times.append(1000 * (time.perf_counter() - start))
            if answer.status_code != 200:
                raise ValueError(url, answer.status_code)
    medians = [statistics.median(times[1:]) for times in taken.values()]
    ratio = f", {medians[1] / medians[0]:.1f} times that" if len(medians) > 1 else ""
    return " / ".join(f"{median:.0f} ms" for median in medians) + ratio


def main(arguments: Sequence[str]) -> None:
    """Print what was measured, and on what."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks queue", description=__doc__)
    parser.add_argument("--tickets", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args(arguments)
    with large_desk(options.tickets, with_messages=True):
        versions = f"Django {django.__version__}, Python {platform.python_version()}"
        sys.stdout.write(
            f"PostgreSQL {connection.pg_version}, {versions}, {os.cpu_count()} cores\n"
        )
        client = Client()
        client.force_login(get_user_model().objects.get(pk=1))
        for name, urls in pages().items():
            sys.stdout.write(f"{name:30} {measure(client, urls, options.rounds)}\n")
            sys.stdout.flush()
