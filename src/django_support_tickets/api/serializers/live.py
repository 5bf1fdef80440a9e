"""What clients say beside a stream, and the address of one."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class SupportPresenceSerializer(serializers.Serializer[Any]):
    """That the caller is at a ticket. Typing a note is told to the desk alone."""

    state = serializers.ChoiceField(choices=["viewing", "typing"])
    is_internal = serializers.BooleanField(default=False)


class SupportStreamLinkRequestSerializer(serializers.Serializer[Any]):
    """The ticket to follow; without one, the inbox."""

    ticket = serializers.UUIDField(required=False, allow_null=True)


class SupportStreamLinkSerializer(serializers.Serializer[Any]):
    """An address with a token in it; a WebSocket takes the token alone, as ``?token=``."""

    url = serializers.CharField()
    token = serializers.CharField()
    expires_at = serializers.DateTimeField()
