"""The API at 1,000, 100,000 and 1,000,000 tickets with three messages each.

Beside it, on the same tables and in the same process: a view by hand with one statement (the
floor), and REST framework by the book. And the newest django-helpdesk with a copy of the same
tickets in tables of its own in the same database, in a process of its own. They take turns; the
ratios are what counts.
"""

import argparse
import os
import platform
import sys
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import django
import rest_framework
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from benchmarks.desk import large_desk
from benchmarks.helpdesk import Helpdesk, helpdesk
from benchmarks.tables import Sides, lines, table
from benchmarks.turns import Call, limit_statements, measured, took
from django_support_tickets.models import Ticket
from django_support_tickets.selectors.cursors import cursor_at

ORDER = ("-updated_at", "-id")
NEW = {"title": "It broke", "category": "general", "message_text": "It broke at noon."}
REPLY = {"message_text": "Have you tried to turn it off and on again?"}
HELPDESK_NEW = {
    "title": NEW["title"],
    "queue": 5,
    "description": NEW["message_text"],
    "priority": 3,
    "status": 1,
    "submitter_email": "person100@shop.example",
}
HELPDESK_REPLY = {"title": "Comment", "comment": REPLY["message_text"], "public": True}


class Side:
    """One of those that are compared, asked by an agent and by a customer."""

    def __init__(self, root: str, agent: Client, customer: Client) -> None:
        self.root, self.agent, self.customer = root, agent, customer

    def get(self, path: str = "", *, by: str = "agent", **query: Any) -> Call:
        """Return a call that reads."""
        client, url = getattr(self, by), f"{self.root}tickets/{path}?{urlencode(query)}"
        return lambda: took(client, "get", url)

    def post(self, path: str, data: Any, *, by: str) -> Call:
        """Return a call that writes."""
        client, url = getattr(self, by), f"{self.root}tickets/{path}"
        return lambda: took(client, "post", url, data)


def calls(ours: Side, floor: Side, plain: Side, other: Helpdesk) -> dict[str, dict[str, Call]]:
    """Return what is measured: name -> side -> call."""
    middle = Ticket.objects.count() // 2
    row = Ticket.objects.order_by(*ORDER)[middle]
    unfinished = Ticket.objects.filter(status="open").order_by("created_at")
    ticket = unfinished[unfinished.count() // 2]
    one, number = f"{ticket.pk}/", int(ticket.reference, 16)
    before = f"{row.updated_at.isoformat()},{row.pk}"
    cursor = cursor_at(row, ORDER, backwards=False)
    urgent = {"status": "open", "priority": "urgent"}
    return {
        "list, first page": {
            "ours": ours.get(cursor=""),
            "floor": floor.get(),
            "ours, numbered": ours.get(),
            "plain": plain.get(),
            "helpdesk": other.list_of(),
        },
        "list, middle page": {
            "ours": ours.get(cursor=cursor),
            "floor": floor.get(before=before),
            "plain": plain.get(page=middle // 10),
            "helpdesk": other.list_of(start=middle),
        },
        "a customer's list": {
            "ours": ours.get(by="customer", cursor=""),
            "floor": floor.get(by="customer"),
            "plain": plain.get(by="customer"),
            "helpdesk": other.call("get", "/api/user_tickets/?page_size=10", by="customer"),
        },
        "status and priority": {
            "ours": ours.get(cursor="", **urgent),
            "floor": floor.get(**urgent),
            "plain": plain.get(status="open", priority=4),
            "helpdesk": other.list_of(status__in=[1], priority__in=[1]),
        },
        "search, rare word": {
            "ours": ours.get(cursor="", search="rareword"),
            "floor": floor.get(rare="'rareword':*"),
            "plain": plain.get(search="rareword"),
            "helpdesk": other.list_of(search="rareword"),
        },
        "search, word of 1 in 100": {
            "ours": ours.get(cursor="", search="hundredth"),
            "floor": floor.get(common="hundredth"),
            "plain": plain.get(search="hundredth"),
            "helpdesk": other.list_of(search="hundredth"),
        },
        "search, word of all": {
            "ours": ours.get(cursor="", search="tried"),
            "floor": floor.get(common="tried"),
            "plain": plain.get(search="tried"),
            "helpdesk": other.list_of(search="tried"),
        },
        "detail": {
            "ours": ours.get(one),
            "floor": floor.get(one),
            "plain": plain.get(one),
            "helpdesk": other.call("get", f"/tickets/{number}/"),
        },
        "create": {
            "ours": ours.post("", NEW, by="customer"),
            "floor": floor.post("", NEW, by="customer"),
            "plain": plain.post("", NEW, by="customer"),
            "helpdesk": other.call("post", "/api/tickets/", HELPDESK_NEW),
        },
        "reply": {
            "ours": ours.post(f"{one}messages/", REPLY, by="agent"),
            "floor": floor.post(f"{one}messages/", REPLY, by="agent"),
            "helpdesk": other.call("post", "/api/followups/", HELPDESK_REPLY | {"ticket": number}),
        },
    }


def run(rounds: int) -> dict[str, Sides]:
    """Print all of one size and return it."""
    person = Ticket.objects.order_by("created_at").values_list("customer", flat=True)[7]
    people = {"agent": 1, "customer": person}
    clients = {name: Client() for name in people}
    for name, key in people.items():
        clients[name].force_login(get_user_model().objects.get(pk=key))
    ours, floor, plain = (Side(root, **clients) for root in ("/", "/floor/", "/plain-api/"))
    start = time.perf_counter()
    with helpdesk(people) as other:
        copied = time.perf_counter() - start
        sys.stdout.write(f"django-helpdesk {other.release}, copied in {copied:.0f} s\n")
        limit_statements()
        found = {}
        for name, compared in calls(ours, floor, plain, other).items():
            found[name] = measured(compared, rounds)
            sys.stdout.write(lines(name, found[name]) + "\n")
            sys.stdout.flush()
    return found


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
    sys.stdout.write(f"\n{table(found)}\n")
