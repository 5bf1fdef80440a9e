"""Who opens a WebSocket, from where, and whether they may."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from django.apps import apps
from django.conf import settings as django_settings
from django.contrib.auth import get_user
from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest
from django.http.request import validate_host
from django.utils.http import is_same_domain
from django.utils.module_loading import import_string

from django_support_tickets.conf import settings
from django_support_tickets.exceptions import SupportError
from django_support_tickets.policies import actor_for
from django_support_tickets.realtime.connections import Connection
from django_support_tickets.realtime.links import user_of
from django_support_tickets.selectors.tickets import pick, visible_to

if TYPE_CHECKING:
    from collections.abc import Mapping

PATH = re.compile(r"(?:^|/)(?:tickets/(?P<ticket>[^/]+)|inbox)/$")


class Refused(Exception):
    """The WebSocket is closed with a code, and the client is told why by a word."""

    def __init__(self, close_code: int, code: str) -> None:
        self.close_code = close_code
        self.code = code
        super().__init__(code)


def comes_from_here(scope: Mapping[str, Any]) -> bool:
    """Whether the page that opens the WebSocket is of this site, or of one that it trusts.

    Cookies travel with every WebSocket, whoever's page opens it. Programs send no ``Origin``.
    """
    request = _request(scope)
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    try:
        page = urlsplit(origin)
        name, place = page.hostname or "", page.netloc
        if place and place.lower() == request.get_host().lower():
            return True
    except (DisallowedHost, ValueError):
        return False
    # "*" says that any Host header is accepted, and not that any page is trusted.
    hosts = [host for host in django_settings.ALLOWED_HOSTS if host != "*"]
    return bool(name and validate_host(name, hosts)) or any(
        _is_trusted(trusted, page.scheme, place) for trusted in django_settings.CSRF_TRUSTED_ORIGINS
    )


def _is_trusted(trusted: str, scheme: str, place: str) -> bool:
    known = urlsplit(trusted)
    return known.scheme == scheme and is_same_domain(place, known.netloc.lstrip("*"))


def welcome(scope: Mapping[str, Any]) -> Connection:
    """Return the connection that the scope asks for; raise ``Refused``. Reads the database."""
    request = _request(scope)
    if not settings.is_enabled(request):
        raise Refused(4003, "disabled")
    ticket_id = PATH.search(scope["path"])["ticket"]  # type: ignore[index]  # it was matched
    user, ends = _let_in(request, ticket_id)
    if user is None or not user.is_active:
        raise Refused(4001, "not_authenticated")
    try:
        actor = actor_for(user)
        if ticket_id is None:
            return Connection(user, actor, **ends)
        ticket = pick(visible_to(actor), ticket_id)
    except SupportError as error:
        close_code = 4004 if error.code == "ticket_not_found" else 4003
        raise Refused(close_code, error.code) from error
    return Connection(user, actor, ticket, after=_after(scope), **ends)


def _request(scope: Mapping[str, Any]) -> ASGIRequest:
    """Return the handshake as the HTTP request that it is."""
    return ASGIRequest({**scope, "type": "http", "method": "GET"}, BytesIO())


def _let_in(request: ASGIRequest, ticket_id: str | None) -> tuple[Any | None, dict[str, Any]]:
    """Return who comes by token or by session, and with what their connection ends."""
    token = request.GET.get("token")
    if token is not None:
        user, until = user_of(token, ticket_id) or (None, None)
        return user, {"until": until}
    key = request.COOKIES.get(django_settings.SESSION_COOKIE_NAME)
    if key is None or not apps.is_installed("django.contrib.sessions"):
        return None, {}
    store = import_string(f"{django_settings.SESSION_ENGINE}.SessionStore")
    request.session = store(key)
    user = get_user(request)
    return (user if user.is_authenticated else None), {"session_key": key}


def _after(scope: Mapping[str, Any]) -> int:
    found = parse_qs(scope["query_string"].decode("latin-1")).get("after", ["0"])[0]
    if not (found.isascii() and found.isdecimal() and len(found) <= 10):
        raise Refused(4000, "validation_error")
    return int(found)
