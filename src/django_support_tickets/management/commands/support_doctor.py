"""Say what is unsafe, incomplete or stuck, each with its fix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from django_support_tickets.monitoring.findings import findings

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    """Changes nothing. Exits with 1 if it found something, for monitors and deployments."""

    help = "List unsafe or incomplete settings, missing indexes and stuck work, with their fixes."
    requires_system_checks = ()  # it reports them itself

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the option."""
        parser.add_argument(
            "--files", action="store_true", help="Also look for orphans: lists the whole storage."
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print what was found, a line and its fix each."""
        found = 0
        for finding in findings(files=options["files"]):
            found += 1
            self.stdout.write(f"{finding.what}\n    {finding.fix}")
        if found:
            raise CommandError(f"Found {found}.", returncode=1)
        self.stdout.write("Everything is well.")
