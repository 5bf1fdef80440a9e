"""The setting of the web pages."""

from __future__ import annotations

from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template

from django_support_tickets.checks.errors import Messages, wrong
from django_support_tickets.conf import NAME, SupportSettings, settings


def check_base_template() -> Messages:
    """Yield an error if the host's layout for the pages cannot be loaded.

    Our own is not asked for: a host without the pages need not have an engine that finds it.
    """
    if settings.BASE_TEMPLATE == SupportSettings.BASE_TEMPLATE:
        return
    try:
        get_template(settings.BASE_TEMPLATE)
    except (TemplateDoesNotExist, TemplateSyntaxError, OSError, ValueError) as error:
        message = f"{NAME}['BASE_TEMPLATE'] cannot be loaded: {settings.BASE_TEMPLATE!r}."
        yield wrong(25, message, f"Give the name of a template ({type(error).__name__}: {error}).")
