"""What a host may name in its settings."""

from typing import Any

from django.contrib.auth.models import Group
from django.core.files.storage import FileSystemStorage
from django.http import HttpRequest
from rest_framework.response import Response

from django_support_tickets.api.errors import exception_handler


def problem_details(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Give errors the shape of RFC 9457; leave what is no error of the API to Django."""
    response = exception_handler(exc, context)
    if response is not None and response.data is not None:
        body = response.data
        response.data = {
            "type": f"https://example.com/problems/{body['error']}",
            "title": body["message"],
            "status": response.status_code,
            "fields": body["details"],
        }
    return response


def first_name_only(person: Any) -> str:
    """Show customers no more of an agent than the first word of the name."""
    return str(person).split("@")[0].split()[0].capitalize()


def categories() -> list[tuple[str, str]]:
    """Read at each use, so that it may come from a table."""
    return [("booking", "Booking"), ("payment", "Payment")]


def categories_of_a_table() -> list[tuple[str, str]]:
    """Read from rows that somebody edits; before the first ``migrate`` there is no such table."""
    return [(name.lower(), name) for name in Group.objects.values_list("name", flat=True)]


def is_enabled(request: HttpRequest) -> bool:
    """Open the desk to those who try the new pages."""
    return "X-Beta" in request.headers


def private_storage() -> FileSystemStorage:
    """Keep files apart from what the web server sends, and give them no URL."""
    return FileSystemStorage(location="/srv/support-files", base_url=None)


def always(_person: Any, _kind: str, _channel: str, _ticket: Any) -> bool:
    """Leave no switch to the person."""
    return True
