"""Many tickets at once, and lists read to their end."""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

from rest_framework.test import APIClient

from django_support_tickets.models import Ticket

URL = "/api/support/tickets/"
EPOCH = datetime(2026, 1, 1, tzinfo=timezone.utc)


def make_tickets(customer: Any, rows: list[tuple[int, ...]]) -> list[Ticket]:
    """Insert tickets with these priorities, and these minutes for their three times."""
    names = ("created_at", "updated_at", "public_updated_at")
    return Ticket.objects.bulk_create(
        Ticket(
            customer=customer,
            title="Help",
            priority=priority,
            **{name: EPOCH + timedelta(minutes=n) for name, n in zip(names, minutes, strict=True)},
        )
        for priority, *minutes in rows
    )


def walk(client: APIClient, url: str, way: str = "next") -> Iterator[dict[str, Any]]:
    """Yield the answers from this page on to the last."""
    link: str | None = url
    while link:
        answer = client.get(link)
        assert answer.status_code == 200, answer.content
        yield answer.json()
        link = answer.json()[way]


def keys_of(pages: list[dict[str, Any]]) -> list[str]:
    return [row["id"] for page in pages for row in page["results"]]
