"""Answers that no serializer makes: errors, pages, small ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

from django_support_tickets.api.pagination import KeysetPagination
from django_support_tickets.api.serializers import SupportTicketDetailSerializer
from django_support_tickets.conf import SupportSettings, settings

if TYPE_CHECKING:
    from rest_framework.pagination import BasePagination
    from rest_framework.views import APIView

DESCRIPTIONS = {
    400: "A value is refused: validation_error, file_too_large or invalid_file_type.",
    401: "Nobody is authenticated: not_authenticated.",
    403: "The caller may not do this: permission_denied.",
    404: "There is nothing here for the caller: ticket_not_found or not_found.",
    409: "The ticket is closed, has changed or is held: ticket_closed, conflict, legal_hold.",
    415: "The request has another content type: unsupported_media_type.",
    429: "Too many requests: rate_limit_exceeded.",
    501: "Nothing can be streamed here: realtime_unavailable.",
    503: "disabled, search_too_slow, or storage_unavailable: files cannot be stored or read.",
}


class SupportErrorSerializer(serializers.Serializer[Any]):
    """The body of every error."""

    error = serializers.CharField(help_text="A stable code.")
    message = serializers.CharField(help_text="What is wrong, in the caller's language.")
    detail = serializers.CharField(help_text="The same as `message`.")
    details = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="What is wrong with each field.",
    )


class SupportConflictSerializer(SupportErrorSerializer):
    """An error with the ticket as it now is."""

    ticket = SupportTicketDetailSerializer()


class SupportThrottledSerializer(SupportErrorSerializer):
    """An error with the time to wait."""

    retry_after = serializers.IntegerField(help_text="Seconds.")


class SupportReadSerializer(serializers.Serializer[Any]):
    """The caller's unread messages after marking all as read."""

    unread_count = serializers.IntegerField()


class SupportMutedSerializer(serializers.Serializer[Any]):
    """Whether the caller is told nothing of the ticket."""

    muted = serializers.BooleanField()


class SupportDirectUploadSerializer(serializers.Serializer[Any]):
    """A form for the storage: its address, its fields, and the token to confirm with."""

    url = serializers.CharField()
    fields = serializers.DictField(child=serializers.CharField())  # type: ignore[assignment]
    token = serializers.CharField()


class EitherPages:
    """Numbered pages of the host's shape, or pages by cursor."""

    def __init__(self, numbered: BasePagination) -> None:
        self.numbered = numbered

    def get_schema_operation_parameters(self, view: APIView) -> list[Any]:
        """Return the parameters of numbered pages; ``CURSOR`` is the other way's."""
        return self.numbered.get_schema_operation_parameters(view)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return both shapes."""
        numbered = self.numbered.get_paginated_response_schema(schema)
        return {"anyOf": [numbered, KeysetPagination().get_paginated_response_schema(schema)]}


def errors(*statuses: int) -> dict[Any, Any]:
    """Return responses with our error body, or none where ``EXCEPTION_HANDLER`` is the host's."""
    if settings.EXCEPTION_HANDLER != SupportSettings.EXCEPTION_HANDLER:
        return {}
    bodies = {409: SupportConflictSerializer, 429: SupportThrottledSerializer}
    return {
        status: OpenApiResponse(bodies.get(status, SupportErrorSerializer), DESCRIPTIONS[status])
        for status in sorted({401, 403, 503, *statuses})
    }
