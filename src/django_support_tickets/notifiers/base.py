"""What a notifier is given and what it must do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.core.checks import CheckMessage


@dataclass(frozen=True, slots=True)
class Notification:
    """One event as it is told to one person. Every value is JSON-safe; ids are text.

    ``title`` and ``body`` are plain text in the recipient's language and hold nothing of an
    internal note, whoever the recipient is. ``sequence`` counts as the recipient counts.
    """

    id: str
    """Of the delivery: the same at every try, so that a notifier can tell a repeat."""

    kind: str
    """The type of the event, such as ``"message_posted"``."""

    ticket_id: str
    reference: str
    title: str
    body: str

    priority: str
    """Of the ticket: ``"low"``, ``"medium"``, ``"high"`` or ``"urgent"``."""

    recipient_id: str
    actor_id: str | None
    actor_name: str

    url: str
    """Of the ticket for this recipient, made by ``TICKET_URL``; empty if that is not set."""

    sequence: int
    created_at: str
    """Of the event, in ISO 8601."""

    event_id: str


class DeliverySkipped(Exception):
    """This person cannot be told in this way, and another try would change nothing.

    Its text is the reason that operators read. Any other exception means: try again later.
    """


class BaseNotifier(ABC):
    """A way to tell people. Made once per alias, on first use, and shared by all threads."""

    def __init__(self, **options: Any) -> None:
        if options:
            unknown = ", ".join(sorted(options))
            raise TypeError(f"{type(self).__name__} has no option {unknown}")

    @abstractmethod
    def notify(self, notification: Notification, recipient: Any) -> None:
        """Tell ``recipient``, a row of the people table.

        Called after commit, outside every request, at least once for each delivery: after an
        exception or a crash again with an equal notification. May raise ``DeliverySkipped``.
        """

    def check(self) -> list[CheckMessage]:
        """Return what is wrong with the options, for ``manage.py check``. No network."""
        return []
