"""Fields whose type their class does not tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.plumbing import build_array_type
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from django_support_tickets.api.serializers import (
    SupportPersonSerializer,
    SupportTicketSerializer,
)
from django_support_tickets.enums import EventType, Priority, ScanStatus, Source, Status

if TYPE_CHECKING:
    from drf_spectacular.openapi import AutoSchema
    from drf_spectacular.utils import Direction

# Named here, because a host is likely to have other choices for a field called "status".
NAMES = {
    tuple(Status.values): "SupportStatus",
    tuple(priority.code for priority in Priority): "SupportPriority",
    tuple(Source.values): "SupportSource",
    tuple(EventType.values): "SupportEventType",
    tuple(ScanStatus.values): "SupportScanStatus",
}


class CodeFieldExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Codes are enums with names of their own."""

    target_class = "django_support_tickets.api.serializers.codes.CodeField"
    match_subclasses = True

    def get_name(self) -> str | None:
        """Return the component's name."""
        return NAMES.get(tuple(self.target.choices))

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        """Return the enum."""
        labels = "\n".join(f"* `{code}` - {label}" for code, label in self.target.choices.items())
        return {"type": "string", "enum": list(self.target.choices), "description": labels}


class PersonIdExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Keys of people are the host's."""

    target_class = "django_support_tickets.api.serializers.people.PersonIdField"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        """Return both types that a key may have."""
        return {
            "oneOf": [{"type": "integer"}, {"type": "string"}],
            "description": "A number or a text, as the keys of the people table are.",
        }


class FilesExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Files can be repeated."""

    target_class = "django_support_tickets.api.serializers.attachments.FilesField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        """Return an array of files."""
        return build_array_type({"type": "string", "format": "binary"})


class MetadataExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Metadata is an object."""

    target_class = "django_support_tickets.api.serializers.codes.MetadataField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        """Return an object of whatever the host keeps."""
        return {"type": "object", "additionalProperties": {}}


extend_schema_field(OpenApiTypes.DATETIME)(SupportTicketSerializer.get_updated_at)
extend_schema_field(SupportPersonSerializer(person="assigned_agent"))(
    SupportTicketSerializer.get_assigned_agent
)
