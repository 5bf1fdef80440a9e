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
from django_support_tickets.realtime.sessions import expiry_of
from django_support_tickets.realtime.sse import event_stream
from django_support_tickets.selectors import tickets as selectors

if TYPE_CHECKING:
    from django.http import StreamingHttpResponse
    from rest_framework.authentication import BaseAuthentication
    from rest_framework.request import Request

    from django_support_tickets.models import Ticket


class StreamView(SupportView):
    """Base of the streams. A client without headers brings a token from ``stream-link/``."""

    def get_authenticators(self) -> list[BaseAuthentication]:
        """Ask the token alone if there is one: a stale header beside it means nothing."""
        if not self.swagger_fake_view and "token" in self.request.GET:
            return [StreamLinkAuthentication()]
        return super().get_authenticators()

    def stream_of(self, ticket: Ticket | None = None, after: int = 0) -> StreamingHttpResponse:
        """Return the caller's stream; raise where nothing can be streamed."""
        actor, request = self.actor, self.request  # who is no actor is told that first
        if not can_stream(request):
            raise RealtimeUnavailable
        by_session = isinstance(request.successful_authenticator, SessionAuthentication)
        key = request.session.session_key if by_session else None
        until = expiry_of(request.auth)
        return event_stream(
            Connection(request.user, actor, ticket, after=after, session_key=key, until=until)
        )


class TicketStreamView(StreamView):
    """The events of one ticket as they happen, after a sequence of the reader's."""

    def get(self, request: Request, ticket_id: str) -> StreamingHttpResponse:
        """Return the stream: the events after ``Last-Event-ID`` or ``after``, then new ones."""
        last = request.headers.get("Last-Event-ID", "")
        after = whole_number(last or request.query_params.get("after", ""), "after")
        return self.stream_of(self.ticket, after)


class InboxStreamView(StreamView):
    """Hints for lists: a ticket of the caller's has moved."""

    def get(self, request: Request) -> StreamingHttpResponse:
        """Return the stream."""
        return self.stream_of()


class PresenceView(SupportView):
    """Says to those who follow a ticket that the caller is there."""

    serializer_classes = {"list": serializers.SupportPresenceSerializer}

    def throttled_as(self) -> str | None:
        """Count apart from writes, because nothing is written."""
        return "presence"

    def post(self, request: Request, ticket_id: str) -> Response:
        """Tell the bus and keep nothing."""
        actor, ticket, said = self.actor, self.ticket, self.validated()
        at_desk = selectors.sees_internal(actor, ticket)
        show(actor.id, actor.name, ticket.pk, at_desk=at_desk, **said)
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
        until = timezone.now() + timedelta(seconds=settings.LINK_LIFETIME)
        token = links.sign(request.user, ticket_id, until=until.timestamp())
        link = {"url": f"{url}?token={token}", "token": token, "expires_at": until}
        return Response(link)
