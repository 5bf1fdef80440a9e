"""Live updates by server-sent events, and what clients need beside them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from rest_framework import status
from rest_framework.authentication import SessionAuthentication
from rest_framework.response import Response

from django_support_tickets.api import serializers
from django_support_tickets.api.errors import RealtimeUnavailable
from django_support_tickets.api.links import link_to
from django_support_tickets.api.stream_links import StreamLinkAuthentication
from django_support_tickets.api.views.base import SupportView
from django_support_tickets.conf import settings
from django_support_tickets.http.streaming import can_stream
from django_support_tickets.http.whole_numbers import whole_number
from django_support_tickets.realtime import links
from django_support_tickets.realtime.connections import Connection
from django_support_tickets.realtime.publishing import show
from django_support_tickets.realtime.sse import event_stream
from django_support_tickets.selectors import tickets as selectors

if TYPE_CHECKING:
    from django.http import StreamingHttpResponse
    from rest_framework.authentication import BaseAuthentication
    from rest_framework.request import Request


class StreamView(SupportView):
    """Base of the streams. A client without headers brings a token from ``stream-link/``."""

    def get_authenticators(self) -> list[BaseAuthentication]:
        """Ask the token alone if there is one: a stale header beside it means nothing."""
        if not self.swagger_fake_view and "token" in self.request.GET:
            return [StreamLinkAuthentication()]
        return super().get_authenticators()

    def connection_to(self, ticket_id: str | None) -> Connection:
        """Return a connection of the caller; raise where nothing can be streamed."""
        actor = self.actor  # who has none is told that first
        if not can_stream(self.request):
            raise RealtimeUnavailable
        connection = Connection(self.request.user, actor, ticket_id)
        if isinstance(self.request.successful_authenticator, SessionAuthentication):
            connection.session_key = self.request.session.session_key
        return connection


class TicketStreamView(StreamView):
    """The events of one ticket as they happen, after a sequence of the reader's."""

    def get(self, request: Request, ticket_id: str) -> StreamingHttpResponse:
        """Return the stream: the events after ``Last-Event-ID`` or ``after``, then new ones."""
        last = request.headers.get("Last-Event-ID", "")
        cursor = whole_number(last or request.query_params.get("after", ""), "after")
        connection = self.connection_to(str(self.ticket.pk))
        connection.sees_internal = selectors.sees_internal(self.actor, self.ticket)
        connection.cursor = cursor
        return event_stream(connection, version=selectors.seen_by(self.actor, self.ticket).version)


class InboxStreamView(StreamView):
    """Hints for lists: a ticket of the caller's has moved."""

    def get(self, request: Request) -> StreamingHttpResponse:
        """Return the stream."""
        return event_stream(self.connection_to(None))


class PresenceView(SupportView):
    """Says to those who follow a ticket that the caller is there."""

    serializer_classes = {"list": serializers.SupportPresenceSerializer}

    def throttled_as(self) -> str | None:
        """Count apart from writes, because nothing is written."""
        return "presence"

    def post(self, request: Request, ticket_id: str) -> Response:
        """Tell the bus and keep nothing."""
        ticket, said = self.ticket, self.validated()
        at_desk = selectors.sees_internal(self.actor, ticket)
        show(self.actor, ticket.pk, at_desk=at_desk, **said)
        return Response(status=status.HTTP_204_NO_CONTENT)


class StreamLinkView(SupportView):
    """An address for ``EventSource``, which can send no header."""

    serializer_classes = {"list": serializers.SupportStreamLinkRequestSerializer}

    def post(self, request: Request) -> Response:
        """Return a short-lived address for one ticket, or for the inbox."""
        named = self.validated().get("ticket")
        if named is None:
            ticket_id, url = None, link_to("stream", request=request)
        else:
            ticket_id = str(selectors.pick(selectors.visible_to(self.actor), str(named)).pk)
            url = link_to("ticket-stream", ticket_id, request=request)
        token = links.sign(request.user, ticket_id)
        expires = timezone.now() + timedelta(seconds=settings.LINK_LIFETIME)
        link = {"url": f"{url}?token={token}", "token": token, "expires_at": expires}
        return Response(link)
