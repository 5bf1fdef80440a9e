"""What each call takes and gives, put on the viewsets, and on a host's subclasses of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from drf_spectacular.extensions import OpenApiViewExtension
from drf_spectacular.utils import extend_schema_view

from django_support_tickets.api import views
from django_support_tickets.api.pagination import KeysetPagination

from . import attachments, conversations, desk, inbox, live
from .answers import EitherPages

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rest_framework.views import APIView


def _replacement(describe: Callable[[Any], Mapping[str, Any]], extension: Any) -> type[APIView]:
    """Return the view, or a host's subclass of it, with its methods described.

    What a host described with ``extend_schema`` itself stays as it is.
    """
    target = extension.target
    numbered = target(swagger_fake_view=True).paginator
    is_numbered = not issubclass(target, NOT_NUMBERED)
    pages = partial(EitherPages, numbered) if is_numbered else KeysetPagination
    view = type(target.__name__, (target,), {"pagination_class": staticmethod(pages)})
    operations = {
        name: decorator
        for name, decorator in describe(target).items()
        if "schema" not in getattr(getattr(view, name), "kwargs", {})
    }
    described: type[APIView] = extend_schema_view(**operations)(view)
    return described


# Answered as {next, previous, results} only.
NOT_NUMBERED = (views.EventViewSet, views.SavedViewViewSet)
DESCRIBED: Mapping[type[Any], Callable[[Any], Mapping[str, Any]]] = {
    views.MetaView: conversations.meta,
    views.TicketViewSet: conversations.tickets,
    views.MessageViewSet: conversations.messages,
    views.EventViewSet: conversations.events,
    views.TicketAttachmentViewSet: attachments.uploads,
    views.AttachmentViewSet: attachments.files,
    views.AgentViewSet: desk.agents,
    views.CannedResponseViewSet: desk.canned_responses,
    views.SavedViewViewSet: desk.saved_views,
    views.StatsView: desk.stats,
    views.TicketStreamView: live.ticket_stream,
    views.InboxStreamView: live.inbox_stream,
    views.PresenceView: live.presence,
    views.StreamLinkView: live.stream_link,
    views.NotificationViewSet: inbox.notifications,
    views.PreferencesView: inbox.preferences,
}

for target, describe in DESCRIBED.items():
    # drf-spectacular knows its extensions by their having been defined.
    type(
        f"{target.__name__}Extension",
        (OpenApiViewExtension,),
        {
            "target_class": target,
            "match_subclasses": True,
            "view_replacement": lambda self, describe=describe: _replacement(describe, self),
        },
    )
