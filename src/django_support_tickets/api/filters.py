"""Narrowing, searching and ordering lists of tickets by query parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.filters import OrderingFilter, SearchFilter

from django_support_tickets.selectors import saved_views
from django_support_tickets.selectors import tickets as selectors
from django_support_tickets.selectors.filters import TicketFilterSet
from django_support_tickets.selectors.ordering import order_of
from django_support_tickets.selectors.search import matching, search_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from rest_framework.request import Request
    from rest_framework.views import APIView


def parameters_of(request: Request, view: APIView) -> Mapping[str, str]:
    """Return the query parameters, with those of ``?view=`` for what the request leaves open."""
    if not hasattr(view, "list_parameters"):  # three backends ask
        given: dict[str, str] = request.query_params.dict()
        key = given.get("view")
        kept = saved_views.pick_view(view.actor, key).parameters if key else {}  # type: ignore[attr-defined]
        view.list_parameters = {**kept, **given}  # type: ignore[attr-defined]
    parameters: Mapping[str, str] = view.list_parameters  # type: ignore[attr-defined]
    return parameters


class TicketFilterBackend(DjangoFilterBackend):
    """Gives the filter set its actor."""

    def filter_queryset(
        self,
        request: Request,  # type: ignore[override]  # the stubs have Django's
        queryset: QuerySet[Any],
        view: APIView,
    ) -> QuerySet[Any]:
        """Return what the filters leave; without one of ours in the request nothing is set up."""
        ours = getattr(view, "filterset_class", None) is TicketFilterSet
        if ours and not parameters_of(request, view).keys() & TicketFilterSet.base_filters.keys():
            return queryset
        filtered: QuerySet[Any] = super().filter_queryset(request, queryset, view)
        return filtered

    def get_filterset_kwargs(
        self,
        request: Request,  # type: ignore[override]  # the stubs have Django's
        queryset: QuerySet[Any],
        view: APIView,
    ) -> dict[str, Any]:
        """Return the arguments of the filter set."""
        kwargs = super().get_filterset_kwargs(request, queryset, view)
        data = parameters_of(request, view)
        return {**kwargs, "data": data, "actor": view.actor}  # type: ignore[attr-defined]


class TicketSearch(SearchFilter):
    """``?search=``: words in the reference, the title, the customer and public messages."""

    def filter_queryset(
        self, request: Request, queryset: QuerySet[Any], view: APIView
    ) -> QuerySet[Any]:
        """Keep tickets in which every word occurs; the first eight words count."""
        return matching(queryset, search_words(parameters_of(request, view).get("search", "")))


class TicketOrdering(OrderingFilter):
    """``?ordering=``: created_at, updated_at or priority, with ``-`` for the other way round."""

    ordering_fields = selectors.ORDERINGS

    def get_ordering(self, request: Request, queryset: Any, view: APIView) -> tuple[str, ...]:
        """Return columns of one direction, the last unique, as the indexes have them."""
        parameters = parameters_of(request, view)
        wanted = parameters.get(self.ordering_param, "")
        return order_of(view.actor, wanted)  # type: ignore[attr-defined]
