"""``manage.py support_recount``: prove that what is kept on tickets is what their rows say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.text import Truncator

from django_support_tickets.actions.recounting import differences, recount_ticket, render_again
from django_support_tickets.actors import SYSTEM
from django_support_tickets.exceptions import TicketNotFound
from django_support_tickets.selectors.batches import in_batches
from django_support_tickets.selectors.facts import with_facts
from django_support_tickets.selectors.tickets import visible_to

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterator

    from django_support_tickets.actions.recounting import Difference
    from django_support_tickets.models import Ticket

SHOWN = 60  # characters of a value


class Command(BaseCommand):
    """Recounts every ticket, in batches; may run while the desk is open."""

    help = (
        "Compare the counters, versions, times, tags and snippets kept on tickets with their "
        "messages, events and tags. Exits with 1 if differences remain."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add our options."""
        parser.add_argument("--fix", action="store_true", help="write what should be there")
        parser.add_argument(
            "--render",
            action="store_true",
            help="also render every message again, as after a change of SANITIZER (slow)",
        )
        parser.add_argument(
            "--batch", type=int, default=500, metavar="N", help="tickets in memory at once"
        )

    def handle(self, *_args: Any, fix: bool, render: bool, batch: int, **_options: Any) -> None:
        """Print each difference and their number; raise ``CommandError`` if any remain."""
        checked = found = 0
        for tickets in in_batches(with_facts(visible_to(SYSTEM)), max(1, batch)):
            checked += len(tickets)
            for difference in _differences(tickets, fix=fix, render=render):
                found += 1
                self.stdout.write(_line(difference))
        if found and not fix:
            raise CommandError(f"{found} differences in {checked} tickets; --fix writes them.")
        self.stdout.write(f"{checked} tickets recounted, {found} differences fixed.")


def _differences(tickets: list[Ticket], *, fix: bool, render: bool) -> Iterator[Difference]:
    for ticket in tickets:
        if differences(ticket):  # perhaps only because it is being written right now
            yield from _under_lock(ticket, fix=fix)
    if render:
        yield from render_again(tickets, fix=fix)


def _under_lock(ticket: Ticket, *, fix: bool) -> list[Difference]:
    try:
        return recount_ticket(ticket, fix=fix)
    except TicketNotFound:  # deleted since the batch was read
        return []


def _line(difference: Difference) -> str:
    stored, actual = (
        Truncator(str(value)).chars(SHOWN) for value in (difference.stored, difference.actual)
    )
    return f"{difference.reference} {difference.column}: stored {stored}, actual {actual}"
