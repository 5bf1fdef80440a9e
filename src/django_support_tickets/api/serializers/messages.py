"""Messages in and out of the API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from django_support_tickets.api.serializers.attachments import (
    FilesField,
    SupportAttachmentSerializer,
)
from django_support_tickets.api.serializers.codes import ShortListField
from django_support_tickets.api.serializers.output import OutputSerializer
from django_support_tickets.api.serializers.people import SupportPersonSerializer
from django_support_tickets.models import Message
from django_support_tickets.selectors.conversation import sequence_column


class SupportMessageSerializer(OutputSerializer[Message]):
    """A message as one reader sees it; ``sequence`` counts what that reader may see."""

    sequence = serializers.SerializerMethodField()
    sender = SupportPersonSerializer(person="sender")
    message_text = serializers.CharField(source="shown_text", read_only=True)
    message_html = serializers.CharField(source="shown_html", read_only=True)
    attachments = SupportAttachmentSerializer(source="files", many=True, read_only=True)

    class Meta:
        model = Message
        fields = (
            "id",
            "sequence",
            "sender",
            "is_from_customer",
            "is_internal",
            "message_text",
            "message_html",
            "redacted_at",
            "created_at",
            "read_by_customer",
            "read_by_staff",
            "attachments",
        )
        read_only_fields = fields

    def get_sequence(self, message: Message) -> int:
        """Return the message's number in its ticket as the reader counts."""
        return int(getattr(message, sequence_column(self.context["actor"], message.ticket)))


class PostMessageSerializer(serializers.Serializer[Any]):
    """A new message, or for agents a note."""

    message_text = serializers.CharField(trim_whitespace=False)
    is_internal = serializers.BooleanField(default=False)
    attachment_ids = ShortListField(child=serializers.UUIDField(), default=list)
    files = FilesField(default=list)
    client_token = serializers.CharField(allow_null=True, default=None)
