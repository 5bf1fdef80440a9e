"""Deliveries as an operator may see them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Exists, Min, OuterRef, Q

from django_support_tickets.enums import DeliveryState
from django_support_tickets.models import Delivery
from django_support_tickets.selectors.tickets import of_others

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from django_support_tickets.actors import Actor

TOO_LONG = timedelta(minutes=15)
"""What has been waiting for longer than this is a matter for operators."""


WAITING = (DeliveryState.PENDING, DeliveryState.FAILED)
DONE = (DeliveryState.SENT, DeliveryState.SKIPPED, DeliveryState.DEAD)


class OutboxStatus(NamedTuple):
    """How the outbox stands."""

    pending: int
    failed: int
    dead: int
    oldest: datetime | None
    """Since when the oldest delivery has been waiting, tried or not; ``None`` if none is."""

    def needs_attention(self, now: datetime) -> bool:
        """Whether deliveries were given up, or one has been waiting for too long."""
        return self.dead > 0 or (self.oldest is not None and now - self.oldest > TOO_LONG)


def deliveries_visible_to(actor: Actor) -> QuerySet[Delivery]:
    """Return the deliveries of visible tickets, but of none that is the actor's own.

    Each shows the place of its event among all events of the ticket, and who else was told.
    """
    return Delivery.objects.filter(event__ticket__in=of_others(actor))


def is_due(at: datetime) -> bool:
    """Whether a delivery is to be tried at this time or was to be before; by index."""
    due = Delivery.objects.filter(state__in=WAITING, next_attempt_at__lte=at)
    return due.order_by().exists()


def is_late(now: datetime) -> bool:
    """Whether a delivery has been due for too long: then no relay is at work."""
    return is_due(now - TOO_LONG)


def done_before(moment: datetime) -> QuerySet[Delivery]:
    """Return deliveries of events that were told, or given up, to everybody before a moment.

    None of a ticket on legal hold. ``next_attempt_at`` of what is done is when its
    last try would have ended; with the state it is read from an index.
    """
    siblings = Delivery.objects.filter(event=OuterRef("event"))
    running = siblings.filter(Q(state__in=WAITING) | Q(next_attempt_at__gte=moment))
    done = Delivery.objects.filter(state__in=DONE, next_attempt_at__lt=moment)
    return done.filter(~Exists(running), event__ticket__legal_hold=False)


def status_of(deliveries: QuerySet[Delivery]) -> OutboxStatus:
    """Return how these deliveries stand, in one query that does not read what was sent."""
    unsent = deliveries.filter(state__in=(*WAITING, DeliveryState.DEAD)).order_by()
    rows = unsent.values_list("state").annotate(n=Count("pk"), oldest=Min("created_at"))
    counts = {state: (n, oldest) for state, n, oldest in rows}
    return OutboxStatus(
        pending=counts.get(DeliveryState.PENDING, (0, None))[0],
        failed=counts.get(DeliveryState.FAILED, (0, None))[0],
        dead=counts.get(DeliveryState.DEAD, (0, None))[0],
        oldest=min((counts[state][1] for state in WAITING if state in counts), default=None),
    )
