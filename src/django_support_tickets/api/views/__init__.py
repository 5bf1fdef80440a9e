"""The viewsets. Each can be subclassed by a host and mounted through ``api.urls.api_urls``."""

from .agents import AgentViewSet
from .attachments import AttachmentViewSet, TicketAttachmentViewSet
from .canned import CannedResponseViewSet
from .events import EventViewSet
from .health import HealthView
from .live import InboxStreamView, PresenceView, StreamLinkView, TicketStreamView
from .messages import MessageViewSet
from .meta import MetaView
from .notifications import NotificationViewSet, PreferencesView
from .saved_views import SavedViewViewSet
from .stats import StatsView
from .tickets import TicketViewSet

__all__ = [
    "AgentViewSet",
    "AttachmentViewSet",
    "CannedResponseViewSet",
    "EventViewSet",
    "HealthView",
    "InboxStreamView",
    "MessageViewSet",
    "MetaView",
    "NotificationViewSet",
    "PreferencesView",
    "PresenceView",
    "SavedViewViewSet",
    "StatsView",
    "StreamLinkView",
    "TicketAttachmentViewSet",
    "TicketStreamView",
    "TicketViewSet",
]
