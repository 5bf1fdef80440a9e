"""What a client must know before its first form."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from django_support_tickets.api.serializers.people import PersonIdField


class SupportOptionSerializer(serializers.Serializer[Any]):
    """A code with its name in the caller's language."""

    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment] # a field, not Field.label


class SupportLimitsSerializer(serializers.Serializer[Any]):
    """Lengths in characters, sizes in bytes."""

    message_length = serializers.IntegerField()
    file_size = serializers.IntegerField()
    files_per_message = serializers.IntegerField()
    content_types = serializers.ListField(child=serializers.CharField())


class SupportCallerSerializer(serializers.Serializer[Any]):
    """The person who asks."""

    id = PersonIdField()
    name = serializers.CharField()
    is_agent = serializers.BooleanField()


class SupportRealtimeSerializer(serializers.Serializer[Any]):
    """Where live updates come from: streams, a WebSocket, or where there is neither, polling."""

    stream_url = serializers.CharField(allow_null=True)
    websocket_url = serializers.CharField(allow_null=True)
    poll_seconds = serializers.IntegerField()


class SupportMetaSerializer(serializers.Serializer[Any]):
    """Choices, limits, the caller and live updates."""

    categories = SupportOptionSerializer(many=True)
    priorities = SupportOptionSerializer(many=True)
    statuses = SupportOptionSerializer(many=True)
    sources = SupportOptionSerializer(many=True)
    limits = SupportLimitsSerializer()
    user = SupportCallerSerializer()
    realtime = SupportRealtimeSerializer()
