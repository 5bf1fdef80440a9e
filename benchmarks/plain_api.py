"""The API as REST framework's tutorial would have it: model serializers and numbered pages."""

from typing import Any

from django.urls import include, path
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import routers, serializers, viewsets
from rest_framework.filters import SearchFilter
from rest_framework.pagination import PageNumberPagination

from django_support_tickets.api.serializers import SupportTicketSerializer
from django_support_tickets.models import Message, Ticket


class MessageSerializer(serializers.ModelSerializer[Message]):
    """All of a message that people see."""

    class Meta:
        model = Message
        exclude = ("client_token",)
        extra_kwargs = {"sequence": {"default": 1}, "public_sequence": {"default": 1}}


class TicketSerializer(serializers.ModelSerializer[Ticket]):
    """What our own list has, and the keys of people."""

    class Meta:
        model = Ticket
        fields = tuple({*SupportTicketSerializer.Meta.fields} - {"unread_count"})


class DetailSerializer(TicketSerializer):
    """With the conversation."""

    messages = MessageSerializer(many=True, read_only=True)

    class Meta(TicketSerializer.Meta):
        fields = (*TicketSerializer.Meta.fields, "messages")


class Pages(PageNumberPagination):
    """Ten of them."""

    page_size = 10


class TicketViewSet(viewsets.ModelViewSet[Ticket]):
    """Tickets by the book."""

    queryset = Ticket.objects.order_by("-updated_at", "-id")
    pagination_class = Pages
    filter_backends = (DjangoFilterBackend, SearchFilter)
    filterset_fields = ("status", "priority")
    search_fields = ("reference", "title", "customer_name", "messages__message_text")

    def get_queryset(self) -> Any:
        """Return all for staff, and to others their own."""
        user: Any = self.request.user
        rows = super().get_queryset()
        return rows if user.is_staff else rows.filter(customer=user)

    def get_serializer_class(self) -> Any:
        """Return the one with messages for one ticket."""
        return DetailSerializer if self.action == "retrieve" else TicketSerializer

    def perform_create(self, serializer: Any) -> None:
        """Write the first message, too."""
        ticket = serializer.save(customer=self.request.user)
        Message.objects.create(
            ticket=ticket,
            sender=self.request.user,  # type: ignore[misc]
            sequence=1,
            public_sequence=1,
            message_text=self.request.data["message_text"],
        )


router = routers.SimpleRouter()
router.register("tickets", TicketViewSet, basename="plain")
urlpatterns = [path("", include(router.urls))]
