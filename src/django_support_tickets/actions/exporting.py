"""Handing out what is kept of a person, and keeping what is about to be deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from django_support_tickets.actions.changes import changing
from django_support_tickets.actions.dossiers import add_ticket
from django_support_tickets.conf import settings
from django_support_tickets.enums import EventType, Verb
from django_support_tickets.exceptions import TicketNotFound
from django_support_tickets.files.bundles import new_bundle
from django_support_tickets.log import record
from django_support_tickets.models import CannedResponse, NotificationPreference, SavedView
from django_support_tickets.payloads import json_key
from django_support_tickets.policies import get_policy
from django_support_tickets.selectors.batches import in_batches
from django_support_tickets.selectors.dossier import inbox_rows_of, tickets_of, told_to

if TYPE_CHECKING:
    from pathlib import Path

    from django_support_tickets.actors import Actor
    from django_support_tickets.files.bundles import Bundle
    from django_support_tickets.models import Ticket

BATCH = 100
OWN = {
    "preferences.json": (NotificationPreference, "person", ("kind", "channel", "is_on")),
    "saved_views.json": (SavedView, "owner", ("name", "parameters", "created_at")),
    "canned_responses.json": (CannedResponse, "owner", ("title", "body", "category", "tags")),
}


def export_person(person: Any, *, by: Actor, path: Path) -> int:
    """Write all that is kept of a person to a new zip at ``path``; return how many tickets.

    It has what the person could see of their own tickets, never a note, whatever they are at
    the desk. Each ticket gets an internal event before it is written. Raises
    ``FileExistsError``.
    """
    get_policy().require(by, Verb.EXPORT_PERSON)
    count = 0
    with new_bundle(path) as bundle:
        bundle.add("person.json", _person(person))
        for tickets in in_batches(tickets_of(person), BATCH):
            for ticket in tickets:
                count += _hand_out(bundle, ticket, by)
        _add_own_rows(bundle, person)
    return count


def archive_ticket(ticket: Ticket, folder: Path) -> None:
    """Write a ticket with its notes and files to a zip in ``folder``, named by key and version.

    One that is there already was finished, and is of this very version: it is left as it is.
    Those of earlier versions go: something may have been redacted since.
    """
    path = folder / f"{ticket.pk}-{ticket.version}.zip"
    if not path.exists():
        with new_bundle(path) as bundle:
            add_ticket(bundle, ticket, internal=True)
    for earlier in {*folder.glob(f"{ticket.pk}-*.zip")} - {path}:
        earlier.unlink()


def _hand_out(bundle: Bundle, ticket: Ticket, by: Actor) -> bool:
    try:
        with changing(ticket, by=by) as locked:
            record(locked, EventType.PERSON_EXPORTED, by=by, is_public=False)
    except TicketNotFound:  # deleted since the batch was read
        return False
    add_ticket(bundle, locked, internal=False)
    return True


def _person(person: Any) -> dict[str, Any]:
    return {
        "id": json_key(person.pk),
        "name": get_policy().name_of(person),
        "email": settings.resolve("USER_EMAIL")(person),
        "exported_at": timezone.now(),
    }


def _add_own_rows(bundle: Bundle, person: Any) -> None:
    for name, (model, owner, columns) in OWN.items():
        rows: Any = model._default_manager.filter(**{owner: person})
        bundle.add_rows(name, rows.order_by("pk").values(*columns).iterator(chunk_size=BATCH))
    bundle.add_rows(
        "notifications.json",
        (
            {"ticket": row.event.ticket_id, "kind": row.event.type, "read_at": row.read_at}
            for row in inbox_rows_of(person)
        ),
    )
    bundle.add_rows(
        "deliveries.json",
        (
            {
                "ticket": row.event.ticket_id,
                "kind": row.event.type,
                "notifier": row.notifier,
                "state": row.state,
                "sent_at": row.sent_at,
            }
            for row in told_to(person)
        ),
    )
