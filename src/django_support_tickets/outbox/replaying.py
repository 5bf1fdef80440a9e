"""Giving deliveries that were given up another chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from django_support_tickets.enums import DeliveryState
from django_support_tickets.outbox.relays import ring

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from django_support_tickets.models import Delivery


def replay(deliveries: QuerySet[Delivery]) -> int:
    """Make those of ``deliveries`` that were given up pending again; return how many.

    They begin with no tries counted. The relay is woken; nothing is delivered here, unless
    ``RELAY`` is "immediate".
    """
    dead = deliveries.filter(state=DeliveryState.DEAD)
    replayed = dead.update(state=DeliveryState.PENDING, attempts=0, next_attempt_at=timezone.now())
    if replayed:
        ring()
    return replayed
