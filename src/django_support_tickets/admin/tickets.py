"""Tickets in the admin: the queue, the conversation, the actions and the statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import JsonResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from django_support_tickets.admin.agents import agents_found
from django_support_tickets.admin.changing import ChangingMixin
from django_support_tickets.admin.conversation import ConversationMixin
from django_support_tickets.admin.queue import QueueMixin
from django_support_tickets.admin.statistics import StatisticsMixin

if TYPE_CHECKING:
    from django.http import HttpRequest


class TicketAdminMixin(QueueMixin, ConversationMixin, ChangingMixin, StatisticsMixin):
    """All of it, for any base class."""

    change_list_template = "support_tickets/admin/queue.html"
    readonly_fields = ("category_name", "from_whom", "assignee")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("reference", "title"),
                    ("status", "priority", "category_name"),
                    ("from_whom", "assignee"),
                )
            },
        ),
        (
            _("Times"),
            {
                "classes": ("collapse",),
                "fields": (
                    ("created_at", "updated_at"),
                    ("first_responded_at", "waiting_since"),
                    ("resolved_at", "closed_at", "escalated_at"),
                ),
            },
        ),
        (
            _("More"),
            {
                "classes": ("collapse",),
                "fields": (("source", "tags"), ("message_count", "reopened_count"), "metadata"),
            },
        ),
    )

    def get_urls(self) -> list[Any]:
        """Return the admin's addresses and that of the agents."""
        agents = self.admin_site.admin_view(self.agents_view)
        return [path("agents/", agents, name="support_tickets_ticket_agents"), *super().get_urls()]

    def agents_view(self, request: HttpRequest) -> JsonResponse:
        """Return agents by name, for the fields that choose one."""
        self.require_agent(request)
        return agents_found(request)
