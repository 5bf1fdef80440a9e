"""Events out of the API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from django_support_tickets.api.serializers.codes import CodeField
from django_support_tickets.api.serializers.people import SupportPersonSerializer
from django_support_tickets.enums import EventType
from django_support_tickets.models import TicketEvent
from django_support_tickets.payloads import event_payload


class SupportEventSerializer(serializers.Serializer[TicketEvent]):
    """An event in the one shape it has everywhere; needs ``sees_internal`` in its context."""

    sequence = serializers.IntegerField()
    type = CodeField(choices=EventType.choices)
    actor = SupportPersonSerializer(person="actor")
    created_at = serializers.DateTimeField()
    data = serializers.DictField()  # type: ignore[assignment] # a field, not Serializer.data

    def to_representation(self, instance: TicketEvent) -> dict[str, Any]:
        """Return the event's payload, numbered as the reader counts."""
        return event_payload(instance, sees_internal=self.context["sees_internal"])
