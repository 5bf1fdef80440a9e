"""Keep the files in order: inspect, scan again, expire, sweep. For cron, once an hour or so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from django_support_tickets.actions.inspecting import inspect_files, inspect_waiting_files
from django_support_tickets.actions.sweeping import delete_orphans, expire_unclaimed_files
from django_support_tickets.selectors.files import every_file, not_scanned

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Inspect files that wait, expire unclaimed uploads and delete orphans: see RETENTION."""

    help = "Inspect waiting files, expire unclaimed uploads, delete files that no row knows."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options."""
        parser.add_argument("--dry-run", action="store_true", help="Delete nothing, list it.")
        parser.add_argument(
            "--rescan",
            nargs="?",
            const="unknown",
            choices=("unknown", "all"),
            help="Scan again what has no verdict yet; with =all, whatever its verdict.",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do all of it and say what was done."""
        dry_run = options["dry_run"]
        if options["rescan"]:
            files = every_file() if options["rescan"] == "all" else not_scanned()
            count = inspect_files(files, again=options["rescan"] == "all")
            self.stdout.write(f"Scanned again: {count}.")
        if not dry_run:
            self.stdout.write(f"Inspected: {inspect_waiting_files()}.")
        word = "Would delete" if dry_run else "Deleted"
        expired = expire_unclaimed_files(dry_run=dry_run)
        self.stdout.write(f"{word} unclaimed uploads: {len(expired)}.")
        try:
            orphans = delete_orphans(dry_run=dry_run)
        except NotImplementedError:
            raise CommandError(
                "The storage cannot list its files (listdir, get_modified_time): orphans stay."
            ) from None
        self.stdout.write(f"{word} orphans: {len(orphans)}.")
        for key in orphans:
            self.stdout.write(f"  {key}")
