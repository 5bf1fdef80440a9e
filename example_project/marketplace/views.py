from __future__ import annotations

from django.db.models import Q
from rest_framework import mixins, viewsets

from .models import Message
from .serializers import MessageCreateSerializer, MessageSerializer


class MessageViewSet(mixins.CreateModelMixin, mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Message.objects.select_related("sender", "recipient").order_by("-pk")
    search_fields = ["text"]

    def get_queryset(self):
        mine = Q(sender_id=self.request.user.pk) | Q(recipient_id=self.request.user.pk)
        return super().get_queryset().filter(mine)

    def get_serializer_class(self):
        return MessageCreateSerializer if self.action == "create" else MessageSerializer

    def perform_create(self, serializer):
        serializer.save(sender=self.request.user)
