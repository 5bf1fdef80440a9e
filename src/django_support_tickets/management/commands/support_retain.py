"""``manage.py support_retain``: keep things as long as RETENTION says. For cron, once a day."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from django_support_tickets.actions.inbox import delete_read_notifications
from django_support_tickets.actions.retaining import delete_closed_tickets
from django_support_tickets.conf import settings
from django_support_tickets.outbox.purging import purge_deliveries

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Deletes what is older than its period. May be killed and run again."""

    help = (
        "Delete tickets closed longer ago than RETENTION['closed_tickets'], with their files, and "
        "what the outbox and the inbox have done before RETENTION['deliveries']. Tickets on legal "
        "hold stay."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options."""
        parser.add_argument("--dry-run", action="store_true", help="Delete nothing, list it.")
        parser.add_argument(
            "--archive",
            type=Path,
            metavar="DIR",
            help="before a ticket is deleted, write it with its notes and files to a zip in here",
        )

    def handle(self, *_args: Any, dry_run: bool, archive: Path | None, **_options: Any) -> None:
        """Do all of it and say what was done."""
        if archive is not None and not archive.is_dir():
            raise CommandError(f"There is no folder {archive}.")
        word = "Would delete" if dry_run else "Deleted"
        count = 0
        closed = settings.kept_since("closed_tickets")
        if closed is not None:
            for ticket in delete_closed_tickets(closed, archive=archive, dry_run=dry_run):
                count += 1
                self.stdout.write(f"  {ticket.reference} {ticket.pk}")
        self.stdout.write(f"{word} closed tickets: {count}.")
        done = settings.kept_since("deliveries")
        if done is not None:
            items = delete_read_notifications(done, dry_run=dry_run)
            self.stdout.write(f"{word} notifications: {items}.")
            deliveries = purge_deliveries(done, dry_run=dry_run)
            self.stdout.write(f"{word} deliveries: {deliveries}.")
