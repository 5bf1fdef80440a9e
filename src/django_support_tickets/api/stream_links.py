"""Who comes with a token of ``stream-link/`` in place of their usual credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.authentication import BaseAuthentication

from django_support_tickets.api.errors import LinkRefused
from django_support_tickets.realtime.links import user_of

if TYPE_CHECKING:
    from rest_framework.request import Request


class StreamLinkAuthentication(BaseAuthentication):
    """The user for whom ``?token=`` was made, if it is for this very stream."""

    def authenticate(self, request: Request) -> tuple[Any, dict[str, float]]:
        """Return the user; raise ``LinkRefused``, and not 401: a new link helps, no login."""
        kwargs = request.parser_context["kwargs"]
        found = user_of(request.query_params["token"], kwargs.get("ticket_id"))
        if found is None:
            raise LinkRefused
        user, until = found
        return user, {"exp": until}
