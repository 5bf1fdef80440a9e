"""``manage.py support_erase_person KEY``: take a person out of the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from django_support_tickets.actions.erasing import erase_person
from django_support_tickets.exceptions import SupportError
from django_support_tickets.management import acting

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Erases one person. May be killed and run again."""

    help = (
        "Remove a person's names and files from all tickets, which stay, and delete what is "
        "theirs alone. It cannot be undone. Exits with 1 if tickets are on legal hold."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the person and how far it goes."""
        acting.add_arguments(parser)
        parser.add_argument(
            "--bodies",
            action="store_true",
            help="also remove what they wrote, and all texts, title and metadata of their tickets; "
            "afterwards it is too late: nothing leads from the texts to the person any more",
        )
        parser.add_argument("--dry-run", action="store_true", help="Erase nothing, count it.")

    def handle(self, *_args: Any, bodies: bool, dry_run: bool, **options: Any) -> None:
        """Erase and say from how many tickets."""
        person, by = acting.person_from(options["person"]), acting.actor_from(options["by"])
        try:
            done = erase_person(person, by=by, bodies=bodies, dry_run=dry_run)
        except SupportError as error:
            raise CommandError(str(error.message)) from error
        word = "Would erase from" if dry_run else "Erased from"
        self.stdout.write(f"{word} tickets: {done.tickets}.")
        if done.held:
            raise CommandError(
                f"On legal hold, and left as they are: {', '.join(done.held)}.", returncode=1
            )
