"""The in-app inbox of one person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from django_support_tickets.exceptions import NotificationNotFound
from django_support_tickets.models import Delivery, InboxItem
from django_support_tickets.selectors.outbox import WAITING
from django_support_tickets.selectors.tickets import visible_to

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from django_support_tickets.actors import Actor

LONGEST_KEY = 18


def inbox_of(actor: Actor) -> QuerySet[InboxItem]:
    """Return the actor's own items, newest first, of tickets that they may still see.

    What somebody was told as an agent is gone when they are one no longer: of notes they learn
    nothing more, even where the policy leaves them the ticket. Nor does anybody of a ticket of
    their own.
    """
    items = InboxItem.objects.filter(person=actor.id, event__ticket__in=visible_to(actor))
    hidden = Q(event__ticket__customer=actor.id) if actor.is_agent else Q()
    items = items.exclude(hidden, event__public_sequence=None)
    return items.select_related("event__ticket").order_by("-id")


def unread_in_inbox(actor: Actor) -> QuerySet[InboxItem]:
    """Return those of the actor's items that are not read."""
    return inbox_of(actor).filter(read_at=None)


def read_before(moment: datetime) -> QuerySet[InboxItem]:
    """Return anybody's items that were read before a moment and that no delivery can renew."""
    waiting = Delivery.objects.filter(event=OuterRef("event"), state__in=WAITING)
    items = InboxItem.objects.filter(~Exists(waiting), read_at__lt=moment)
    return items.filter(event__ticket__legal_hold=False)


def pick_item(items: QuerySet[InboxItem], item_id: str) -> InboxItem:
    """Return the item with this id among ``items``; raise ``NotificationNotFound`` otherwise."""
    # No longer than a key can be: a database refuses what its column cannot hold.
    if not (item_id.isascii() and item_id.isdecimal()) or len(item_id) > LONGEST_KEY:
        raise NotificationNotFound
    found = items.filter(pk=int(item_id)).first()
    if found is None:
        raise NotificationNotFound
    return found
