"""Figures for Prometheus, in its default registry; needs the extra ``metrics``.

Everything here hears of what is committed or done already, and by ``send_robust``: what it
raises is logged and disturbs nothing. Labels are codes and aliases, never people.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from prometheus_client import REGISTRY, Counter, Gauge, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from django_support_tickets.models import Delivery, TicketEvent
from django_support_tickets.selectors.outbox import status_of
from django_support_tickets.signals import (
    delivery_tried,
    stream_closed,
    stream_opened,
    ticket_event,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

logger = logging.getLogger("django_support_tickets.metrics")

events = Counter("support_tickets_events", "Committed events of tickets", ["type"])
deliveries = Counter(
    "support_tickets_deliveries", "Tries to tell one person", ["notifier", "outcome"]
)
delivery_seconds = Histogram(
    "support_tickets_delivery_seconds", "How long a try to tell one person took", ["notifier"]
)
open_streams = Gauge(
    "support_tickets_open_streams",
    "Open live connections of this process",
    multiprocess_mode="livesum",
)


class OutboxCollector(Collector):
    """Reads the outbox at each scrape, in one query; absent while the database is away."""

    def describe(self) -> list[GaugeMetricFamily]:
        """Return the names, so that registering asks no database."""
        return list(_families())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield how much waits in the outbox, and since when."""
        waiting, oldest = _families()
        try:
            status = status_of(Delivery.objects.all())
        except Exception:
            logger.exception("The outbox cannot be asked for its figures")
            return
        for state in ("pending", "failed", "dead"):
            waiting.add_metric([state], getattr(status, state))
        age = 0.0 if status.oldest is None else (timezone.now() - status.oldest).total_seconds()
        oldest.add_metric([], age)
        yield waiting
        yield oldest


def _families() -> tuple[GaugeMetricFamily, GaugeMetricFamily]:
    return (
        GaugeMetricFamily(
            "support_tickets_outbox_deliveries", "Deliveries not made, by state", labels=["state"]
        ),
        GaugeMetricFamily(
            "support_tickets_outbox_oldest_seconds", "Age of the oldest delivery that waits"
        ),
    )


def connect() -> None:
    """Begin to count, in this process. Called once, when the app is ready."""
    ticket_event.connect(count_event, sender=TicketEvent)
    delivery_tried.connect(count_delivery, sender=Delivery)
    stream_opened.connect(count_opened)
    stream_closed.connect(count_closed)
    REGISTRY.register(OutboxCollector())


def count_event(event: TicketEvent, **_kwargs: Any) -> None:
    """Count an event by its type. Receiver of ``ticket_event``."""
    events.labels(str(event.type)).inc()


def count_delivery(notifier: str, outcome: str, seconds: float, **_kwargs: Any) -> None:
    """Count a try and its time. Receiver of ``delivery_tried``."""
    deliveries.labels(notifier, outcome).inc()
    delivery_seconds.labels(notifier).observe(seconds)


def count_opened(**_kwargs: Any) -> None:
    """Count a connection that opens. Receiver of ``stream_opened``."""
    open_streams.inc()


def count_closed(**_kwargs: Any) -> None:
    """Count a connection that closes. Receiver of ``stream_closed``."""
    open_streams.dec()
