"""A reader who asks for everything that the desk's URLs have for them."""

from __future__ import annotations

import json
import re
from itertools import product
from typing import TYPE_CHECKING, Any

from django.urls import get_resolver, reverse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

NAMESPACE = "support_tickets"
SIGNATURE = re.compile(r"signature=[^\"&]+")
LISTS = (
    "?cursor=", "?ordering=updated_at", "?ordering=-updated_at&cursor=", "?ordering=priority",
    "?ordering=-created_at", "?page_size=1", "?page_size=1&cursor=", "?status=open,in_progress",
    "?status=resolved,closed", "?priority=high,urgent", "?category=general", "?assigned_agent=none",
    "?assigned_agent=me", "?source=web", "?view=unassigned", "?view=mine", "?view=waiting",
    "?view=escalated",
)  # fmt: skip
"""Queries to the list of tickets: whatever could order, count or find by a note."""


def walk(client: Any, known: Mapping[str, Sequence[Any]], *queries: str) -> dict[str, str]:
    """Return each answer to GET of the desk's URLs, pages that follow included, by its URL.

    ``known`` gives the values of a URL's parameters by their names, such as ``ticket_id``; a
    parameter without any gets all values there are. ``queries`` are asked of the list of tickets,
    beside ``LISTS``. ``client`` is a test client of Django or of Django REST framework.
    """
    tickets = reverse(f"{NAMESPACE}:ticket-list")
    starts = [*_readable_urls(known), *(f"{tickets}{query}" for query in (*LISTS, *queries))]
    for key in known["ticket_id"]:
        messages = reverse(f"{NAMESPACE}:message-list", args=[key])
        starts += [f"{messages}?page_size=1", f"{messages}?page_size=1&cursor="]
        starts.append(reverse(f"{NAMESPACE}:event-list", args=[key]) + "?limit=1")
    answers: dict[str, str] = {}
    for start in starts:
        answers |= pages_from(client, start)
    return answers


def pages_from(client: Any, url: str | None) -> dict[str, str]:
    """Return the answer at ``url`` and those of all pages after it, by URL.

    Raises ``AssertionError`` for a page that follows itself.
    """
    answers: dict[str, str] = {}
    while url is not None:
        response = client.get(url)
        answers[url] = text_of(response)
        url = _next_of(_json_of(response))
        if url in answers:
            raise AssertionError(f"{url} is a page that follows itself")
    return answers


def text_of(response: Any) -> str:
    """Return the answer's status, ETag and body, with characters in place of JSON's escapes.

    Links change their signature from second to second, so signatures are left out.
    """
    body = _json_of(response)
    text = _content_of(response) if body is None else json.dumps(body, ensure_ascii=False)
    etag = response.headers.get("ETag")
    return SIGNATURE.sub("signature=", f"{response.status_code} {etag} {text}")


def _readable_urls(known: Mapping[str, Sequence[Any]]) -> Iterator[str]:
    every = [value for values in known.values() for value in values]
    routes = get_resolver().namespace_dict[NAMESPACE][1]
    patterns: Sequence[Any] = routes.url_patterns
    for name in dict.fromkeys(each.name for each in patterns if _is_readable(each)):
        ways, *_rest = routes.reverse_dict.getlist(name)
        _template, parameters = ways[0][0]
        for values in product(*(known.get(parameter, every) for parameter in parameters)):
            kwargs = dict(zip(parameters, values, strict=True))
            yield reverse(f"{NAMESPACE}:{name}", kwargs=kwargs)


def _is_readable(pattern: Any) -> bool:
    view: Any = pattern.callback
    actions = getattr(view, "actions", None)
    made_of = getattr(view, "view_class", None)
    return "get" in actions if actions else made_of is None or hasattr(made_of, "get")


def _json_of(response: Any) -> Any:
    is_json = "json" in response.headers.get("Content-Type", "")
    return response.json() if is_json and not response.streaming else None


def _content_of(response: Any) -> str:
    content: bytes = response.getvalue() if response.streaming else response.content
    return content.decode(errors="replace")


def _next_of(body: Any) -> str | None:
    """Return the link to the next page, wherever in its envelope a project keeps it."""
    if not isinstance(body, dict):
        return None
    if isinstance(body.get("next"), str):
        return str(body["next"])
    return next(filter(None, map(_next_of, body.values())), None)
