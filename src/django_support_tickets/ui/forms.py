"""Form fields as the arguments of actions. The rules themselves are the actions'."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.crypto import get_random_string

from django_support_tickets.conf import settings
from django_support_tickets.files.types import TYPES
from django_support_tickets.http.whole_numbers import whole_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, QueryDict

    from django_support_tickets.exceptions import FileRefused

FIELDS = ("title", "category", "priority", "message_text", "files")


def new_ticket(request: HttpRequest) -> dict[str, Any]:
    """Return the arguments of ``open_ticket`` in a form."""
    data = form_of(request)
    return {
        "title": data.get("title", ""),
        "category": data.get("category", ""),
        "priority": data.get("priority") or "medium",
        "message_text": typed(data.get("message_text", "")),
        "client_token": data.get("client_token"),
        "files": request.FILES.getlist("files"),
    }


def new_message(request: HttpRequest) -> dict[str, Any]:
    """Return the arguments of ``post_message`` in a form; a note needs its own."""
    data = form_of(request)
    return {
        "message_text": typed(data.get("message_text", "")),
        "client_token": data.get("client_token"),
        "attachment_ids": data.getlist("attachment_ids"),
        "files": request.FILES.getlist("files"),
    }


def form_of(request: HttpRequest) -> QueryDict:
    """Return the form's fields; raise ``FileRefused`` where a file ended the reading of it."""
    data = request.POST
    refusal: FileRefused | None = getattr(request, "refused_upload", None)
    if refusal is not None:
        raise refusal
    return data


def version_in(request: HttpRequest) -> int | None:
    """Return the version that the form was made for, or ``None``."""
    value = request.POST.get("version", "")
    return whole_number(value, "version") if value else None


def typed(text: str) -> str:
    """Return a text as it was typed: browsers send each line break as two characters."""
    return text.replace("\r\n", "\n")


def new_token() -> str:
    """Return a mark for one form, so that sending it twice writes once."""
    return get_random_string(32)


def errors_by_field(details: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the errors under the names of the form's fields; what has none under ``form``."""
    found: dict[str, list[str]] = {}
    for field, words in details.items():
        name = {"file": "files", "attachment_ids": "files"}.get(field, field)
        found.setdefault(name if name in FIELDS else "form", []).extend(map(str, words))
    return found


def shown_limits() -> dict[str, Any]:
    """Return what a form may say before anything is sent."""
    limits = settings.limits
    known = [TYPES[kind] for kind in limits["content_types"] if kind in TYPES]
    endings = sorted({f".{ending.lstrip('.')}" for kind in known for ending in kind.extensions})
    return {**limits, "accept": ",".join(endings)}
