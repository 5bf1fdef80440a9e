"""Addresses of the pages, wherever the host has included them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

if TYPE_CHECKING:
    from django.http import HttpRequest

APP = "support_pages"


def page_link(request: HttpRequest, name: str, *args: Any) -> str:
    """Return the path of a page, in the namespace through which the request came.

    A host may include the pages under another instance name, or inside a namespace of its own.
    """
    match = request.resolver_match
    ours = match is not None and match.app_names[-1:] == [APP]
    namespaces = match.namespaces if ours and match is not None else [APP]
    return reverse(":".join([*namespaces, name]), args=args)
