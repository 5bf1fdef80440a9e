"""What goes in and out. Input only parses types: the rules are the actions'.

Names end in words that no host is likely to have, because drf-yasg refuses two serializers of
one name.
"""

from .attachments import (
    ConfirmUploadSerializer,
    SupportAttachmentSerializer,
    UploadFilesSerializer,
)
from .desk import (
    BulkLineSerializer,
    BulkResultSerializer,
    BulkUpdateSerializer,
    CannedResponseSerializer,
    CannedSuggestionSerializer,
    CannedTextSerializer,
    SavedViewSerializer,
    SaveViewSerializer,
    UseCannedResponseSerializer,
)
from .events import SupportEventSerializer
from .live import (
    SupportPresenceSerializer,
    SupportStreamLinkRequestSerializer,
    SupportStreamLinkSerializer,
)
from .messages import PostMessageSerializer, SupportMessageSerializer
from .meta import SupportMetaSerializer
from .notifications import NotificationPreferencesSerializer, SupportNotificationSerializer
from .people import SupportAgentSerializer, SupportPersonSerializer
from .statistics import SupportStatisticsSerializer
from .tickets import (
    AssignTicketSerializer,
    EscalateTicketSerializer,
    OpenTicketSerializer,
    SupportTicketDetailSerializer,
    SupportTicketSerializer,
    TicketVersionSerializer,
    UpdateTicketSerializer,
)

__all__ = [
    "AssignTicketSerializer",
    "BulkLineSerializer",
    "BulkResultSerializer",
    "BulkUpdateSerializer",
    "CannedResponseSerializer",
    "CannedSuggestionSerializer",
    "CannedTextSerializer",
    "ConfirmUploadSerializer",
    "EscalateTicketSerializer",
    "NotificationPreferencesSerializer",
    "OpenTicketSerializer",
    "PostMessageSerializer",
    "SaveViewSerializer",
    "SavedViewSerializer",
    "SupportAgentSerializer",
    "SupportAttachmentSerializer",
    "SupportEventSerializer",
    "SupportMessageSerializer",
    "SupportMetaSerializer",
    "SupportNotificationSerializer",
    "SupportPersonSerializer",
    "SupportPresenceSerializer",
    "SupportStatisticsSerializer",
    "SupportStreamLinkRequestSerializer",
    "SupportStreamLinkSerializer",
    "SupportTicketDetailSerializer",
    "SupportTicketSerializer",
    "TicketVersionSerializer",
    "UpdateTicketSerializer",
    "UploadFilesSerializer",
    "UseCannedResponseSerializer",
]
