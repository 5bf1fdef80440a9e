"""The history of one ticket: what clients poll, and the truth behind every stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from django_support_tickets.api import serializers
from django_support_tickets.api.views.base import SupportViewSet
from django_support_tickets.http.whole_numbers import whole_number
from django_support_tickets.models import TicketEvent
from django_support_tickets.selectors.conversation import events_of
from django_support_tickets.selectors.tickets import sees_internal

if TYPE_CHECKING:
    from rest_framework.request import Request

PAGE = 100
MOST = 500


class EventViewSet(SupportViewSet):
    """Events that the caller may know of, in order, numbered as the caller counts."""

    queryset = TicketEvent.objects.none()
    serializer_classes = {"list": serializers.SupportEventSerializer}

    def get_serializer_context(self) -> dict[str, Any]:
        """Return the context with the count by which this caller knows events."""
        internal = sees_internal(self.actor, self.ticket)
        return {**super().get_serializer_context(), "sees_internal": internal}

    def list(self, request: Request, **_kwargs: Any) -> Response:
        """Return events after a sequence: ``after``, or ``cursor`` as in every other list."""
        after = self._number("after", self._number("cursor", 0))
        limit = min(max(self._number("limit", PAGE), 1), MOST)
        found = list(events_of(self.actor, self.ticket, after=after)[: limit + 1])
        results = self.get_serializer(found[:limit], many=True).data
        following = self._link_after(results[-1]["sequence"]) if len(found) > limit else None
        return Response({"next": following, "previous": None, "results": results})

    def _link_after(self, sequence: int) -> str:
        url = remove_query_param(self.request.build_absolute_uri(), "cursor")
        return replace_query_param(url, "after", sequence)

    def _number(self, name: str, default: int) -> int:
        return whole_number(self.request.query_params.get(name, ""), name, default)
