"""The conversation of one ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from django_support_tickets import actions
from django_support_tickets.api import serializers
from django_support_tickets.api.views.base import SupportViewSet
from django_support_tickets.models import Message
from django_support_tickets.selectors.conversation import (
    get_message,
    messages_of,
    sequence_column,
)
from django_support_tickets.selectors.tickets import unread

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request


class MessageViewSet(SupportViewSet):
    """Messages, and for agents notes, oldest first."""

    queryset = Message.objects.none()
    lookup_url_kwarg = "message_id"
    lookup_value_regex = "[^/]+"
    serializer_classes = {
        "list": serializers.SupportMessageSerializer,
        "create": serializers.PostMessageSerializer,
    }

    def get_queryset(self) -> QuerySet[Message]:
        """Return the messages that the caller may know of, in the caller's own count."""
        messages = messages_of(self.actor, self.ticket)
        return messages.order_by(sequence_column(self.actor, self.ticket), "id")

    def list(self, request: Request, **_kwargs: Any) -> Response:
        """Return a page of the conversation."""
        page = self.page_of(self.get_queryset())
        return self.get_paginated_response(self.present(page, many=True))

    def create(self, request: Request, **_kwargs: Any) -> Response:
        """Write a message."""
        message = self.perform_create(self.validated())
        return Response(self.present(message), status=status.HTTP_201_CREATED)

    @action(detail=True, methods=["post"])
    def redact(self, request: Request, message_id: str, **_kwargs: Any) -> Response:
        """Remove the text of a message for good."""
        message = get_message(self.actor, self.ticket, message_id)
        return Response(self.present(actions.redact_message(message, by=self.actor)))

    def perform_create(self, data: dict[str, Any]) -> Message:
        """Post the message that the input describes."""
        # Files are stored before the ticket is locked: for nobody who may not know of it.
        ticket = self.ticket if data["files"] else unread(self.kwargs["ticket_id"])
        return actions.post_message(ticket, by=self.actor, **data)

    def present(self, messages: Any, *, many: bool = False) -> Any:
        """Return messages through the serializer of ``list``."""
        serializer = self.serializer_classes["list"]
        return serializer(messages, many=many, context=self.get_serializer_context()).data
