"""What happens to a ticket while its page is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse

from django_support_tickets.http.streaming import can_stream
from django_support_tickets.http.whole_numbers import whole_number
from django_support_tickets.realtime.connections import Connection
from django_support_tickets.realtime.publishing import show
from django_support_tickets.realtime.sse import event_stream
from django_support_tickets.selectors import tickets as selectors
from django_support_tickets.ui.refusals import NothingStreams
from django_support_tickets.ui.views.base import Page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from django_support_tickets.models import Ticket


def page_stream(page: Page, ticket: Ticket | None = None, after: int = 0) -> HttpResponseBase:
    """Return the stream of a page's reader; raise where nothing can be streamed."""
    actor, request = page.actor, page.request  # who is no actor is told that first
    if not can_stream(request):
        raise NothingStreams
    key = request.session.session_key
    return event_stream(Connection(request.user, actor, ticket, after=after, session_key=key))


class TicketStream(Page):
    """The events of one ticket for the browser's own ``EventSource``, by the session's cookie."""

    def get(self, request: HttpRequest, ticket_id: str) -> HttpResponseBase:
        """Return the stream: the events after ``Last-Event-ID`` or ``after``, then new ones."""
        last = request.headers.get("Last-Event-ID", "")
        after = whole_number(last or request.GET.get("after", ""), "after")
        return page_stream(self, self.ticket, after)


class ListStream(Page):
    """Hints that a ticket the person may see has moved, by the session's cookie."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Return the stream."""
        return page_stream(self)


class Typing(Page):
    """Says to those who follow a ticket that the person is writing."""

    throttle_scope = "presence"

    def post(self, request: HttpRequest, ticket_id: str) -> HttpResponse:
        """Tell the bus and keep nothing."""
        at_desk = selectors.sees_internal(self.actor, self.ticket)
        is_internal = at_desk and request.POST.get("is_internal") == "true"
        who = (self.actor.id, self.actor.name)
        show(*who, self.ticket.pk, at_desk=at_desk, state="typing", is_internal=is_internal)
        return HttpResponse(status=204)
