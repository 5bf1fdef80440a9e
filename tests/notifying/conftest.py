from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone

from django_support_tickets.actors import Actor
from django_support_tickets.models import Delivery
from django_support_tickets.notifiers import Notification, memory
from django_support_tickets.outbox import deliver_due
from django_support_tickets.policies import actor_of
from tests.notifying import people

HERE = "django_support_tickets.notifiers"
NOTIFIERS = {
    "memory": {"BACKEND": f"{HERE}.memory.MemoryNotifier"},
    "email": {"BACKEND": f"{HERE}.email.EmailNotifier"},
    "in_app": {"BACKEND": f"{HERE}.inapp.InAppNotifier"},
}
TICKET_URL = "https://shop.example/support/{id}"
Configure = Callable[..., None]
Told = Callable[[], list[Notification]]


@pytest.fixture(autouse=True)
def _notifiers(desk: Configure) -> Iterator[None]:
    desk(
        NOTIFIERS=NOTIFIERS,
        TICKET_URL=TICKET_URL,
        USER_EMAIL=f"{people.__name__}.email_of",
        USER_LANGUAGE=f"{people.__name__}.language_of",
    )
    memory.told.clear()
    people.LANGUAGES.clear()
    yield
    memory.told.clear()
    people.LANGUAGES.clear()


@pytest.fixture
def told(mailoutbox: list[Any]) -> Told:
    """Return a function that delivers what is due and returns what was told since its last call."""

    def deliver() -> list[Notification]:
        memory.told.clear()
        mailoutbox.clear()
        deliver_due()
        assert not Delivery.objects.filter(state__in=("failed", "dead")).exists()
        return list(memory.told)

    return deliver


@pytest.fixture
def as_customer(customer: Any) -> Actor:
    return actor_of(customer)


@pytest.fixture
def as_agent(agent: Any) -> Actor:
    return actor_of(agent)


def by_recipient(notifications: list[Notification]) -> dict[str, str]:
    """Return recipient -> kind; fail if anybody was told twice."""
    found = {n.recipient_id: n.kind for n in notifications}
    assert len(found) == len(notifications)
    return found


def deliver_all_again() -> None:
    """Make every delivery due once more, as after a crash before its result was written."""
    Delivery.objects.update(state="pending", next_attempt_at=timezone.now())


def all_of(kind: str, *recipients: Any) -> dict[str, str]:
    return {str(person.pk): kind for person in recipients}
