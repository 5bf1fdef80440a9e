"""The people that tickets can be assigned to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django_support_tickets.api import serializers
from django_support_tickets.api.views.base import AgentsOnlyViewSet
from django_support_tickets.models import Ticket
from django_support_tickets.selectors.people import agents_with_load, named
from django_support_tickets.selectors.search import search_words

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.response import Response


class AgentViewSet(AgentsOnlyViewSet):
    """Agents with their load. For customers there is nothing here: 404."""

    queryset = Ticket.objects.none()
    serializer_classes = {"list": serializers.SupportAgentSerializer}

    def list(self, request: Request, **_kwargs: Any) -> Response:
        """Return a page of agents; ``search`` looks into their names."""
        words = search_words(request.query_params.get("search", ""))
        return self.paginated(named(agents_with_load(), words))
