"""The question before an escalation, and the escalation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django_support_tickets import actions
from django_support_tickets.enums import Priority
from django_support_tickets.exceptions import Conflict, InvalidInput
from django_support_tickets.ui import forms
from django_support_tickets.ui.console.base import AgentPage
from django_support_tickets.ui.console.choosing import PRIORITIES
from django_support_tickets.ui.views.conversation import head_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class EscalatePage(AgentPage):
    """Asks why, and escalates."""

    section = "queue"

    def get(self, request: HttpRequest, ticket_id: str) -> HttpResponse:
        """Return the question."""
        raised = Priority(self.ticket.priority).raised().code
        return self.question({"priority": raised}, {}, 200)

    def post(self, request: HttpRequest, ticket_id: str) -> HttpResponse:
        """Escalate and go back to the ticket, or say what is missing."""
        given = request.POST
        try:
            actions.escalate_ticket(
                self.ticket,
                by=self.actor,
                reason=forms.typed(given.get("reason", "")),
                priority=given.get("priority") or None,
                version=forms.version_in(request),
            )
        except InvalidInput as error:
            words = [str(text) for texts in error.details.values() for text in texts]
            return self.question(given.dict(), {"reason": words}, 400)
        except Conflict as error:
            self.ticket = error.ticket
            return self.question(given.dict(), {"reason": [str(error.message)]}, 409)
        return self.go_to("desk-ticket", self.ticket.pk)

    def question(self, given: Any, errors: Any, status: int) -> HttpResponse:
        """Return the form with what was typed."""
        context = {
            **head_of(self, self.ticket),
            "given": given,
            "errors": errors,
            "priorities": PRIORITIES,
        }
        return self.render("console/escalate.html", context, status)
