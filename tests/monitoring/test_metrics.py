"""Figures, as Prometheus reads them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from rest_framework.test import APIClient

pytest.importorskip("prometheus_client")

from prometheus_client.parser import text_string_to_metric_families

from django_support_tickets.models import Delivery, Ticket
from django_support_tickets.outbox import deliver_due
from django_support_tickets.outbox.retrying import MAX_ATTEMPTS
from django_support_tickets.signals import stream_closed, stream_opened
from tests.calls import act, reply
from tests.factories import TicketFactory
from tests.outbox import notifiers
from tests.outbox.conftest import time_has_come

pytestmark = pytest.mark.django_db
TOKEN = "scrape-me"
Figures = dict[tuple[str, tuple[str, ...]], float]


@pytest.fixture(autouse=True)
def _metered(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.projects.metered.urls"
    settings.METRICS_TOKEN = TOKEN


def scrape() -> Figures:
    """Return name and label values -> figure, as a server of Prometheus reads our exposition."""
    answer = Client().get("/metrics/", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
        if sample.name.startswith("support_tickets_") and not sample.name.endswith("_created")
    }


def change_since(before: Figures) -> Figures:
    """Return what has moved, by how much: the registry is the process's and outlives tests."""
    return {
        key: value - before.get(key, 0)
        for key, value in scrape().items()
        if value != before.get(key, 0)
    }


def use(desk: Any, **aliases: Any) -> None:
    entries = {alias: {"BACKEND": f"{notifiers.HERE}.{name}"} for alias, name in aliases.items()}
    desk(NOTIFIERS=entries)


def test_events_are_counted_by_type_after_commit(
    customer: Any,
    agent: Any,
    client_for: Callable[[Any], APIClient],
    django_capture_on_commit_callbacks: Any,
) -> None:
    before = scrape()
    with django_capture_on_commit_callbacks(execute=True):
        ticket = TicketFactory(customer=customer)
        reply(client_for(agent), ticket)
        reply(client_for(agent), ticket, is_internal=True)
        act(client_for(customer), ticket, "close", version=0)  # refused, so no event
    counted = {key: n for key, n in change_since(before).items() if "events" in key[0]}
    total = "support_tickets_events_total"
    assert counted == {
        (total, ("ticket_opened",)): 1,
        (total, ("message_posted",)): 1,
        (total, ("note_posted",)): 1,
    }


def test_deliveries_are_counted_by_notifier_and_outcome(
    desk: Any, customer: Any, agent: Any
) -> None:
    use(desk, good="Recorder", fussy="Fussy", failing="Failing")
    before = scrape()
    TicketFactory(customer=customer)
    deliver_due()
    Delivery.objects.filter(notifier="failing").update(attempts=MAX_ATTEMPTS)
    time_has_come()
    deliver_due()
    moved = change_since(before)
    total = "support_tickets_deliveries_total"
    counted = {labels: n for (name, labels), n in moved.items() if name == total}
    assert counted == {
        ("good", "sent"): 2,  # the customer and the agent
        ("fussy", "skipped"): 2,
        ("failing", "failed"): 2,
        ("failing", "dead"): 2,
    }


def test_the_histogram_has_every_try(desk: Any, customer: Any) -> None:
    use(desk, good="Recorder")
    before = scrape()
    TicketFactory(customer=customer)
    deliver_due()
    assert change_since(before)["support_tickets_delivery_seconds_count", ("good",)] == 1


def test_the_outbox_is_read_at_each_scrape(desk: Any, ticket: Ticket) -> None:
    use(desk, failing="Failing")
    Delivery.objects.all().delete()
    assert scrape()["support_tickets_outbox_oldest_seconds", ()] == 0
    TicketFactory()
    depth = "support_tickets_outbox_deliveries"
    figures = scrape()
    assert [figures[depth, (state,)] for state in ("pending", "failed", "dead")] == [1, 0, 0]
    assert figures["support_tickets_outbox_oldest_seconds", ()] > 0
    deliver_due()
    figures = scrape()
    assert [figures[depth, (state,)] for state in ("pending", "failed", "dead")] == [0, 1, 0]
    Delivery.objects.update(state="dead")
    figures = scrape()
    assert figures[depth, ("dead",)] == 1
    assert figures["support_tickets_outbox_oldest_seconds", ()] == 0


def test_a_scrape_costs_one_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        scrape()


def test_a_database_that_is_gone_leaves_the_other_figures() -> None:
    def fail(*_args: Any) -> Any:
        raise OperationalError("gone")

    with connection.execute_wrapper(fail):
        names = {name for name, _labels in scrape()}
    assert "support_tickets_open_streams" in names
    assert not any("outbox" in name for name in names)


def test_open_streams_go_up_and_down() -> None:
    before = scrape()
    stream_opened.send_robust(sender=object)
    assert change_since(before) == {("support_tickets_open_streams", ()): 1}
    stream_closed.send_robust(sender=object)
    assert change_since(before) == {}


def test_nobody_else_sees_them() -> None:
    assert Client().get("/metrics/").status_code == 404
