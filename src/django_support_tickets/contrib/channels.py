"""The WebSocket application in Channels' ``URLRouter``. Channels itself is needed by the host."""

from __future__ import annotations

from django.urls import re_path

from django_support_tickets.realtime.websocket import application

# For URLRouter([path("ws/support/", URLRouter(websocket_urlpatterns))]).
websocket_urlpatterns = [
    re_path(r"^(?:tickets/[^/]+|inbox)/$", application),  # type: ignore[arg-type]
]
