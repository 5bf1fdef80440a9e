"""Answering a bulk change: all at the end, or line by line while it goes on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.http import StreamingHttpResponse
from rest_framework.response import Response

from django_support_tickets.http.streaming import as_served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponseBase
    from rest_framework.request import Request

    from django_support_tickets.actions.bulk import Result

LINES = "application/x-ndjson"


def bulk_response(request: Request, results: Iterator[Result], total: int) -> HttpResponseBase:
    """Return who succeeded and who failed and why.

    A client that accepts ``application/x-ndjson`` gets a line for each ticket as it is done,
    with ``done`` and ``total``, and so can show progress.
    """
    if LINES in request.headers.get("Accept", ""):
        lines = as_served(request, _lines(results, total))
        return StreamingHttpResponse(lines, content_type=LINES)
    found = list(results)
    failed = [_failure(result) for result in found if result.error]
    succeeded = [str(result.ticket_id) for result in found if not result.error]
    return Response({"succeeded": succeeded, "failed": failed})


def _lines(results: Iterator[Result], total: int) -> Iterator[bytes]:
    for done, result in enumerate(results, start=1):
        line = {**_failure(result), "ok": not result.error, "done": done, "total": total}
        yield json.dumps(line).encode() + b"\n"


def _failure(result: Result) -> dict[str, Any]:
    return {"id": str(result.ticket_id), "error": result.error, "message": result.message}
