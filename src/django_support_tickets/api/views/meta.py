"""What a client must know before its first form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.response import Response

from django_support_tickets.actions.inputs import offered_priorities
from django_support_tickets.api import serializers
from django_support_tickets.api.links import link_to
from django_support_tickets.api.views.base import SupportView
from django_support_tickets.conf import settings
from django_support_tickets.enums import Source, Status
from django_support_tickets.http.streaming import POLL_SECONDS, can_stream
from django_support_tickets.payloads import person_payload

if TYPE_CHECKING:
    from rest_framework.request import Request


class MetaView(SupportView):
    """Choices, limits, the caller, and where live updates come from."""

    serializer_classes = {"list": serializers.SupportMetaSerializer}

    def get(self, request: Request) -> Response:
        """Return all of it; labels are in the caller's language."""
        person = person_payload(self.actor.id, self.actor.name) or {}
        meta = self.get_serializer(
            {
                "categories": _options(settings.categories().items()),
                "priorities": _options((p.code, p.label) for p in offered_priorities(self.actor)),
                "statuses": _options(Status.choices),
                "sources": _options(Source.choices),
                "limits": settings.limits,
                "user": {**person, "is_agent": self.actor.is_agent},
                "realtime": self.realtime(),
            }
        )
        return Response(meta.data)

    def realtime(self) -> dict[str, Any]:
        """Return where live updates come from, as far as this server and the host allow."""
        streams = can_stream(self.request)
        return {
            "stream_url": link_to("stream", request=self.request) if streams else None,
            "websocket_url": settings.realtime.get("WEBSOCKET_URL"),
            "poll_seconds": POLL_SECONDS,
        }


def _options(pairs: Any) -> list[dict[str, Any]]:
    return [{"value": value, "label": label} for value, label in pairs]
