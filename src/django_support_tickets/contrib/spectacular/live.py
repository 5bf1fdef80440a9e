"""The calls for live updates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from django_support_tickets.api.serializers import SupportStreamLinkSerializer

from .answers import errors
from .requests import TICKET_ID, counts, query

if TYPE_CHECKING:
    from collections.abc import Mapping

    Operations = Mapping[str, Any]

TOKEN = query("token", "From `stream-link/`; with it nobody needs another login.")
LAST = OpenApiParameter(
    "Last-Event-ID",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The same as `after`, and stronger: what browsers send when they reconnect.",
)


def ticket_stream(_view: Any) -> Operations:
    """The events of a ticket as they happen."""
    after = query("after", "Events after this sequence.", OpenApiTypes.INT, default=0)
    said = "Server-sent events: ticket, presence, reset, end."
    return {"get": _streaming(said, [TICKET_ID, after, TOKEN, LAST], 400, 404)}


def inbox_stream(_view: Any) -> Operations:
    """Hints for lists."""
    return {"get": _streaming("Server-sent events: hint, reset, end.", [TOKEN])}


def presence(view: Any) -> Operations:
    """Signs of people."""
    return {
        "post": extend_schema(
            parameters=[TICKET_ID, *counts(204)],
            request=view.serializer_classes["list"],
            responses={204: OpenApiResponse(None, "It was told."), **errors(400, 404, 415, 429)},
        )
    }


def stream_link(view: Any) -> Operations:
    """Addresses with a token."""
    return {
        "post": extend_schema(
            parameters=counts(200),
            request=view.serializer_classes["list"],
            responses={200: SupportStreamLinkSerializer, **errors(400, 404, 415, 429)},
        )
    }


def _streaming(said: str, parameters: list[Any], *statuses: int) -> Any:
    answer = {(200, "text/event-stream"): OpenApiResponse(OpenApiTypes.STR, said)}
    return extend_schema(parameters=parameters, responses={**answer, **errors(501, *statuses)})
