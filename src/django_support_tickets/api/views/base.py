"""What every view of the desk shares: who asks, how errors look, what is counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.permissions import SAFE_METHODS, IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.serializers import Serializer
from rest_framework.settings import api_settings
from rest_framework.viewsets import ViewSetMixin

from django_support_tickets.actors import SYSTEM
from django_support_tickets.api.errors import Disabled
from django_support_tickets.api.pagination import KeysetPagination, SupportPagination
from django_support_tickets.api.parsers import AlwaysJSON, StorableJSONParser
from django_support_tickets.api.serializers import SupportTicketDetailSerializer
from django_support_tickets.api.throttles import DeskThrottle
from django_support_tickets.characters import is_storable
from django_support_tickets.conf import settings
from django_support_tickets.enums import Verb
from django_support_tickets.exceptions import NothingFound
from django_support_tickets.http.uploads import limit_uploads
from django_support_tickets.models import Ticket
from django_support_tickets.policies import actor_for, get_policy
from django_support_tickets.selectors import tickets as selectors

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import HttpRequest, HttpResponseBase
    from rest_framework.authentication import BaseAuthentication
    from rest_framework.request import Request
    from rest_framework.response import Response
    from rest_framework.serializers import BaseSerializer
    from rest_framework.throttling import BaseThrottle

    from django_support_tickets.actors import Actor
    from django_support_tickets.http.throttling import Count


class SupportView(GenericAPIView[Any]):
    """Base of all views. Hosts set ``serializer_classes`` (action -> class) and the hooks below.

    Whatever the host's REST framework defaults are, answers are JSON and errors have our body;
    authentication, pages and throttles are the host's unless a setting says otherwise.
    """

    permission_classes = (IsAuthenticated,)
    renderer_classes = (JSONRenderer,)
    parser_classes: Sequence[Any] = (StorableJSONParser, MultiPartParser, FormParser)
    content_negotiation_class = AlwaysJSON
    versioning_class = None
    metadata_class = None
    filter_backends: Sequence[Any] = ()
    serializer_classes: Mapping[str, type[BaseSerializer[Any]]] = {}
    ticket_serializer_class: type[BaseSerializer[Any]] = SupportTicketDetailSerializer
    throttle_count: Count | None = None
    # Set by drf-yasg and drf-spectacular on the view they describe: nobody asks it for anything.
    swagger_fake_view = False

    @cached_property
    def actor(self) -> Actor:
        """The person who asks, in the role the policy gives them."""
        return SYSTEM if self.swagger_fake_view else actor_for(self.request.user)

    @cached_property
    def ticket(self) -> Ticket:
        """The visible ticket that the URL names; raises ``TicketNotFound``."""
        if self.swagger_fake_view:
            return Ticket()
        return selectors.pick(selectors.visible_to(self.actor), self.kwargs["ticket_id"])

    def require_agent(self) -> None:
        """Raise ``NothingFound`` for who may not work the queue: for them there is nothing."""
        if not get_policy().allows(self.actor, Verb.WORK_QUEUE):
            raise NothingFound

    def present_ticket(self, ticket: Ticket) -> Any:
        """Return the ticket's detail as this request's actor sees it."""
        return self.ticket_serializer_class(ticket, context=self.get_serializer_context()).data

    def validated(self) -> dict[str, Any]:
        """Return the request's data as the action's serializer reads it; raise if it cannot."""
        serializer = self.get_serializer(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def validated_part(self) -> dict[str, Any]:
        """Return as much of the request's data as is there, for a partial change."""
        serializer = self.get_serializer(data=self.request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def throttled_as(self) -> str | None:
        """Return the scope in ``THROTTLES`` under which this request counts."""
        return None if self.request.method in SAFE_METHODS else "write"

    def get_authenticators(self) -> list[BaseAuthentication]:
        """Return ``AUTHENTICATION_CLASSES``, or the host's own defaults."""
        if settings.AUTHENTICATION_CLASSES is None:
            return super().get_authenticators()
        return [authenticator() for authenticator in settings.resolve("AUTHENTICATION_CLASSES")]

    def get_throttles(self) -> list[BaseThrottle]:
        """Return the host's throttles and ours after them."""
        return [*super().get_throttles(), DeskThrottle()]

    def get_exception_handler(self) -> Callable[..., Response | None]:
        """Return ``EXCEPTION_HANDLER``, whatever the host's own views use."""
        handler: Callable[..., Response | None] = settings.resolve("EXCEPTION_HANDLER")
        return handler

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        """Return the serializer of the current action."""
        action = getattr(self, "action", None) or "list"
        if self.swagger_fake_view:
            return self.serializer_classes.get(action, Serializer)
        return self.serializer_classes[action]

    def get_serializer_context(self) -> dict[str, Any]:
        """Return the context with the ``actor`` that our serializers need."""
        return {**super().get_serializer_context(), "actor": self.actor}

    @property
    def paginator(self) -> Any:
        """Keyset pages if the request has ``cursor``, otherwise numbered pages."""
        if not hasattr(self, "_paginator"):
            by_cursor = not self.swagger_fake_view and "cursor" in self.request.query_params
            self._paginator = KeysetPagination() if by_cursor else _page_class()()
        return self._paginator

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        """Read every request as UTF-8, which JSON is by RFC 8259 and what browsers send.

        Django takes any codec of Python's for a charset, also "zlib", and fails when it decodes.
        """
        if request.encoding is not None and not hasattr(request, "_post"):
            request.encoding = "utf-8"
        return super().initialize_request(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what no view could answer, then authenticate and throttle as usual."""
        limit_uploads(request._request)  # first, because who asks may be found out by the body
        if not settings.is_enabled(request):
            raise Disabled
        for name, values in request.query_params.lists():
            if not all(map(is_storable, values)):
                raise ValidationError({name: [_("This has characters that cannot be read.")]})
        super().initial(request, *args, **kwargs)

    def finalize_response(  # type: ignore[override]  # a download is a plain response
        self, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Keep shared caches away, and tell a counted caller how many requests are left."""
        response = super().finalize_response(*args, **kwargs)
        response.setdefault("Cache-Control", "private, no-store")  # they keep a 404, too
        if self.throttle_count is not None:
            count = self.throttle_count
            response["X-RateLimit-Limit"] = str(count.limit)
            response["X-RateLimit-Remaining"] = str(count.remaining)
            response["X-RateLimit-Reset"] = str(count.reset)
        return response

    def paginated(self, queryset: Any) -> Response:
        """Return one page of the queryset through the action's serializer."""
        page = self.page_of(queryset)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def page_of(self, queryset: Any) -> list[Any]:
        """Return the rows of one page; never all, even where the host's class knows no size."""
        page = self.paginate_queryset(queryset)
        if page is None:
            self._paginator = SupportPagination()
            page = self._paginator.paginate_queryset(queryset, self.request, view=self)
        return page or []


class SupportViewSet(ViewSetMixin, SupportView):
    """Base of the views that routers map to actions."""


class AgentsOnlyViewSet(SupportViewSet):
    """Base of the desk's tools. For customers there is nothing here: 404."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Authenticate as usual, then let only those in who may work the queue."""
        super().initial(request, *args, **kwargs)
        self.require_agent()


def _page_class() -> Any:
    if settings.PAGINATION_CLASS is not None:
        return settings.resolve("PAGINATION_CLASS")
    hosts: Any = api_settings.DEFAULT_PAGINATION_CLASS
    # Cursor pages order by one column of the host's choice, which ours may not have.
    fits = hosts is not None and not issubclass(hosts, CursorPagination)
    return hosts if fits else SupportPagination
