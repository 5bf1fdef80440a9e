"""The API at 1,000, 100,000 and 1,000,000 tickets with three messages each.

Beside it, in the same process and on the same tables: a view by hand with one statement (the
floor), and REST framework by the book. They take turns; the ratios are what counts.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

import django
import rest_framework
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from benchmarks.desk import large_desk
from django_support_tickets.api.pagination import cursor_at
from django_support_tickets.models import Ticket

ORDER = ("-updated_at", "-id")
NEW = {"title": "It broke", "category": "general", "message_text": "It broke at noon."}
REPLY = {"message_text": "Have you tried to turn it off and on again?"}
Call = Callable[[], Any]


class Side:
    """One of those that are compared, asked by an agent and by a customer."""

    def __init__(self, root: str, agent: Client, customer: Client) -> None:
        self.root, self.agent, self.customer = root, agent, customer

    def get(self, path: str = "", *, by: str = "agent", **query: Any) -> Call:
        """Return a call that reads."""
        client, url = getattr(self, by), f"{self.root}tickets/{path}?{urlencode(query)}"
        return lambda: client.get(url)

    def post(self, path: str, data: Any, *, by: str) -> Call:
        """Return a call that writes."""
        client, url, body = getattr(self, by), f"{self.root}tickets/{path}", json.dumps(data)
        return lambda: client.post(url, body, content_type="application/json")


def calls(ours: Side, floor: Side, plain: Side) -> dict[str, dict[str, Call]]:
    """Return what is measured: name -> side -> call."""
    middle = Ticket.objects.count() // 2
    row = Ticket.objects.order_by(*ORDER)[middle]
    unfinished = Ticket.objects.filter(status="open").order_by("created_at")
    one = f"{unfinished[unfinished.count() // 2].pk}/"
    before = f"{row.updated_at.isoformat()},{row.pk}"
    cursor = cursor_at(row, ORDER, backwards=False)
    urgent = {"status": "open", "priority": "urgent"}
    return {
        "list, first page": {
            "ours": ours.get(cursor=""),
            "floor": floor.get(),
            "ours, numbered": ours.get(),
            "plain": plain.get(),
        },
        "list, middle page": {
            "ours": ours.get(cursor=cursor),
            "floor": floor.get(before=before),
            "plain": plain.get(page=middle // 10),
        },
        "a customer's list": {
            "ours": ours.get(by="customer", cursor=""),
            "floor": floor.get(by="customer"),
            "plain": plain.get(by="customer"),
        },
        "status and priority": {
            "ours": ours.get(cursor="", **urgent),
            "floor": floor.get(**urgent),
            "plain": plain.get(status="open", priority=4),
        },
        "search, rare word": {
            "ours": ours.get(cursor="", search="rareword"),
            "floor": floor.get(rare="'rareword':*"),
            "plain": plain.get(search="rareword"),
        },
        "search, word of 1 in 100": {
            "ours": ours.get(cursor="", search="hundredth"),
            "floor": floor.get(common="hundredth"),
            "plain": plain.get(search="hundredth"),
        },
        "search, word of all": {
            "ours": ours.get(cursor="", search="tried"),
            "floor": floor.get(common="tried"),
            "plain": plain.get(search="tried"),
        },
        "detail": {"ours": ours.get(one), "floor": floor.get(one), "plain": plain.get(one)},
        "create": {
            side: it.post("", NEW, by="customer")
            for side, it in (("ours", ours), ("floor", floor), ("plain", plain))
        },
        "reply": {
            "ours": ours.post(f"{one}messages/", REPLY, by="agent"),
            "floor": floor.post(f"{one}messages/", REPLY, by="agent"),
        },
    }


class Took(NamedTuple):
    """Milliseconds of one call: until it was answered, and of this process's own work."""

    wall: float
    own: float


def measured(sides: dict[str, Call], rounds: int) -> dict[str, list[Took]]:
    """Return what each side took; they take turns, and the first is not counted.

    A side that is a hundred times slower than the fastest has three turns.
    """
    taken: dict[str, list[Took]] = {name: [] for name in sides}
    for turn in range(rounds + 1):
        for name, call in sides.items():
            if turn > 3 and taken[name][0].wall > 100 * min(t[0].wall for t in taken.values()):
                continue
            start, own = time.perf_counter(), time.process_time()
            answer = call()
            took = Took(1000 * (time.perf_counter() - start), 1000 * (time.process_time() - own))
            if answer.status_code not in {200, 201}:
                raise ValueError(name, answer.status_code, answer.content[:500])
            if turn:
                taken[name].append(took)
    return taken


def report(name: str, sides: dict[str, list[Took]]) -> str:
    """Return medians with quartiles, the fastest and own work, each with its ratio to the floor."""
    lines = [name]
    floor = sides["floor"]
    for side, taken in sides.items():
        wall, base = [took.wall for took in taken], [took.wall for took in floor]
        low, median, high = statistics.quantiles(wall, n=4)
        own, least = (statistics.median(t.own for t in times) for times in (taken, floor))
        lines.append(
            f"  {side:15} {median:8.1f} ms ({low:.1f}-{high:.1f})"
            f" {median / statistics.median(base):6.2f}x"
            f" | fastest {min(wall):8.1f} {min(wall) / min(base):6.2f}x"
            f" | own work {own:6.1f} {own / least:6.2f}x"
        )
    return "\n".join(lines)


def run(rounds: int) -> dict[str, float]:
    """Print all of it and return our medians."""
    agent, customer = Client(), Client()
    person = Ticket.objects.order_by("created_at").values_list("customer", flat=True)[7]
    agent.force_login(get_user_model().objects.get(pk=1))
    customer.force_login(get_user_model().objects.get(pk=person))
    sides = (Side(root, agent, customer) for root in ("/", "/floor/", "/plain-api/"))
    medians = {}
    for name, compared in calls(*sides).items():
        times = measured(compared, rounds)
        medians[name] = statistics.median(took.wall for took in times["ours"])
        sys.stdout.write(report(name, times) + "\n")
        sys.stdout.flush()
    return medians


def main(arguments: Sequence[str]) -> None:
    """Print what was measured, and on what."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks api", description=__doc__)
    parser.add_argument("--tickets", type=int, nargs="+", default=[1_000, 100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=25)
    options = parser.parse_args(arguments)
    found = []
    for tickets in options.tickets:
        start = time.perf_counter()
        with large_desk(tickets, with_messages=True):
            made = time.perf_counter() - start
            sys.stdout.write(f"\n{tickets:,} tickets, made in {made:.0f} s\n")
            versions = f"REST framework {rest_framework.__version__}, Django {django.__version__}"
            sys.stdout.write(
                f"PostgreSQL {connection.pg_version}, {versions}, "  # type: ignore[attr-defined]
                f"Python {platform.python_version()}, {os.cpu_count()} cores\n"
            )
            found.append(run(options.rounds))
    sys.stdout.write("\nours, the largest over the smallest\n")
    for name, median in found[-1].items():
        sys.stdout.write(f"{name:26} {median / found[0][name]:.2f}x\n")
