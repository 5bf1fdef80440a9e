"""The figures of the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.response import Response

from django_support_tickets.api import serializers
from django_support_tickets.api.views.base import SupportView
from django_support_tickets.selectors.periods import period_from
from django_support_tickets.selectors.statistics import statistics

if TYPE_CHECKING:
    from rest_framework.request import Request


class StatsView(SupportView):
    """Figures of a range of days. For customers there is nothing here: 404."""

    serializer_classes = {"list": serializers.SupportStatisticsSerializer}

    def get(self, request: Request) -> Response:
        """Return them all; ``from``, ``to`` and ``tz`` say for which days."""
        self.require_agent()
        asked = {name: request.query_params.get(name, "") for name in ("from", "to", "tz")}
        period = period_from(asked["from"], asked["to"], asked["tz"])
        return Response(self.get_serializer(statistics(self.actor, period)).data)
