from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from django_support_tickets.enums import DeliveryState, EventType
from django_support_tickets.models import Delivery, Ticket, TicketEvent
from tests.factories import AgentFactory
from tests.outbox import notifiers
from tests.outbox.hook import Hook

Use = Callable[..., None]


@pytest.fixture(autouse=True)
def _nobody_told() -> None:
    notifiers.told.clear()


@pytest.fixture
def use(settings: Any) -> Use:
    """Return a function that configures one notifier, called "hook", and the relay."""

    def configure(notifier: str = "Recorder", *, relay: str = "none", **options: Any) -> None:
        path = notifier if "." in notifier else f"{notifiers.HERE}.{notifier}"
        settings.SUPPORT_TICKETS = {
            **settings.SUPPORT_TICKETS,
            "RELAY": relay,
            "NOTIFIERS": {"hook": {"BACKEND": path, "OPTIONS": options}},
        }

    return configure


@pytest.fixture
def hook(tmp_path: Path, settings: Any) -> Hook:
    return Hook(tmp_path, settings)


@pytest.fixture
def five_agents(db: None) -> list[Any]:
    return [AgentFactory() for _ in range(5)]


@pytest.fixture
def event(ticket: Ticket) -> TicketEvent:
    """The opening of an unassigned ticket: its customer and every agent are told."""
    Delivery.objects.all().delete()  # those of the notifiers that were configured then
    event = TicketEvent.objects.get(ticket=ticket, type=EventType.TICKET_OPENED)
    Delivery.objects.create(event=event, notifier="hook")
    return event


def time_has_come() -> None:
    """Make every delivery that is not finished due, as if the lease or the delay were over."""
    open_states = (DeliveryState.PENDING, DeliveryState.FAILED)
    past = timezone.now() - timedelta(seconds=1)
    Delivery.objects.filter(state__in=open_states).update(next_attempt_at=past)


def states() -> dict[str, int]:
    """Return how many deliveries are in each state."""
    found: dict[str, int] = {}
    for state in Delivery.objects.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found
