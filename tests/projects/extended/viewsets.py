"""A marketplace shows the service that a ticket is about, and lets agents offer a refund."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from django_support_tickets import actions
from django_support_tickets.api.serializers import (
    SupportTicketDetailSerializer,
    SupportTicketSerializer,
)
from django_support_tickets.api.views import TicketViewSet
from django_support_tickets.enums import Verb
from django_support_tickets.models import Ticket
from django_support_tickets.policies import get_policy
from django_support_tickets.selectors.filters import TicketFilterSet


class WithService(serializers.Serializer[Any]):
    service = serializers.CharField(source="metadata.service", default=None, read_only=True)


class MarketTicketSerializer(WithService, SupportTicketSerializer):
    class Meta(SupportTicketSerializer.Meta):
        fields = (*SupportTicketSerializer.Meta.fields, "service")


class MarketTicketDetailSerializer(WithService, SupportTicketDetailSerializer):
    class Meta(SupportTicketDetailSerializer.Meta):
        fields = (*SupportTicketDetailSerializer.Meta.fields, "service")


class MarketTicketFilterSet(TicketFilterSet):
    service = filters.CharFilter(field_name="metadata__service")


class MarketTicketViewSet(TicketViewSet):
    filterset_class = MarketTicketFilterSet
    serializer_classes = {
        **TicketViewSet.serializer_classes,
        "list": MarketTicketSerializer,
        "retrieve": MarketTicketDetailSerializer,
    }

    def get_queryset(self) -> QuerySet[Ticket]:
        """Leave out what the accountants answer elsewhere."""
        return super().get_queryset().exclude(category="account")

    def perform_create(self, data: dict[str, Any]) -> Ticket:
        """Keep by which page of ours the customer came."""
        page = self.request.headers.get("X-Page", "")
        data["metadata"] = {**data.get("metadata", {}), "page": page}
        return super().perform_create(data)

    @action(detail=True, methods=["post"], url_path="offer-refund")
    def offer_refund(self, request: Request, **_kwargs: Any) -> Response:
        """Tell the customer that the money can come back; for agents."""
        ticket = self.get_object()
        get_policy().require(self.actor, Verb.CHANGE_STATUS, ticket)
        message = actions.post_message(
            ticket, by=self.actor, message_text="We can refund this. Shall we?"
        )
        return self.ticket_response(message.ticket)
