"""What calls take: parameters, headers, bodies."""

from __future__ import annotations

from functools import cache
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema

from .answers import errors

CURSOR = OpenApiParameter(
    "cursor",
    OpenApiTypes.STR,
    description="Read by cursor: empty for the first page, then as `next` and `previous` have it.",
)
TICKET_ID = OpenApiParameter("ticket_id", OpenApiTypes.UUID, OpenApiParameter.PATH)
MESSAGE_ID = OpenApiParameter("message_id", OpenApiTypes.UUID, OpenApiParameter.PATH)
IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The ETag last seen, for clients that can send it; `version` in the body wins.",
)
ETAG = OpenApiParameter(
    "ETag",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    response=[200, 201],
    description="The ticket's `version` in quotes.",
)
LOCATION = OpenApiParameter(
    "Location", OpenApiTypes.URI, OpenApiParameter.HEADER, response=[201], description="The ticket."
)


def query(name: str, description: str, kind: Any = OpenApiTypes.STR, **more: Any) -> Any:
    """Return a query parameter."""
    return OpenApiParameter(name, kind, OpenApiParameter.QUERY, description=description, **more)


FILTERS = [
    query("status", "Statuses, separated by commas."),
    query("priority", "Priorities, separated by commas."),
    query("category", "Categories, separated by commas."),
    query("source", "Sources, separated by commas."),
    query("tag", "Tags, separated by commas; a ticket needs one of them."),
    query("customer", "Ids of people, separated by commas."),
    query("assigned_agent", "Ids of agents, `me` or `none`, separated by commas."),
    query("created_after", "ISO 8601, inclusive.", OpenApiTypes.DATETIME),
    query("created_before", "ISO 8601, exclusive.", OpenApiTypes.DATETIME),
    query("updated_after", "ISO 8601, inclusive.", OpenApiTypes.DATETIME),
    query("waiting", "Whether the customer waits for an answer.", OpenApiTypes.BOOL),
    query("escalated", "Whether it was escalated.", OpenApiTypes.BOOL),
    query("view", "Key of a saved view, for agents; other parameters override its own."),
    query("search", "Words in the reference, title, customer and public messages; all must occur."),
    query("ordering", "`created_at`, `updated_at` or `priority`, with `-` for descending."),
]


def counts(*statuses: int) -> list[OpenApiParameter]:
    """Return the headers by which a counted caller sees what is left."""
    words = {
        "Limit": "Requests a window.",
        "Remaining": "Left in it.",
        "Reset": "Seconds it lasts.",
    }
    return [
        OpenApiParameter(
            f"X-RateLimit-{name}",
            OpenApiTypes.INT,
            OpenApiParameter.HEADER,
            description=text,
            response=list(statuses),
        )
        for name, text in words.items()
    ]


def without_body(answer: Any, *parameters: Any, refused: Any = None, **options: Any) -> Any:
    """Return the description of a write that needs no body."""
    responses = {200: answer, **errors(404, 429), **(refused or {})}
    return extend_schema(
        parameters=[*parameters, *counts(200)], request=None, responses=responses, **options
    )


def json_or_form(serializer: Any) -> dict[str, Any]:
    """Return both bodies that a call with files reads."""
    return {"application/json": _without_files(serializer), "multipart/form-data": serializer}


@cache  # one class of each name, or the schema would have two
def _without_files(serializer: Any) -> Any:
    name = serializer.__name__.replace("Serializer", "JSONSerializer")
    return type(name, (serializer,), {"files": None, "__doc__": serializer.__doc__})
