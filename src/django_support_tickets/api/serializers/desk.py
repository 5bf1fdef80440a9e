"""The desk's tools in and out of the API: canned responses, saved views, bulk changes."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from django_support_tickets.api.serializers.codes import CodeField, PriorityField, ShortListField
from django_support_tickets.api.serializers.people import AgentKeyField
from django_support_tickets.enums import Status
from django_support_tickets.models import CannedResponse


class CannedResponseSerializer(serializers.ModelSerializer[CannedResponse]):
    """A canned response, in and out; the rules are the action's."""

    title = serializers.CharField()
    body = serializers.CharField(trim_whitespace=False)
    category = serializers.CharField(required=False, allow_blank=True)
    tags = ShortListField(child=serializers.CharField(), required=False)
    is_shared = serializers.BooleanField(required=False)

    class Meta:
        model = CannedResponse
        fields = (
            "id",
            "title",
            "body",
            "category",
            "tags",
            "is_shared",
            "usage_count",
            "created_at",
            "updated_at",
        )


class UseCannedResponseSerializer(serializers.Serializer[Any]):
    """The ticket for which a response is wanted."""

    ticket = serializers.UUIDField()


class CannedTextSerializer(serializers.Serializer[Any]):
    """A response with its variables filled in, ready to be edited and sent."""

    text = serializers.CharField(read_only=True)


class CannedSuggestionSerializer(serializers.Serializer[Any]):
    """A response that fits a ticket, with its text for this ticket."""

    id = serializers.UUIDField(source="response.id", read_only=True)
    title = serializers.CharField(source="response.title", read_only=True)
    score = serializers.IntegerField(read_only=True)
    text = serializers.CharField(read_only=True)


class SaveViewSerializer(serializers.Serializer[Any]):
    """A view to keep."""

    name = serializers.CharField()
    parameters = serializers.DictField(child=serializers.CharField(allow_blank=True))
    is_shared = serializers.BooleanField(required=False)


class SavedViewSerializer(serializers.Serializer[Any]):
    """A view with the number of its tickets, which is counted up to 1001."""

    key = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)
    parameters = serializers.DictField(child=serializers.CharField(), read_only=True)
    is_shared = serializers.BooleanField(read_only=True)
    is_built_in = serializers.BooleanField(read_only=True)
    count = serializers.SerializerMethodField()

    def get_count(self, view: Any) -> int | None:
        """Return the number, where it was counted."""
        count: int | None = self.context.get("counts", {}).get(view.key)
        return count


class BulkUpdateSerializer(serializers.Serializer[Any]):
    """Up to 500 tickets and what to change in each."""

    ids = ShortListField(child=serializers.UUIDField(), allow_empty=False)
    status = CodeField(choices=Status.choices, required=False)
    priority = PriorityField(required=False)
    assigned_agent = AgentKeyField(required=False, allow_null=True)
    add_tags = ShortListField(child=serializers.CharField(), required=False)
    remove_tags = ShortListField(child=serializers.CharField(), required=False)


class BulkFailureSerializer(serializers.Serializer[Any]):
    """A ticket that was not changed, and why."""

    id = serializers.UUIDField(read_only=True)
    error = serializers.CharField(read_only=True)
    message = serializers.CharField(read_only=True)


class BulkLineSerializer(BulkFailureSerializer):
    """One line of ``application/x-ndjson``: how it went with a ticket, and how far it all is."""

    ok = serializers.BooleanField(read_only=True)
    done = serializers.IntegerField(read_only=True)
    total = serializers.IntegerField(read_only=True)


class BulkResultSerializer(serializers.Serializer[Any]):
    """What became of each ticket."""

    succeeded = serializers.ListField(child=serializers.UUIDField(), read_only=True)
    failed = BulkFailureSerializer(many=True, read_only=True)
