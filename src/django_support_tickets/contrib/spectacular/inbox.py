"""The calls about what people are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    extend_schema,
)

from .answers import (
    SupportReadSerializer,
    errors,
)
from .requests import (
    CURSOR,
    counts,
    query,
    without_body,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    Operations = Mapping[str, Any]


def notifications(view: Any) -> Operations:
    """The inbox."""
    item = OpenApiParameter("notification_id", OpenApiTypes.INT, OpenApiParameter.PATH)
    return {
        "list": extend_schema(
            parameters=[query("unread", "`true` leaves out what was read."), CURSOR],
            responses={200: view.serializer_classes["list"], **errors(400, 404)},
        ),
        "unread_count": extend_schema(responses={200: SupportReadSerializer, **errors(404)}),
        "read": without_body(SupportReadSerializer, item),
        # The path would give it the name of the call above.
        "read_all": without_body(SupportReadSerializer, operation_id="notifications_read_all"),
    }


def preferences(view: Any) -> Operations:
    """The switches."""
    switches = {200: view.serializer_classes["list"], **errors(404)}
    return {
        "get": extend_schema(responses=switches),
        "put": extend_schema(
            parameters=counts(200), responses={**switches, **errors(400, 404, 415, 429)}
        ),
    }
