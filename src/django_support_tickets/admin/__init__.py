"""The desk in Django's admin: everything can be read, and state changes only through actions.

``TicketAdminMixin``, ``DeliveryAdminMixin`` and ``CannedResponseAdminMixin`` hold all of it, so
that a host can put them on another base class (django-unfold's, say), unregister ours and register
its own.
"""

from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.forms import ChoiceField, Select

from django_support_tickets.admin.canned import CannedResponseAdminMixin
from django_support_tickets.admin.deliveries import DeliveryAdminMixin
from django_support_tickets.admin.tickets import TicketAdminMixin
from django_support_tickets.models import CannedResponse, Delivery, Ticket


class ActionFormOfAnyTheme(ActionForm):
    """Django's own, with a mark by which newer django-unfold shows the button beside it."""

    action = ChoiceField(label="", widget=Select(attrs={"x-model": "action"}))


@admin.register(Ticket)
class TicketAdmin(TicketAdminMixin, admin.ModelAdmin):
    """The queue on Django's own base class."""

    action_form = ActionFormOfAnyTheme


@admin.register(Delivery)
class DeliveryAdmin(DeliveryAdminMixin, admin.ModelAdmin):
    """The outbox on Django's own base class."""

    action_form = ActionFormOfAnyTheme


@admin.register(CannedResponse)
class CannedResponseAdmin(CannedResponseAdminMixin, admin.ModelAdmin):
    """The canned responses on Django's own base class."""
