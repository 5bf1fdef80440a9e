"""The calls for files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    PolymorphicProxySerializer,
    extend_schema,
)

from .answers import (
    SupportDirectUploadSerializer,
    errors,
)
from .requests import (
    TICKET_ID,
    counts,
    query,
    without_body,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    Operations = Mapping[str, Any]


def uploads(view: Any) -> Operations:
    """Files to a ticket."""
    one = view.output_serializer_class
    uploaded = PolymorphicProxySerializer(
        component_name="SupportUploaded",
        serializers=[one, one(many=True)],
        resource_type_field_name=None,
        many=False,
    )
    file = OpenApiResponse(uploaded, "The file; several files as a list.")
    refused = errors(400, 404, 409, 415, 429)
    return {
        "create": extend_schema(
            parameters=[TICKET_ID, *counts(201)], responses={201: file, **refused}
        ),
        "direct": without_body(SupportDirectUploadSerializer, TICKET_ID, refused=errors(409)),
        "confirm": extend_schema(
            parameters=[TICKET_ID, *counts(201)], responses={201: one, **refused}
        ),
    }


def files(view: Any) -> Operations:
    """The bytes of a file."""
    linked = [
        OpenApiParameter("attachment_id", OpenApiTypes.UUID, OpenApiParameter.PATH),
        query("signature", "Of the file's links; with it nobody needs to log in."),
    ]
    asked = [
        query("inline", "Given at all: shown in place, if the type is safe to show."),
        OpenApiParameter("Range", OpenApiTypes.STR, OpenApiParameter.HEADER),
    ]
    whole = {(200, "*/*"): OpenApiResponse(OpenApiTypes.BINARY, "The bytes."), **errors(400, 404)}
    part = {
        (206, "*/*"): OpenApiResponse(OpenApiTypes.BINARY, "The bytes that `Range` names."),
        302: OpenApiResponse(None, "The bytes are at Location, where the storage signs links."),
        304: OpenApiResponse(None, "The bytes have the ETag in If-None-Match."),
        416: OpenApiResponse(None, "The file has no such bytes."),
    }
    return {
        "download": extend_schema(parameters=[*linked, *asked], responses={**whole, **part}),
        "preview": extend_schema(parameters=linked, responses=whole),
        "redact": without_body(view.output_serializer_class, linked[0], refused=errors(409)),
    }
