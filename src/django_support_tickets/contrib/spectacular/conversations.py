"""The calls of customers and agents alike: meta, tickets, messages, events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers

from django_support_tickets.api.bulk import LINES
from django_support_tickets.api.serializers import BulkLineSerializer, BulkResultSerializer

from .answers import (
    SupportMutedSerializer,
    SupportReadSerializer,
    errors,
)
from .requests import (
    CURSOR,
    ETAG,
    FILTERS,
    IF_MATCH,
    LOCATION,
    MESSAGE_ID,
    TICKET_ID,
    counts,
    json_or_form,
    query,
    without_body,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    Operations = Mapping[str, Any]


def meta(view: Any) -> Operations:
    """What a client asks first."""
    return {"get": extend_schema(responses={200: view.serializer_classes["list"], **errors()})}


def tickets(view: Any) -> Operations:
    """Tickets and what is done to them."""
    classes = view.serializer_classes
    detail = classes["retrieve"]
    changed = {200: detail, **errors(400, 404, 409, 415, 429)}
    change = extend_schema(parameters=[TICKET_ID, IF_MATCH, ETAG, *counts(200)], responses=changed)
    return {
        "list": extend_schema(
            parameters=[*FILTERS, CURSOR], responses={200: classes["list"], **errors(400, 404)}
        ),
        "retrieve": extend_schema(
            parameters=[TICKET_ID, ETAG], responses={200: detail, **errors(404)}
        ),
        "create": extend_schema(
            parameters=[ETAG, LOCATION, *counts(201)],
            request=json_or_form(classes["create"]),
            responses={201: detail, **errors(400, 415, 429)},
        ),
        **dict.fromkeys(
            ("update", "partial_update", "assign", "escalate", "close", "reopen"), change
        ),
        "read": without_body(SupportReadSerializer, TICKET_ID),
        "mute": without_body(SupportMutedSerializer, TICKET_ID),
        "unmute": without_body(SupportMutedSerializer, TICKET_ID),
        "bulk": extend_schema(
            parameters=counts(200),
            responses={
                (200, "application/json"): BulkResultSerializer,
                (200, LINES): BulkLineSerializer,
                **errors(400, 404, 415, 429),
            },
        ),
        "suggestions": extend_schema(
            parameters=[TICKET_ID],
            # Not a list in the sense of drf-spectacular, which would give it pages and filters.
            responses={
                200: inline_serializer("SupportSuggestions", _whole(classes["suggestions"])),
                **errors(404),
            },
        ),
    }


def messages(view: Any) -> Operations:
    """The conversation."""
    classes = view.serializer_classes
    message = classes["list"]
    return {
        "list": extend_schema(
            parameters=[TICKET_ID, CURSOR], responses={200: message, **errors(400, 404)}
        ),
        "create": extend_schema(
            parameters=[TICKET_ID, *counts(201)],
            request=json_or_form(classes["create"]),
            responses={201: message, **errors(400, 404, 409, 415, 429)},
        ),
        "redact": without_body(message, TICKET_ID, MESSAGE_ID, refused=errors(409)),
    }


def events(view: Any) -> Operations:
    """The history."""
    number = OpenApiTypes.INT
    parameters = [
        TICKET_ID,
        query("after", "Events after this sequence; 0 for all.", number, default=0),
        query("limit", "1 to 500 events.", number, default=100),
        query("cursor", "The same as `after`.", number),
    ]
    responses = {200: view.serializer_classes["list"], **errors(400, 404)}
    return {"list": extend_schema(parameters=parameters, responses=responses)}


def _whole(serializer: Any) -> dict[str, Any]:
    links = {name: serializers.URLField(allow_null=True) for name in ("next", "previous")}
    return {**links, "results": serializer(many=True)}
