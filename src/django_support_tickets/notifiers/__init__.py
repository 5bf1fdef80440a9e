"""Ways to tell people: one class in each file, chosen by ``NOTIFIERS``.

Whom to tell is not decided here: see ``selectors.audience``.
"""

from .base import BaseNotifier, DeliverySkipped, Notification
from .inapp import has_inbox
from .registry import get_notifier
from .wording import notification_for

__all__ = [
    "BaseNotifier",
    "DeliverySkipped",
    "Notification",
    "get_notifier",
    "has_inbox",
    "notification_for",
]
