"""A notifier that remembers, for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django_support_tickets.notifiers.base import BaseNotifier

if TYPE_CHECKING:
    from django_support_tickets.notifiers.base import Notification

told: list[Notification] = []
"""Everything that any ``MemoryNotifier`` was told in this process; tests clear it."""


class MemoryNotifier(BaseNotifier):
    """Keeps each notification in ``told``, as ``django.core.mail.outbox`` keeps mail."""

    def notify(self, notification: Notification, recipient: Any) -> None:
        """Remember the notification."""
        told.append(notification)
