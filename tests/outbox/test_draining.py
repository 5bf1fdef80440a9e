"""A full outbox is emptied in batches: with so many queries a row, and never all in memory."""

import gc
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from django_support_tickets.models import Delivery, TicketEvent
from django_support_tickets.outbox import deliver_due, delivering
from django_support_tickets.outbox.claiming import BATCH
from tests.outbox.conftest import Use, states

pytestmark = pytest.mark.django_db


def fill(event: TicketEvent, person: Any, number: int) -> None:
    """Insert deliveries to one person, told apart by their keys."""
    Delivery.objects.all().delete()
    Delivery.objects.bulk_create(
        (
            Delivery(event=event, notifier="hook", recipient=person, recipient_key=f"{n}")
            for n in range(number)
        ),
        batch_size=500,
    )


def queries_to_drain(event: TicketEvent, person: Any, number: int) -> int:
    fill(event, person, number)
    with CaptureQueriesContext(connection) as captured:
        deliver_due()
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in captured)


def test_each_row_costs_the_same_few_queries(use: Use, event: TicketEvent, customer: Any) -> None:
    use()
    deliver_due()  # whatever is asked once only
    ten, forty = (queries_to_drain(event, customer, number) for number in (10, 40))
    assert forty - ten == 30 * 5, "may they know, is it muted, is it wanted, its words, its end"
    assert ten - 10 * 5 <= 6, "two claims: the keys of both states, and for the first the rows"


def test_10000_rows_are_never_all_in_memory(
    event: TicketEvent, customer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_memory: list[int] = []

    def tell_nobody(row: Delivery) -> None:
        if row.pk % 1000 == 0:
            in_memory.append(sum(isinstance(thing, Delivery) for thing in gc.get_objects()))

    monkeypatch.setattr(delivering, "_notify", tell_nobody)
    fill(event, customer, 10_000)
    assert deliver_due() == 10_000
    assert states() == {"sent": 10_000}
    assert len(in_memory) == 10
    assert max(in_memory) <= 2 * BATCH
