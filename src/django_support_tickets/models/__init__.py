"""The tables: one noun in each file. Only ``actions`` and ``log`` write them."""

from .attachment import Attachment
from .canned import CannedResponse
from .delivery import Delivery
from .event import TicketEvent
from .inbox import InboxItem
from .message import Message
from .preference import NotificationPreference
from .reader import TicketReader
from .saved_view import SavedView
from .tag import TicketTag
from .ticket import Ticket

__all__ = [
    "Attachment",
    "CannedResponse",
    "Delivery",
    "InboxItem",
    "Message",
    "NotificationPreference",
    "SavedView",
    "Ticket",
    "TicketEvent",
    "TicketReader",
    "TicketTag",
]
