"""``manage.py support_export_person KEY FILE``: hand out what is kept of a person."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from django_support_tickets.actions.exporting import export_person
from django_support_tickets.exceptions import SupportError
from django_support_tickets.management import acting

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Writes one zip that only its owner can read, and never over another file."""

    help = (
        "Write the tickets of a person, as they can see them, with files, and what else is kept "
        "of them, to a new zip. Internal notes are not in it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the person and the path."""
        acting.add_arguments(parser)
        parser.add_argument("file", type=Path, help="the zip to write; it must not exist yet")

    def handle(self, *_args: Any, file: Path, **options: Any) -> None:
        """Write the zip and say how many tickets are in it."""
        if not file.parent.is_dir():
            raise CommandError(f"There is no folder {file.parent}.")
        person, by = acting.person_from(options["person"]), acting.actor_from(options["by"])
        try:
            count = export_person(person, by=by, path=file)
        except OSError as error:
            raise CommandError(f"Nothing was written: {error}") from error
        except SupportError as error:
            raise CommandError(str(error.message)) from error
        self.stdout.write(f"Tickets in {file}: {count}.")
