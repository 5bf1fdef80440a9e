"""Tickets: list, open, read, change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from django_support_tickets import actions
from django_support_tickets.api import serializers
from django_support_tickets.api.bulk import bulk_response
from django_support_tickets.api.filters import (
    TicketFilterBackend,
    TicketOrdering,
    TicketSearch,
    parameters_of,
)
from django_support_tickets.api.links import link_to
from django_support_tickets.api.preconditions import seen_version
from django_support_tickets.api.views.base import SupportViewSet
from django_support_tickets.enums import Verb
from django_support_tickets.exceptions import NothingFound
from django_support_tickets.models import Ticket
from django_support_tickets.policies import get_policy
from django_support_tickets.selectors import tickets as selectors
from django_support_tickets.selectors.canned import suggested_for
from django_support_tickets.selectors.filters import TicketFilterSet
from django_support_tickets.selectors.readers import with_standing
from django_support_tickets.selectors.time_limit import limited_time

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponseBase
    from rest_framework.request import Request


class TicketViewSet(SupportViewSet):
    """The tickets that the caller may know of."""

    queryset = Ticket.objects.none()
    lookup_field = "pk"
    lookup_url_kwarg = "ticket_id"
    lookup_value_regex = "[^/]+"
    filterset_class = TicketFilterSet
    filter_backends = (TicketFilterBackend, TicketSearch, TicketOrdering)
    serializer_classes = {
        "list": serializers.SupportTicketSerializer,
        "create": serializers.OpenTicketSerializer,
        "retrieve": serializers.SupportTicketDetailSerializer,
        "update": serializers.UpdateTicketSerializer,
        "partial_update": serializers.UpdateTicketSerializer,
        "read": serializers.TicketVersionSerializer,
        "bulk": serializers.BulkUpdateSerializer,
        "suggestions": serializers.CannedSuggestionSerializer,
        "assign": serializers.AssignTicketSerializer,
        "escalate": serializers.EscalateTicketSerializer,
        "close": serializers.TicketVersionSerializer,
        "reopen": serializers.TicketVersionSerializer,
    }

    def get_queryset(self) -> QuerySet[Ticket]:
        """Return the tickets in the policy's scope; a host may narrow or annotate them."""
        return selectors.visible_to(self.actor)

    def get_object(self) -> Ticket:
        """Return the ticket that the URL names; raise ``TicketNotFound`` for all else."""
        tickets = with_standing(self.get_queryset(), self.actor)
        return selectors.pick(tickets, self.kwargs["ticket_id"])

    def throttled_as(self) -> str | None:
        """Count new tickets apart from other writes."""
        return "open_ticket" if self.action == "create" else super().throttled_as()

    def list(self, request: Request, **_kwargs: Any) -> Response:
        """Return a page of tickets, newest activity first."""
        with limited_time(parameters_of(request, self).get("search", "")):
            return self.paginated(self.filter_queryset(self.get_queryset()))

    def retrieve(self, request: Request, **_kwargs: Any) -> Response:
        """Return one ticket with its newest messages."""
        return self.ticket_response(self.get_object())

    def create(self, request: Request, **_kwargs: Any) -> Response:
        """Open a ticket; agents may do so for a customer."""
        ticket = self.perform_create(self.validated())
        response = self.ticket_response(ticket, status.HTTP_201_CREATED)
        response["Location"] = link_to("ticket-detail", ticket.pk, request=request)
        return response

    def update(self, request: Request, **_kwargs: Any) -> Response:
        """Change any of the fields; PUT and PATCH are both partial."""
        ticket, changes = self.get_object(), self.validated()
        version = seen_version(request, changes.pop("version", None))
        return self.ticket_response(self.perform_update(ticket, version, changes))

    partial_update = update

    @action(detail=True, methods=["post"])
    def read(self, request: Request, **_kwargs: Any) -> Response:
        """Mark what the other side wrote as read."""
        actions.mark_read(self.get_object(), by=self.actor)
        return Response({"unread_count": 0})

    @action(detail=False, methods=["post"])
    def bulk(self, request: Request, **_kwargs: Any) -> HttpResponseBase:
        """Make the same change to many tickets; see ``api.bulk`` for the answer."""
        self.require_agent()
        changes = self.validated()
        ids = changes.pop("ids")
        results = actions.update_tickets(ids, by=self.actor, **changes)
        return bulk_response(request, results, total=len(set(ids)))

    @action(detail=True, methods=["get"])
    def suggestions(self, request: Request, **_kwargs: Any) -> Response:
        """Return canned responses that fit the ticket, for those who may answer as staff."""
        ticket = self.get_object()
        if not get_policy().allows(self.actor, Verb.NOTE, ticket):
            raise NothingFound
        found = [
            {
                "response": response,
                "score": score,
                "text": actions.fill(response.body, ticket, self.actor),
            }
            for response, score in suggested_for(self.actor, ticket)
        ]
        results = self.get_serializer(found, many=True).data
        return Response({"next": None, "previous": None, "results": results})

    @action(detail=True, methods=["post"])
    def mute(self, request: Request, **_kwargs: Any) -> Response:
        """Tell the caller nothing of this ticket any more."""
        actions.mute_ticket(self.get_object(), by=self.actor)
        return Response({"muted": True})

    @action(detail=True, methods=["post"])
    def unmute(self, request: Request, **_kwargs: Any) -> Response:
        """Tell the caller of this ticket again."""
        actions.unmute_ticket(self.get_object(), by=self.actor)
        return Response({"muted": False})

    @action(detail=True, methods=["post"])
    def assign(self, request: Request, **_kwargs: Any) -> Response:
        """Give the ticket to an agent, or to nobody."""
        ticket, data = self.get_object(), self.validated()
        version = seen_version(request, data.get("version"))
        changes = {"assigned_agent": data["agent_id"]}
        return self.ticket_response(self.perform_update(ticket, version, changes))

    @action(detail=True, methods=["post"])
    def escalate(self, request: Request, **_kwargs: Any) -> Response:
        """Escalate the ticket and raise its priority."""
        ticket, data = self.get_object(), self.validated()
        version = seen_version(request, data.pop("version", None))
        ticket = actions.escalate_ticket(ticket, by=self.actor, version=version, **data)
        return self.ticket_response(ticket)

    @action(detail=True, methods=["post"])
    def close(self, request: Request, **_kwargs: Any) -> Response:
        """Close the ticket."""
        version = seen_version(request, self.validated().get("version"))
        ticket = actions.close_ticket(self.get_object(), by=self.actor, version=version)
        return self.ticket_response(ticket)

    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, **_kwargs: Any) -> Response:
        """Reopen the ticket."""
        version = seen_version(request, self.validated().get("version"))
        ticket = actions.reopen_ticket(self.get_object(), by=self.actor, version=version)
        return self.ticket_response(ticket)

    def perform_create(self, data: dict[str, Any]) -> Ticket:
        """Open the ticket that the input describes."""
        customer = data.pop("customer", self.actor.person)
        return actions.open_ticket(customer, by=self.actor, **data)

    def perform_update(
        self, ticket: Ticket, version: int | None, changes: dict[str, Any]
    ) -> Ticket:
        """Change the ticket as the input says."""
        return actions.update_ticket(ticket, by=self.actor, version=version, **changes)

    def ticket_response(self, ticket: Ticket, code: int = status.HTTP_200_OK) -> Response:
        """Return the ticket's detail with its version as ETag."""
        data = self.present_ticket(ticket)
        return Response(data, status=code, headers={"ETag": f'"{data["version"]}"'})

    def present_ticket(self, ticket: Ticket) -> Any:
        """Return the ticket through the serializer of ``retrieve``."""
        detail = self.serializer_classes["retrieve"]
        return detail(ticket, context=self.get_serializer_context()).data
