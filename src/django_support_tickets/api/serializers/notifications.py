"""The inbox and the switches of one person."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from django_support_tickets.api.serializers.codes import CodeField
from django_support_tickets.api.serializers.meta import SupportOptionSerializer
from django_support_tickets.api.serializers.people import SupportPersonSerializer
from django_support_tickets.enums import EventType
from django_support_tickets.models import InboxItem, Ticket
from django_support_tickets.notifiers.wording import Words, url_for, words_for


class NotifiedTicketSerializer(serializers.ModelSerializer[Ticket]):
    """The ticket of a notification."""

    class Meta:
        model = Ticket
        fields = ("id", "reference", "title")
        read_only_fields = fields


class SupportNotificationSerializer(serializers.ModelSerializer[InboxItem]):
    """One item of the reader's inbox, in the language of the request.

    Needs ``actor`` and, by the id of the message, ``texts`` in its context.
    """

    kind = CodeField(choices=EventType.choices, source="event.type")
    ticket = NotifiedTicketSerializer(source="event.ticket")
    title = serializers.SerializerMethodField()
    body = serializers.SerializerMethodField()
    actor = SupportPersonSerializer(person="actor", source="event")
    url = serializers.SerializerMethodField()
    is_read = serializers.SerializerMethodField()

    class Meta:
        model = InboxItem
        fields = ("id", "kind", "ticket", "title", "body", "actor", "url", "is_read", "created_at")
        read_only_fields = fields

    def to_representation(self, instance: InboxItem) -> dict[str, Any]:
        """Return the fields; the words are put together once for both that show them."""
        event = instance.event
        text = self.context["texts"].get(event.data.get("message", ""), "")
        is_customer = self.context["actor"].is_customer_of(event.ticket)
        self.words: Words = words_for(event, text, is_customer=is_customer)
        return super().to_representation(instance)

    def get_title(self, _item: InboxItem) -> str:
        """Return what happened, on one line."""
        return self.words.title

    def get_body(self, _item: InboxItem) -> str:
        """Return plain text: of a public message its text, of a note nothing."""
        return self.words.body

    def get_url(self, item: InboxItem) -> str:
        """Return where the reader finds the ticket, as ``TICKET_URL`` says, or nothing."""
        return url_for(item.event.ticket, self.context["actor"].person)

    def get_is_read(self, item: InboxItem) -> bool:
        """Whether the reader has marked the item as read."""
        return item.read_at is not None


class NotificationPreferencesSerializer(serializers.Serializer[Any]):
    """kind -> notifier -> whether it is on; what is left out of a request stays as it is."""

    switches = serializers.DictField(
        child=serializers.DictField(child=serializers.BooleanField()),
    )
    kinds = SupportOptionSerializer(many=True, read_only=True)
    channels = serializers.ListField(child=serializers.CharField(), read_only=True)
