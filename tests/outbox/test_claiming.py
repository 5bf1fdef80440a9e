"""A claimed row is its relay's alone, for as long as the lease lasts."""

from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from django_support_tickets.enums import DeliveryState
from django_support_tickets.models import Delivery, TicketEvent
from django_support_tickets.outbox import claiming, deliver_due
from django_support_tickets.outbox.addressing import address
from django_support_tickets.outbox.claiming import BATCH, LEASE, claim, finish, release
from tests.outbox.conftest import Use, states, time_has_come
from tests.outbox.notifiers import told
from tests.simultaneous import at_once


def rows_for(event: TicketEvent, person: Any, number: int, **fields: Any) -> list[Delivery]:
    """Insert deliveries to one person, told apart by their keys."""
    rows = [
        Delivery(event=event, notifier="hook", recipient=person, recipient_key=f"{n}", **fields)
        for n in range(number)
    ]
    return Delivery.objects.bulk_create(rows)


@pytest.mark.django_db
def test_claimed_rows_come_back_when_the_lease_is_over(event: TicketEvent) -> None:
    (row,) = claim()
    assert claim() == []
    lease_ends = Delivery.objects.get().next_attempt_at
    assert abs(lease_ends - timezone.now() - LEASE) < timedelta(minutes=1)
    time_has_come()
    (again,) = claim()
    assert (again.pk, row.attempts, again.attempts) == (row.pk, 1, 2)


@pytest.mark.django_db
def test_what_is_not_due_is_left_alone(event: TicketEvent) -> None:
    Delivery.objects.update(next_attempt_at=timezone.now() + timedelta(seconds=30))
    assert claim() == []
    time_has_come()
    for state in (DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.SKIPPED):
        Delivery.objects.update(state=state)
        assert claim() == []


@pytest.mark.django_db
def test_who_lost_a_claim_writes_nothing(event: TicketEvent) -> None:
    (slow,) = claim()
    time_has_come()
    (fast,) = claim()
    finish(slow, DeliveryState.DEAD, last_error="too late")
    release([slow])
    row = Delivery.objects.get()
    assert (row.state, row.claim, row.attempts) == (DeliveryState.PENDING, fast.claim, 2)
    finish(fast, DeliveryState.SENT)
    assert Delivery.objects.get().state == DeliveryState.SENT


@pytest.mark.django_db
def test_who_lost_a_claim_addresses_nobody(event: TicketEvent) -> None:
    (slow,) = claim()
    time_has_come()
    claim()
    address(slow)
    assert Delivery.objects.get().awaits_recipients, "its recipients are the other relay's matter"


@pytest.mark.django_db
def test_new_rows_do_not_starve_the_retries(event: TicketEvent, customer: Any) -> None:
    rows_for(event, customer, BATCH + 20)
    past = timezone.now() - timedelta(seconds=1)
    Delivery.objects.filter(recipient_key="7").update(
        state=DeliveryState.FAILED, next_attempt_at=past
    )
    assert "7" in {row.recipient_key for row in claim()}


@pytest.mark.django_db
def test_a_claim_is_three_queries_whatever_it_takes(event: TicketEvent, customer: Any) -> None:
    rows_for(event, customer, 3 * BATCH)
    with CaptureQueriesContext(connection) as captured:
        rows = claim()
        assert [(row.event.ticket.customer, row.recipient) for row in rows if row.recipient]
    assert len(rows) == BATCH
    queries = [query for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(queries) == 4  # the keys of both states, the UPDATE, the rows


@pytest.mark.django_db(transaction=True)
def test_relays_at_once_deliver_each_row_once(
    event: TicketEvent, customer: Any, use: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claiming, "BATCH", 7)  # so that each comes back often
    use("Curious")
    rows_for(event, customer, 120)
    Delivery.objects.filter(recipient_key="").delete()
    worked = at_once([deliver_due] * 6)
    assert sum(worked) == 120
    assert len(told) == 120
    assert states() == {"sent": 120}
    assert set(Delivery.objects.values_list("attempts", "claim")) == {(1, None)}


@pytest.mark.django_db(transaction=True)
def test_relays_at_once_address_an_event_once(
    event: TicketEvent, five_agents: list[Any], use: Use
) -> None:
    use("Curious")
    at_once([deliver_due] * 6)
    assert Counter(told).most_common(1)[0][1] == 1
    assert len(told) == 6


@pytest.mark.django_db(transaction=True)
def test_a_claim_waits_for_no_lock(event: TicketEvent, customer: Any) -> None:
    """A relay that holds rows holds up no other, and no request that adds to the outbox."""
    if not connection.features.has_select_for_update_skip_locked:
        pytest.skip("this database has no SKIP LOCKED; the claim opens no transaction there")
    rows_for(event, customer, 2 * BATCH)
    with transaction.atomic():
        first = {row.pk for row in claim()}
        (second,) = at_once([partial(_claimed_keys)])
        (inserted,) = at_once([partial(_add, event, customer)])
    assert len(first) == len(second) == BATCH
    assert not first & second
    assert inserted


def _claimed_keys() -> set[int]:
    return {row.pk for row in claim()}


def _add(event: TicketEvent, person: Any) -> int:
    return Delivery.objects.create(
        event=event, notifier="hook", recipient=person, recipient_key="new"
    ).pk
