"""Fills the demo with people and tickets, and says how to log in."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from demo.calendar import pace, weeks_before
from demo.conversations import play
from demo.people import AGENTS, ASKERS, EVERYBODY, PASSWORD, SITA, Person
from demo.stories import PLACES, STAGES, STORIES
from django_support_tickets.models import Delivery
from marketplace.models import Booking, Profile, Service

CALLS = r"""
S={address}/api/support
ACCESS=$(curl -s {address}/api/auth/token/ -H 'Content-Type: application/json' \
  -d '{{"email": "{email}", "password": "{password}"}}' \
  | python3 -c 'import json, sys; print(json.load(sys.stdin)["access"])')
curl -s $S/tickets/ -H "Authorization: Bearer $ACCESS"; echo
ID=$(curl -s $S/tickets/ -H "Authorization: Bearer $ACCESS" -H 'Content-Type: application/json' \
  -d '{{"title": "No light", "category": "service", "message_text": "It is dark."}}' \
  | python3 -c 'import json, sys; print(json.load(sys.stdin)["id"])')
curl -s $S/tickets/$ID/messages/ -H "Authorization: Bearer $ACCESS" \
  -H 'Content-Type: application/json' -d '{{"message_text": "It is still dark."}}'; echo
""".strip()


class Command(BaseCommand):
    help = "Create the demo's people and tickets once, and print the logins."

    def add_arguments(self, parser):
        parser.add_argument(
            "--address", default="http://127.0.0.1:8000", help="where the server will listen"
        )

    def handle(self, *, address, **options):
        # One transaction: the demo is there as a whole or not at all, so one person proves it.
        with transaction.atomic():
            if not User.objects.filter(email=SITA.email).exists():
                fill()
        self.stdout.write(how_to_log_in(address.rstrip("/")))


def fill() -> None:
    users = {person: create_user(person) for person in EVERYBODY}
    furnish(users)
    # Eight and five have no common divisor: so everybody asks everything, in mixed order.
    plays = [(k % len(ASKERS), k % len(STORIES)) for k in range(len(ASKERS) * len(STORIES))]
    for opened, (n, m) in zip(weeks_before(timezone.now(), len(plays)), plays, strict=True):
        # Shifted by one for every customer, so that each story is seen at each stage.
        play(
            STORIES[m].at(PLACES[n]),
            stage=STAGES[(n + m) % len(STAGES)],
            customer=users[ASKERS[n]],
            agent=users[AGENTS[m % len(AGENTS)]],
            clock=pace(opened),
        )
    Delivery.objects.all().delete()  # nobody is told of what was made up


def create_user(person: Person) -> User:
    return User.objects.create_user(
        person.email,
        PASSWORD,
        first_name=person.first_name,
        last_name=person.last_name,
        role=person.role,
        is_staff=person.is_staff,
        is_superuser=person.is_superuser,
    )


def furnish(users: dict[Person, User]) -> None:
    """Give the host's own tables some rows, so that its reverse names on User are in use."""
    provider = next(user for user in users.values() if user.role == User.Role.PROVIDER)
    service = Service.objects.create(provider=provider, title="Home cleaning")
    for user in users.values():
        Profile.objects.create(user=user, city="Kathmandu")
    Booking.objects.create(customer=users[SITA], service=service)


def how_to_log_in(address: str) -> str:
    rows = [f"  {person.kind:<10}{person.email:<26}{PASSWORD}" for person in EVERYBODY]
    return "\n".join(
        [
            "",
            f"  Support  {address}/support/",
            f"  API      {address}/swagger/",
            f"  Admin    {address}/admin/",
            "",
            *rows,
            "",
            "  In another shell: take a token, list the tickets, open one, reply to it.",
            "",
            CALLS.format(address=address, email=SITA.email, password=PASSWORD),
        ]
    )
