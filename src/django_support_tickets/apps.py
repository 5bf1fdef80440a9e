"""Start-up: as little as possible, nothing that a request does not need."""

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class SupportTicketsConfig(AppConfig):
    """The app, labelled ``support_tickets`` wherever Django names it."""

    name = "django_support_tickets"
    label = "support_tickets"
    verbose_name = _("Support tickets")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks, and have outbox and streams hear of what is committed."""
        from contextlib import suppress
        from importlib import import_module
        from importlib.util import find_spec

        from django.core.signals import request_started
        from django.utils.module_loading import import_string

        from django_support_tickets import checks  # noqa: F401
        from django_support_tickets.conf import settings
        from django_support_tickets.models import Attachment, TicketEvent
        from django_support_tickets.monitoring.logs import log_event
        from django_support_tickets.outbox import relays
        from django_support_tickets.realtime import publishing
        from django_support_tickets.signals import files_stored, ticket_event

        ticket_event.connect(log_event, sender=TicketEvent)
        ticket_event.connect(relays.ring, sender=TicketEvent)
        ticket_event.connect(publishing.announce, sender=TicketEvent)
        files_stored.connect(relays.ring, sender=Attachment)
        request_started.connect(relays.keep_sweeping)
        if str(settings.RELAY) in relays.QUEUES:
            # Workers must know the task. A package that is missing is named by the checks.
            with suppress(ImportError):
                import_string(relays.QUEUES[settings.RELAY])
        if apps.is_installed("drf_spectacular"):
            import_module("django_support_tickets.contrib.spectacular")
        if find_spec("prometheus_client") is not None:
            import_module("django_support_tickets.monitoring.metrics").connect()
