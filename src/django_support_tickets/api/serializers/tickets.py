"""Tickets in and out of the API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.utils.urls import replace_query_param

from django_support_tickets.api.links import link_to
from django_support_tickets.api.serializers.attachments import (
    FilesField,
    SupportAttachmentSerializer,
)
from django_support_tickets.api.serializers.codes import (
    CodeField,
    MetadataField,
    PriorityField,
    ShortListField,
    SwitchField,
)
from django_support_tickets.api.serializers.messages import SupportMessageSerializer
from django_support_tickets.api.serializers.output import OutputSerializer
from django_support_tickets.api.serializers.people import (
    AgentKeyField,
    PersonKeyField,
    SupportPersonSerializer,
)
from django_support_tickets.enums import Source, Status, Verb
from django_support_tickets.models import Message, Ticket
from django_support_tickets.models.message import removed_text
from django_support_tickets.payloads import person_payload
from django_support_tickets.policies import get_policy
from django_support_tickets.selectors.conversation import conversation_of, sequence_column
from django_support_tickets.selectors.cursors import cursor_at
from django_support_tickets.selectors.readers import stand
from django_support_tickets.selectors.tickets import Seen, seen_by, sees_internal

LATEST_MESSAGES = 50
MOMENT = serializers.DateTimeField()


class SupportTicketSerializer(OutputSerializer[Ticket]):
    """A ticket in a list, as one reader sees it.

    ``version``, ``updated_at`` and ``unread_count`` are the customer's for the ticket's customer
    and the desk's for agents, so that a note leaves no trace. Needs ``actor`` in its context.
    """

    serializer_choice_field = CodeField
    priority = PriorityField(read_only=True)
    customer = SupportPersonSerializer(person="customer")
    last_message_snippet = serializers.SerializerMethodField()
    assigned_agent = serializers.SerializerMethodField()
    unread_count = serializers.SerializerMethodField()
    tags = serializers.ListField(child=serializers.CharField(), read_only=True)
    metadata = MetadataField(read_only=True)
    updated_at = serializers.SerializerMethodField()
    version = serializers.SerializerMethodField()

    class Meta:
        model = Ticket
        fields: tuple[str, ...] = (
            "id",
            "reference",
            "title",
            "status",
            "priority",
            "category",
            "customer",
            "assigned_agent",
            "last_message_snippet",
            "unread_count",
            "message_count",
            "tags",
            "metadata",
            "created_at",
            "updated_at",
            "waiting_since",
            "version",
        )
        read_only_fields = fields

    def to_representation(self, instance: Ticket) -> dict[str, Any]:
        """Return the fields; what depends on the reader is worked out once for all of them."""
        self.seen: Seen = seen_by(self.context["actor"], instance)
        data: dict[str, Any] = super().to_representation(instance)
        return data

    def get_last_message_snippet(self, ticket: Ticket) -> str:
        """Return the beginning of the last public message, or a word for a removed one."""
        is_removed = ticket.message_count and not ticket.last_message_snippet
        return removed_text() if is_removed else ticket.last_message_snippet

    def get_assigned_agent(self, ticket: Ticket) -> dict[str, Any] | None:
        """Return the assignee, or null: a ticket whose agent was deleted is unassigned."""
        if ticket.assigned_agent_id is None:
            return None
        return person_payload(ticket.assigned_agent_id, ticket.assigned_agent_name)

    def get_unread_count(self, ticket: Ticket) -> int:
        """Return how many messages of the other side this reader's side has not read."""
        return self.seen.unread_count

    def get_updated_at(self, ticket: Ticket) -> str:
        """Return the time of the last activity that this reader may know of."""
        return MOMENT.to_representation(self.seen.updated_at)

    def get_version(self, ticket: Ticket) -> int:
        """Return the number of events that this reader may know of."""
        return self.seen.version


class SupportTicketDetailSerializer(SupportTicketSerializer):
    """A ticket with its newest messages and what the reader may do."""

    escalated = serializers.BooleanField(read_only=True)
    read_up_to = serializers.SerializerMethodField()
    muted = serializers.SerializerMethodField()
    legal_hold = serializers.SerializerMethodField()
    can_reply = serializers.SerializerMethodField()
    can_close = serializers.SerializerMethodField()
    can_reopen = serializers.SerializerMethodField()
    messages = SupportMessageSerializer(source="conversation.messages", many=True, read_only=True)
    messages_previous = serializers.SerializerMethodField()
    attachments = SupportAttachmentSerializer(
        source="conversation.waiting", many=True, read_only=True
    )

    class Meta(SupportTicketSerializer.Meta):
        fields = (
            *SupportTicketSerializer.Meta.fields,
            "source",
            "escalated",
            "resolved_at",
            "closed_at",
            "read_up_to",
            "muted",
            "legal_hold",
            "can_reply",
            "can_close",
            "can_reopen",
            "messages",
            "messages_previous",
            "attachments",
        )
        read_only_fields = fields

    def to_representation(self, instance: Ticket) -> dict[str, Any]:
        """Return the fields; messages and files are read once for all that show them."""
        instance.conversation = conversation_of(self.context["actor"], instance, LATEST_MESSAGES)  # type: ignore[attr-defined]
        return super().to_representation(instance)

    def get_read_up_to(self, ticket: Ticket) -> int | None:
        """Return the sequence up to which this agent has read, null for the ticket's customer.

        A customer's marks stand in the messages; an agent's share those with the desk.
        """
        actor = self.context["actor"]
        return None if actor.is_customer_of(ticket) else stand(actor, ticket).read_up_to or 0

    def get_muted(self, ticket: Ticket) -> bool:
        """Whether this person is told nothing of the ticket."""
        return bool(stand(self.context["actor"], ticket).is_muted)

    def get_legal_hold(self, ticket: Ticket) -> bool | None:
        """Return whether nothing may be removed; null for those who see no notes."""
        return ticket.legal_hold if sees_internal(self.context["actor"], ticket) else None

    def get_can_reply(self, ticket: Ticket) -> bool:
        """Whether the reader may write now."""
        return self._may(Verb.REPLY, ticket) and not ticket.is_closed

    def get_can_close(self, ticket: Ticket) -> bool:
        """Whether the reader may close the ticket now."""
        return self._may(Verb.CLOSE, ticket) and not ticket.is_closed

    def get_can_reopen(self, ticket: Ticket) -> bool:
        """Whether the reader may reopen the ticket now."""
        is_done = ticket.status in {Status.RESOLVED, Status.CLOSED}
        return self._may(Verb.REOPEN, ticket) and is_done

    def get_messages_previous(self, ticket: Ticket) -> str | None:
        """Return the link to the messages before these, or null if there are none."""
        messages, has_previous, _ = ticket.conversation  # type: ignore[attr-defined]
        return self._link_before(messages[0]) if has_previous else None

    def _may(self, verb: Verb, ticket: Ticket) -> bool:
        return get_policy().allows(self.context["actor"], verb, ticket)

    def _link_before(self, message: Message) -> str:
        order = (sequence_column(self.context["actor"], message.ticket), "id")
        request = self.context.get("request")
        url = link_to("message-list", message.ticket_id, request=request)
        return replace_query_param(url, "cursor", cursor_at(message, order, backwards=True))


class OpenTicketSerializer(serializers.Serializer[Any]):
    """A new ticket with its first message. ``customer``, ``source``, ``tags`` are for agents."""

    title = serializers.CharField()
    category = serializers.CharField()
    message_text = serializers.CharField(trim_whitespace=False)
    priority = PriorityField(required=False)
    metadata = MetadataField(required=False)
    client_token = serializers.CharField(allow_null=True, required=False)
    files = FilesField(required=False)
    customer = PersonKeyField(required=False)
    source = CodeField(  # type: ignore[assignment]  # a field, not Field.source
        choices=Source.choices, required=False
    )
    tags = ShortListField(child=serializers.CharField(), required=False)


class TicketVersionSerializer(serializers.Serializer[Any]):
    """``version``: the one the client last saw, to be refused if it is stale."""

    version = serializers.IntegerField(required=False, allow_null=True, min_value=0)


class UpdateTicketSerializer(TicketVersionSerializer):
    """Any of the fields that can be changed."""

    status = CodeField(choices=Status.choices, required=False)
    priority = PriorityField(required=False)
    assigned_agent = AgentKeyField(required=False, allow_null=True)
    category = serializers.CharField(required=False)
    title = serializers.CharField(required=False)
    tags = ShortListField(child=serializers.CharField(), required=False)
    metadata = MetadataField(required=False)
    legal_hold = SwitchField(required=False)


class AssignTicketSerializer(TicketVersionSerializer):
    """The agent to give the ticket to, or null for nobody."""

    agent_id = AgentKeyField(allow_null=True)


class EscalateTicketSerializer(TicketVersionSerializer):
    """Why the ticket is escalated (kept as an internal note), and how urgent it becomes."""

    reason = serializers.CharField(trim_whitespace=False)
    priority = PriorityField(required=False)
