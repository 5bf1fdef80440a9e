"""Tags that the templates of the pages, and those a host puts in their place, are written with."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.apps import apps
from django.utils import timezone
from django.utils.timesince import timesince

from django_support_tickets.ui.links import page_link

try:
    from django_htmx.jinja import htmx_script
except ImportError:  # without the extra the pages still work, each by loading anew

    def htmx_script() -> str:  # type: ignore[misc]  # the one signature that is used
        """Return nothing in place of a script."""
        return ""


register = template.Library()
RECENT = timedelta(days=7)


@register.simple_tag(takes_context=True)
def page_url(context: Any, name: str, *args: Any) -> str:
    """Return the path of a page of the desk: ``{% page_url "ticket" ticket.id %}``."""
    return page_link(context["request"], name, *args)


@register.simple_tag
def htmx() -> str:
    """Return the script element of htmx, where ``django_htmx`` is among the installed apps."""
    return htmx_script() if apps.is_installed("django_htmx") else ""


@register.inclusion_tag("support_tickets/pages/partials/time.html")
def when(moment: datetime) -> dict[str, Any]:
    """Show how long ago something was; the exact moment is in the title."""
    age = timezone.now() - moment
    since = timesince(moment, depth=1) if timedelta(minutes=1) <= age < RECENT else ""
    return {"moment": moment, "since": since, "is_now": age < timedelta(minutes=1)}


@register.simple_tag(takes_context=True)
def query(context: Any, **changes: Any) -> str:
    """Return the page's query with changes, and without its cursor unless that is one of them."""
    parameters = context["request"].GET.copy()
    parameters.pop("cursor", None)
    for name, value in changes.items():
        parameters[name] = value
    return f"?{parameters.urlencode()}"
