"""Who is meant on a command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import CommandError

from django_support_tickets.actors import SYSTEM
from django_support_tickets.policies import actor_of
from django_support_tickets.selectors.people import find_person

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from django_support_tickets.actors import Actor


def add_arguments(parser: ArgumentParser) -> None:
    """Add the person whom it is about and the person who does it."""
    parser.add_argument("person", help="key of the person in the people table (USER_MODEL)")
    parser.add_argument(
        "--by", metavar="KEY", help="key of the agent who does this, for the history of tickets"
    )


def person_from(key: str) -> Any:
    """Return the person with this key; raise ``CommandError`` if there is none."""
    person = find_person(key)
    if person is None:
        raise CommandError(f"There is no person with the key {key!r}.")
    return person


def actor_from(key: str | None) -> Actor:
    """Return the actor with this key, or the system if none is given."""
    return SYSTEM if key is None else actor_of(person_from(key))
