"""The one shape in which an event leaves the desk: API, streams and hooks all send this."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

if TYPE_CHECKING:
    from datetime import datetime

    from django_support_tickets.models import TicketEvent


def event_payload(event: TicketEvent, *, sees_internal: bool) -> dict[str, Any]:
    """Return the event as JSON-safe values, numbered as its reader counts."""
    return {
        "sequence": event.sequence if sees_internal else event.public_sequence,
        "type": event.type,
        "actor": person_payload(event.actor_id, event.actor_name),
        "created_at": time_payload(event.created_at),
        "data": event.data,
    }


def person_payload(key: Any, name: str) -> dict[str, Any] | None:
    """Return ``{id, name}``; the id of a deleted person is null, the system is null itself."""
    if key is None and not name:
        return None
    return {"id": json_key(key), "name": name}


def time_payload(moment: datetime) -> str:
    """Return a moment as the API has it: ISO 8601 in the current time zone, Z for UTC."""
    text = timezone.localtime(moment).isoformat()
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text


def json_key(key: Any) -> int | str | None:
    """Return a primary key as JSON has it: a number stays one, a UUID becomes text."""
    return key if key is None or isinstance(key, int) else str(key)
