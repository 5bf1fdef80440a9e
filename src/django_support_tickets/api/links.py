"""Addresses of our own routes, wherever the host has included them."""

from __future__ import annotations

from typing import Any

from rest_framework.reverse import reverse

APP = "support_tickets"


def link_to(name: str, *args: Any, request: Any) -> str:
    """Return the absolute address of a route, in the namespace through which the request came.

    A host may include the desk under another instance name, or inside a namespace of its own.
    """
    match: Any = getattr(request, "resolver_match", None)
    ours = match is not None and match.app_names[-1:] == [APP]
    namespaces = match.namespaces if ours else [APP]
    return reverse(":".join([*namespaces, name]), args=args, request=request)
