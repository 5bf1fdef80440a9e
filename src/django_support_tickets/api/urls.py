"""The routes of the API, with any viewset replaced by a host's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import re_path
from rest_framework.routers import SimpleRouter

from django_support_tickets.api import views

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

TICKET = r"tickets/(?P<ticket_id>[^/]+)"


def api_urls(
    *,
    meta: type[views.MetaView] = views.MetaView,
    tickets: type[views.TicketViewSet] = views.TicketViewSet,
    messages: type[views.MessageViewSet] = views.MessageViewSet,
    ticket_attachments: type[views.TicketAttachmentViewSet] = views.TicketAttachmentViewSet,
    attachments: type[views.AttachmentViewSet] = views.AttachmentViewSet,
    events: type[views.EventViewSet] = views.EventViewSet,
    agents: type[views.AgentViewSet] = views.AgentViewSet,
    notifications: type[views.NotificationViewSet] = views.NotificationViewSet,
    canned_responses: type[views.CannedResponseViewSet] = views.CannedResponseViewSet,
    saved_views: type[views.SavedViewViewSet] = views.SavedViewViewSet,
    preferences: type[views.PreferencesView] = views.PreferencesView,
    stats: type[views.StatsView] = views.StatsView,
    ticket_stream: type[views.TicketStreamView] = views.TicketStreamView,
    inbox_stream: type[views.InboxStreamView] = views.InboxStreamView,
    presence: type[views.PresenceView] = views.PresenceView,
    stream_link: type[views.StreamLinkView] = views.StreamLinkView,
) -> list[URLPattern | URLResolver]:
    """Return the URL patterns of the whole API.

    ``include((api_urls(tickets=MyTickets), "support_tickets"))`` mounts a subclass in place of
    ours; its extra actions come with it.
    """
    router = SimpleRouter()
    router.register("tickets", tickets, basename="ticket")
    router.register(f"{TICKET}/messages", messages, basename="message")
    router.register(f"{TICKET}/attachments", ticket_attachments, basename="ticket-attachment")
    router.register(f"{TICKET}/events", events, basename="event")
    router.register("attachments", attachments, basename="attachment")
    router.register("agents", agents, basename="agent")
    router.register("canned-responses", canned_responses, basename="canned-response")
    router.register("views", saved_views, basename="view")
    router.register("notifications", notifications, basename="notification")
    return [
        re_path("^meta/$", meta.as_view(), name="meta"),
        re_path("^preferences/$", preferences.as_view(), name="preferences"),
        re_path("^health/$", views.HealthView.as_view(), name="health"),
        re_path("^stats/$", stats.as_view(), name="stats"),
        re_path("^stream/$", inbox_stream.as_view(), name="stream"),
        re_path("^stream-link/$", stream_link.as_view(), name="stream-link"),
        re_path(f"^{TICKET}/stream/$", ticket_stream.as_view(), name="ticket-stream"),
        re_path(f"^{TICKET}/presence/$", presence.as_view(), name="presence"),
        *router.urls,
    ]
