"""What the caller was told, and what they want to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.response import Response

from django_support_tickets import actions
from django_support_tickets.api import serializers
from django_support_tickets.api.views.base import SupportView, SupportViewSet
from django_support_tickets.conf import settings
from django_support_tickets.models import InboxItem
from django_support_tickets.notifiers import has_inbox
from django_support_tickets.selectors import preferences
from django_support_tickets.selectors.audience import kinds_for
from django_support_tickets.selectors.inbox import inbox_of, pick_item, unread_in_inbox
from django_support_tickets.selectors.quotations import texts_of

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request


class NotificationViewSet(SupportViewSet):
    """The caller's own inbox; 404 where ``NOTIFIERS`` has no in-app notifier."""

    queryset = InboxItem.objects.none()
    lookup_url_kwarg = "notification_id"
    lookup_value_regex = "[^/]+"
    serializer_classes = {"list": serializers.SupportNotificationSerializer}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse where the host has an inbox of its own."""
        super().initial(request, *args, **kwargs)
        if not has_inbox():
            raise NotFound

    def get_queryset(self) -> QuerySet[InboxItem]:
        """Return the caller's items, newest first; ``?unread=true`` leaves out those read."""
        wants_unread = self.request.query_params.get("unread", "").lower() in {"1", "true"}
        return unread_in_inbox(self.actor) if wants_unread else inbox_of(self.actor)

    def list(self, request: Request, **_kwargs: Any) -> Response:
        """Return a page of the inbox."""
        page = self.page_of(self.get_queryset())
        context = {
            **self.get_serializer_context(),
            "texts": texts_of([item.event for item in page]),
        }
        data = self.serializer_classes["list"](page, many=True, context=context).data
        return self.get_paginated_response(data)

    @action(detail=False, methods=["get"], url_path="unread-count")
    def unread_count(self, request: Request) -> Response:
        """Return how many items are unread."""
        return Response({"unread_count": unread_in_inbox(self.actor).count()})

    @action(detail=True, methods=["post"])
    def read(self, request: Request, notification_id: str) -> Response:
        """Mark one item as read."""
        item = pick_item(inbox_of(self.actor), notification_id)
        return self._marked(actions.mark_notifications_read(by=self.actor, item=item))

    @action(detail=False, methods=["post"], url_path="read")
    def read_all(self, request: Request) -> Response:
        """Mark all items as read."""
        return self._marked(actions.mark_notifications_read(by=self.actor))

    def _marked(self, unread: int) -> Response:
        return Response({"unread_count": unread})


class PreferencesView(SupportView):
    """The caller's switches; 404 where ``NOTIFICATION_PREFERENCES`` asks a table of the host's."""

    serializer_classes = {"list": serializers.NotificationPreferencesSerializer}

    def get(self, request: Request) -> Response:
        """Return every switch that the caller has, with the names of the kinds."""
        return self._present()

    def put(self, request: Request) -> Response:
        """Turn the switches that are named."""
        self._require_ours()
        actions.set_preferences(self.validated()["switches"], by=self.actor)
        return self._present()

    def _present(self) -> Response:
        self._require_ours()
        switches = preferences.switches_of(self.actor)
        kinds = [{"value": kind.value, "label": kind.label} for kind in kinds_for(self.actor)]
        data = {"switches": switches, "kinds": kinds, "channels": list(settings.NOTIFIERS)}
        return Response(self.get_serializer(data).data)

    def _require_ours(self) -> None:
        if not preferences.are_ours():
            raise NotFound
