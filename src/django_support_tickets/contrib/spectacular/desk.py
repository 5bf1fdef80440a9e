"""The calls for agents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
)

from django_support_tickets.api.serializers import CannedTextSerializer

from .answers import (
    errors,
)
from .requests import (
    CURSOR,
    counts,
    query,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    Operations = Mapping[str, Any]


def agents(view: Any) -> Operations:
    """Those that tickets can be assigned to."""
    parameters = [query("search", "Words in the agents' names."), CURSOR]
    responses = {200: view.serializer_classes["list"], **errors(400, 404)}
    return {"list": extend_schema(parameters=parameters, responses=responses)}


def canned_responses(view: Any) -> Operations:
    """Canned responses and their use."""
    classes = view.serializer_classes
    one = OpenApiParameter("response_id", OpenApiTypes.UUID, OpenApiParameter.PATH)
    return {
        "list": extend_schema(
            parameters=[CURSOR], responses={200: classes["list"], **errors(400, 404)}
        ),
        "retrieve": extend_schema(
            parameters=[one], responses={200: classes["retrieve"], **errors(404)}
        ),
        **_kept(classes["retrieve"], one),
        "use": extend_schema(
            parameters=[one, *counts(200)],
            responses={200: CannedTextSerializer, **errors(400, 404, 415, 429)},
        ),
    }


def saved_views(view: Any) -> Operations:
    """Views of the queue."""
    one = OpenApiParameter("view_id", OpenApiTypes.STR, OpenApiParameter.PATH)
    listed = view.serializer_classes["list"]
    return {
        "list": extend_schema(responses={200: listed(many=True), **errors(404)}),
        "retrieve": extend_schema(parameters=[one], responses={200: listed, **errors(404)}),
        **_kept(listed, one),
    }


def stats(view: Any) -> Operations:
    """Figures."""
    parameters = [
        query("from", "First day.", OpenApiTypes.DATE),
        query("to", "Last day.", OpenApiTypes.DATE),
        query("tz", "Name of a time zone, by whose clock days are counted."),
    ]
    responses = {200: view.serializer_classes["list"], **errors(400, 404)}
    return {"get": extend_schema(parameters=parameters, responses=responses)}


def _kept(answer: Any, one: OpenApiParameter) -> dict[str, Any]:
    refused = errors(400, 404, 415, 429)
    change = extend_schema(parameters=[one, *counts(200)], responses={200: answer, **refused})
    return {
        "create": extend_schema(parameters=counts(201), responses={201: answer, **refused}),
        "update": change,
        "partial_update": change,
        "destroy": extend_schema(
            parameters=[one, *counts(204)],
            responses={204: OpenApiResponse(None, "It is gone."), **errors(404, 429)},
        ),
    }
