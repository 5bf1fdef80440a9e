"""What the pages of the desk share: for who may not work the queue there is nothing, 404."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.functional import cached_property

from django_support_tickets.selectors import tickets as selectors
from django_support_tickets.ui.views.base import Page

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from django_support_tickets.models import Ticket


class AgentPage(Page):
    """Base of all pages of the desk."""

    section = ""  # of the desk's own navigation

    def admit(self) -> None:
        """Let agents in."""
        self.require_agent()

    @property
    def tickets(self) -> QuerySet[Ticket]:
        """The tickets at the desk: those of others. An agent's own are on the customers' pages."""
        return selectors.of_others(self.actor)

    @cached_property
    def ticket(self) -> Ticket:
        """The ticket that the address names, if it is at the desk; raises ``TicketNotFound``."""
        return selectors.pick(self.tickets, self.kwargs["ticket_id"])
