"""Views of the queue, for agents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import status
from rest_framework.response import Response

from django_support_tickets import actions
from django_support_tickets.api import serializers
from django_support_tickets.api.views.base import AgentsOnlyViewSet
from django_support_tickets.models import SavedView
from django_support_tickets.selectors import saved_views as selectors
from django_support_tickets.selectors.time_limit import limited_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rest_framework.request import Request


class SavedViewViewSet(AgentsOnlyViewSet):
    """The views that are always there, shared ones and one's own. ``tickets/?view=`` uses them."""

    queryset = SavedView.objects.none()
    lookup_url_kwarg = "view_id"
    lookup_value_regex = "[^/]+"
    serializer_classes = {
        "list": serializers.SavedViewSerializer,
        "retrieve": serializers.SavedViewSerializer,
        "create": serializers.SaveViewSerializer,
        "update": serializers.SaveViewSerializer,
        "partial_update": serializers.SaveViewSerializer,
    }

    def list(self, request: Request, **_kwargs: Any) -> Response:
        """Return all views, each with the number of its tickets."""
        views = selectors.views_of(self.actor)
        counts = self.counts_of(views)
        return Response({"next": None, "previous": None, "results": self.present(views, counts)})

    def retrieve(self, request: Request, **_kwargs: Any) -> Response:
        """Return one view with the number of its tickets."""
        view = selectors.pick_view(self.actor, self.kwargs["view_id"])
        return Response(self.present([view], self.counts_of([view]))[0])

    def create(self, request: Request, **_kwargs: Any) -> Response:
        """Keep a view."""
        row = actions.save_view(by=self.actor, **self.validated())
        return Response(self.present([selectors.as_view(row)])[0], status=status.HTTP_201_CREATED)

    def update(self, request: Request, **_kwargs: Any) -> Response:
        """Change a view; PUT and PATCH are both partial."""
        row = selectors.pick_saved_view(self.actor, self.kwargs["view_id"])
        row = actions.save_view(row, by=self.actor, **self.validated_part())
        return Response(self.present([selectors.as_view(row)])[0])

    partial_update = update

    def destroy(self, request: Request, **_kwargs: Any) -> Response:
        """Delete a view."""
        row = selectors.pick_saved_view(self.actor, self.kwargs["view_id"])
        actions.delete_view(row, by=self.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def counts_of(self, views: Sequence[selectors.View]) -> dict[str, int]:
        """Return key -> number of tickets."""
        with limited_time(" ".join(view.parameters.get("search", "") for view in views)):
            return selectors.counts_of(self.actor, views)

    def present(self, views: Any, counts: Any = None) -> Any:
        """Return views through the serializer of ``list``."""
        context = {**self.get_serializer_context(), "counts": counts or {}}
        return self.serializer_classes["list"](views, many=True, context=context).data
