"""Canned responses, for agents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from django_support_tickets import actions
from django_support_tickets.api import serializers
from django_support_tickets.api.views.base import AgentsOnlyViewSet
from django_support_tickets.models import CannedResponse
from django_support_tickets.selectors import tickets as tickets_selectors
from django_support_tickets.selectors.canned import canned_for, pick_canned

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request


class CannedResponseViewSet(AgentsOnlyViewSet):
    """Shared responses and one's own; those of others are 404."""

    queryset = CannedResponse.objects.none()
    lookup_url_kwarg = "response_id"
    lookup_value_regex = "[^/]+"
    serializer_classes = {
        "list": serializers.CannedResponseSerializer,
        "retrieve": serializers.CannedResponseSerializer,
        "create": serializers.CannedResponseSerializer,
        "update": serializers.CannedResponseSerializer,
        "partial_update": serializers.CannedResponseSerializer,
        "use": serializers.UseCannedResponseSerializer,
    }

    def get_queryset(self) -> QuerySet[CannedResponse]:
        """Return what the caller may use."""
        return canned_for(self.actor)

    def get_object(self) -> CannedResponse:
        """Return the response that the URL names."""
        return pick_canned(self.actor, self.kwargs["response_id"])

    def list(self, request: Request, **_kwargs: Any) -> Response:
        """Return a page of responses by title."""
        return self.paginated(self.get_queryset())

    def retrieve(self, request: Request, **_kwargs: Any) -> Response:
        """Return one response."""
        return Response(self.present(self.get_object()))

    def create(self, request: Request, **_kwargs: Any) -> Response:
        """Write a response."""
        response = actions.save_canned_response(by=self.actor, **self.validated())
        return Response(self.present(response), status=status.HTTP_201_CREATED)

    def update(self, request: Request, **_kwargs: Any) -> Response:
        """Change a response; PUT and PATCH are both partial."""
        response = self.get_object()
        changed = actions.save_canned_response(response, by=self.actor, **self.validated_part())
        return Response(self.present(changed))

    partial_update = update

    def destroy(self, request: Request, **_kwargs: Any) -> Response:
        """Delete a response."""
        actions.delete_canned_response(self.get_object(), by=self.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @action(detail=True, methods=["post"])
    def use(self, request: Request, **_kwargs: Any) -> Response:
        """Return the text for a ticket and count the use."""
        response, key = self.get_object(), str(self.validated()["ticket"])
        ticket = tickets_selectors.pick(tickets_selectors.visible_to(self.actor), key)
        text = actions.use_canned_response(response, ticket=ticket, by=self.actor)
        return Response({"text": text})

    def present(self, response: CannedResponse) -> Any:
        """Return a response through the serializer of ``retrieve``."""
        context = self.get_serializer_context()
        return self.serializer_classes["retrieve"](response, context=context).data
