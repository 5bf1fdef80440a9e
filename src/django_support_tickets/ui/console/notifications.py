"""What an agent wants to be told, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django_support_tickets import actions
from django_support_tickets.conf import settings
from django_support_tickets.enums import EventType
from django_support_tickets.selectors import preferences
from django_support_tickets.ui.console.base import AgentPage

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class NotificationsPage(AgentPage):
    """A table of switches: a row for each kind, a column for each notifier."""

    section = "notifications"

    def get(self, request: HttpRequest, *, is_saved: bool = False) -> HttpResponse:
        """Return the switches; where the host keeps them, only that it does."""
        rows = [
            (kind, EventType(kind).label, channels.items())
            for kind, channels in preferences.switches_of(self.actor).items()
        ]
        context = {
            "rows": rows,
            "channels": list(settings.NOTIFIERS),
            "are_ours": preferences.are_ours(),
            "is_saved": is_saved,
        }
        return self.render("console/notifications.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep every switch of the form as it stands there."""
        ticked = set(request.POST.getlist("on"))
        switches = {
            kind: {channel: f"{kind}.{channel}" in ticked for channel in channels}
            for kind, channels in preferences.switches_of(self.actor).items()
        }
        actions.set_preferences(switches, by=self.actor)
        return self.get(request, is_saved=True)
