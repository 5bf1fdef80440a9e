"""The in-app inbox: items are put in once and marked as read. Nothing here touches a ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from django_support_tickets.models import InboxItem
from django_support_tickets.selectors.batches import in_batches
from django_support_tickets.selectors.inbox import read_before, unread_in_inbox

if TYPE_CHECKING:
    from datetime import datetime

    from django_support_tickets.actors import Actor

BATCH = 500


def put_in_inbox(event_id: Any, person: Any) -> InboxItem:
    """Put an event into a person's inbox, where it stands once however often this is called."""
    item, _created = InboxItem.objects.get_or_create(event_id=event_id, person=person)
    return item


def delete_read_notifications(before: datetime, *, dry_run: bool = False) -> int:
    """Delete what was read before a moment, in batches; return how many items that are.

    Those of an event that is still being told stay: a repeat would put them in again.
    """
    count = 0
    for items in in_batches(read_before(before), BATCH):
        count += len(items)
        if not dry_run:
            InboxItem.objects.filter(pk__in=[item.pk for item in items]).delete()
    return count


def mark_notifications_read(*, by: Actor, item: InboxItem | None = None) -> int:
    """Mark one of the actor's own items, or all of them, as read; return how many are unread."""
    unread = unread_in_inbox(by)
    chosen = unread if item is None else unread.filter(pk=item.pk)
    # By key: MariaDB updates no table that the same statement reads.
    keys = list(chosen.order_by().values_list("pk", flat=True))
    InboxItem.objects.filter(pk__in=keys).update(read_at=timezone.now())
    return unread.count()
