"""The outbox: deliveries a second by one relay, against rows of a queue worked off by hand."""

import argparse
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import django
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import override_settings

from benchmarks.desk import large_desk
from django_support_tickets.actions import open_ticket
from django_support_tickets.models import Delivery, Ticket, TicketEvent
from django_support_tickets.notifiers import BaseNotifier, Notification
from django_support_tickets.outbox import deliver_due
from django_support_tickets.policies import actor_for

# As tutorials have it: a row at a time, in a transaction, by whoever comes first.
BY_HAND = """
UPDATE support_tickets_delivery SET state = 'sent', sent_at = now() WHERE id = (
    SELECT id FROM support_tickets_delivery WHERE state = 'pending' AND next_attempt_at <= now()
    ORDER BY next_attempt_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, event_id, recipient_id
"""
DESK = {
    "RELAY": "none",
    "NOTIFIERS": {"nobody": {"BACKEND": "benchmarks.outbox.TellNobody"}},
}


class TellNobody(BaseNotifier):
    """Takes no time, so that the outbox alone is measured."""

    def notify(self, notification: Notification, recipient: Any) -> None:
        """Do nothing."""


def opened_ticket(people: Sequence[Any]) -> Ticket:
    """Return a ticket whose opening the agents must be told of."""
    customer = people[-1]
    words = {"title": "It broke", "category": "general", "message_text": "At noon."}
    return open_ticket(customer, by=actor_for(customer), **words)


def fill(event: TicketEvent, people: Sequence[Any], number: int) -> None:
    """Let that many deliveries wait, each to an agent."""
    Delivery.objects.all().delete()
    Delivery.objects.bulk_create(
        Delivery(event=event, notifier="nobody", recipient=people[n % 50], recipient_key=f"{n}")
        for n in range(number)
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) support_tickets_delivery")


def by_hand() -> int:
    """Work all of them off; return how many there were."""
    done, row = 0, True
    with connection.cursor() as cursor:
        while row:
            cursor.execute(BY_HAND)
            row = cursor.fetchone()
            done += bool(row)
    return done


def rate(work: Callable[[], int], number: int) -> float:
    """Return how many a second were worked off; all must have been."""
    start = time.perf_counter()
    assert work() == number  # noqa: S101 - what was not done was not measured
    assert not Delivery.objects.exclude(state="sent").exists()  # noqa: S101
    return number / (time.perf_counter() - start)


@override_settings(SUPPORT_TICKETS=DESK)
def run(number: int, rounds: int) -> None:
    """Print the medians of rounds that take turns."""
    people = list(get_user_model().objects.order_by("id")[:51])
    event = TicketEvent.objects.get(ticket=opened_ticket(people))
    ways = {"the outbox": deliver_due, "by hand": by_hand}
    found: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(rounds):
        for way, work in ways.items():
            fill(event, people, number)
            found[way].append(rate(work, number))
    medians = {way: statistics.median(rates) for way, rates in found.items()}
    for way, median in medians.items():
        spread = f"{min(found[way]):,.0f} to {max(found[way]):,.0f}"
        ratio = medians["by hand"] / median
        sys.stdout.write(f"{way}: {median:,.0f} a second ({spread}), by hand {ratio:.1f} times\n")


def main(arguments: Sequence[str]) -> None:
    """Print what was measured, and on what."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks outbox", description=__doc__)
    parser.add_argument("--deliveries", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(arguments)
    with large_desk(1_000):
        version = f"PostgreSQL {connection.pg_version}, Django {django.__version__}"  # type: ignore[attr-defined]
        machine = f"Python {platform.python_version()}, {os.cpu_count()} cores"
        sys.stdout.write(f"{options.deliveries:,} deliveries, {version}, {machine}\n")
        run(options.deliveries, options.rounds)
