"""The inbox of the desk itself, for hosts that have none of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django_support_tickets.actions.inbox import put_in_inbox
from django_support_tickets.notifiers.base import BaseNotifier
from django_support_tickets.notifiers.registry import is_in_use

if TYPE_CHECKING:
    from django_support_tickets.notifiers.base import Notification


class InAppNotifier(BaseNotifier):
    """Puts the event into the person's inbox, which the API serves under ``notifications/``."""

    def notify(self, notification: Notification, recipient: Any) -> None:
        """Put the event in; a repeat finds it there."""
        put_in_inbox(notification.event_id, recipient)


def has_inbox() -> bool:
    """Whether one of ``NOTIFIERS`` fills the inbox; otherwise the API does not have it."""
    return is_in_use(InAppNotifier)
