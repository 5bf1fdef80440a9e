"""One body for every error: ``{error, message, detail, details}`` and a status that fits."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions as drf
from rest_framework.response import Response
from rest_framework.views import set_rollback

from django_support_tickets.exceptions import InvalidInput, SupportError
from django_support_tickets.http.statuses import STATUS_BY_CODE

CODE_BY_EXCEPTION: dict[type[Exception], tuple[str, int]] = {
    drf.ValidationError: ("validation_error", 400),
    drf.ParseError: ("validation_error", 400),
    drf.NotAuthenticated: ("not_authenticated", 401),
    drf.AuthenticationFailed: ("not_authenticated", 401),
    drf.PermissionDenied: ("permission_denied", 403),
    drf.NotFound: ("not_found", 404),
    drf.MethodNotAllowed: ("method_not_allowed", 405),
    drf.UnsupportedMediaType: ("unsupported_media_type", 415),
    drf.Throttled: ("rate_limit_exceeded", 429),
}


class Disabled(drf.APIException):
    """The host's feature flag ``ENABLED`` says no to this request."""

    status_code = 503
    default_detail = _("Support is not available at the moment.")
    default_code = "disabled"


class RealtimeUnavailable(drf.APIException):
    """Nothing can be streamed here: the server speaks WSGI, or ``REALTIME`` is ``None``."""

    status_code = 501
    default_detail = _("Live updates are not available here. Ask for events/ regularly.")
    default_code = "realtime_unavailable"


class LinkRefused(drf.APIException):
    """A signed link is too old or was altered."""

    status_code = 403
    default_detail = _("This link has expired. Load the page again to get a new one.")
    default_code = "permission_denied"


class FileNotServed(drf.APIException):
    """The scanner has not found the file clean."""

    status_code = 403
    default_detail = _("This file is being checked, or it was found to be unsafe.")
    default_code = "permission_denied"


def exception_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Return the response for an error of ours, of Django or of REST framework; else ``None``."""
    if isinstance(exc, SupportError):
        response = _for_support_error(exc, context)
    elif isinstance(exc, drf.APIException):
        response = _for_api_exception(exc, context)
    elif isinstance(exc, Http404):
        response = error_response("not_found", 404, _("There is nothing here."))
    elif isinstance(exc, PermissionDenied):
        response = error_response("permission_denied", 403, _("You are not allowed to do this."))
    elif isinstance(exc, SuspiciousOperation):
        response = error_response("validation_error", 400, _("The request cannot be read."))
    else:
        return None
    set_rollback()
    return response


def error_response(
    code: str, status: int, message: Any, details: dict[str, list[str]] | None = None, **extra: Any
) -> Response:
    """Return the error body; ``detail`` repeats the message for clients that read that key."""
    words = force_str(message)
    body = {"error": code, "message": words, "detail": words, "details": details or {}, **extra}
    return Response(body, status=status)


def _for_support_error(exc: SupportError, context: dict[str, Any]) -> Response:
    status = STATUS_BY_CODE.get(exc.code, 400)
    if isinstance(exc, InvalidInput):
        return _invalid(exc.details, exc.code)
    ticket = getattr(exc, "ticket", None)
    extra = {} if ticket is None else {"ticket": context["view"].present_ticket(ticket)}
    return error_response(exc.code, status, exc.message, **extra)


def _for_api_exception(exc: drf.APIException, context: dict[str, Any]) -> Response:
    if isinstance(exc, drf.ValidationError):
        return _invalid(exc.detail, "validation_error")
    known = [found for kind, found in CODE_BY_EXCEPTION.items() if isinstance(exc, kind)]
    code, status = known[0] if known else (exc.default_code, exc.status_code)
    if isinstance(exc, drf.Throttled):
        wait = max(1, round(exc.wait or 1))  # type: ignore[attr-defined]  # not in the stubs
        response = error_response(code, status, exc.detail, retry_after=wait)
        response["Retry-After"] = str(wait)
        return response
    message: Any = exc.detail
    if isinstance(exc, drf.UnsupportedMediaType):
        kinds = ", ".join(parser.media_type for parser in context["view"].parser_classes)
        message = _("Send the request as %(kinds)s.") % {"kinds": kinds}
    response = error_response(code, status, message)
    if getattr(exc, "auth_header", None):
        response["WWW-Authenticate"] = exc.auth_header  # type: ignore[attr-defined]
    return response


def _invalid(detail: Any, code: str) -> Response:
    details = _by_field(detail)
    words = [text for texts in details.values() for text in texts]
    message = words[0] if words else _("Some of the data is not valid.")
    return error_response(code, 400, message, details)


def _by_field(detail: Any) -> dict[str, list[str]]:
    if isinstance(detail, dict):
        return {force_str(field): _flat(errors) for field, errors in detail.items()}
    return {"non_field_errors": _flat(detail)}


def _flat(errors: Any) -> list[str]:
    if isinstance(errors, dict):
        errors = list(errors.values())
    if isinstance(errors, (list, tuple)):
        return [text for error in errors for text in _flat(error)]
    return [force_str(errors)]
