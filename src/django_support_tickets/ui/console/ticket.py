"""A ticket at the desk: the conversation, and all that an agent needs beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse

from django_support_tickets import actions
from django_support_tickets.enums import Verb
from django_support_tickets.exceptions import Conflict, InvalidInput, TicketClosed
from django_support_tickets.policies import get_policy
from django_support_tickets.realtime.publishing import show
from django_support_tickets.selectors.canned import pick_canned
from django_support_tickets.selectors.tickets import pick, seen_by, sees_internal, visible_to
from django_support_tickets.ui import forms
from django_support_tickets.ui.console.base import AgentPage
from django_support_tickets.ui.console.canned_choice import shown_canned
from django_support_tickets.ui.console.choosing import NOBODY, changes_in, options
from django_support_tickets.ui.console.customer import shown_customer, shown_metadata
from django_support_tickets.ui.console.timeline import shown_timeline
from django_support_tickets.ui.views.conversation import TicketPage, head_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from django_support_tickets.models import Ticket


def state_of(ticket: Ticket) -> str:
    """Return what the form of the side panel shows of the ticket, as one text."""
    shown = [ticket.assigned_agent_id, ticket.status, ticket.priority, *ticket.tags]
    return "|".join(map(str, shown))


class DeskTicketPage(AgentPage, TicketPage):
    """The conversation with the side panel. An agent's own ticket is on the customers' page."""

    section = "queue"
    template = "console/ticket.html"
    updates_template = "console/partials/updates.html"
    page_name = "desk-ticket"
    messages_name = "desk-messages"

    def get(self, request: HttpRequest, ticket_id: str) -> HttpResponse:
        """Return the page."""
        ticket = pick(visible_to(self.actor), ticket_id)
        if self.actor.is_customer_of(ticket):
            return self.go_to("ticket", ticket.pk)
        self.ticket = ticket
        return self.conversation()

    def conversation(self, status: int = 200, **extra: Any) -> HttpResponse:
        """Return the page with the panel; ``extra`` is what a refused form must show again."""
        extra.setdefault("canned", shown_canned(self.actor, self.ticket))
        return super().conversation(status, **extra)

    def about(self) -> dict[str, Any]:
        """Return what each part says, with that of the side panel."""
        return {**super().about(), **self.panel()}

    def panel(self) -> dict[str, Any]:
        """Return what the side panel says, and what can be chosen there."""
        ticket, known = self.ticket, options()
        assigned = str(ticket.assigned_agent_id or NOBODY)
        return {
            "options": known,
            "customer": shown_customer(ticket),
            "metadata": shown_metadata(ticket),
            "timeline": shown_timeline(self.actor, ticket),
            "desk": {
                "assigned_agent": assigned,
                "has_left": assigned not in {NOBODY, *dict(known["agents"])},
                "is_mine": ticket.assigned_agent_id == self.actor.id,
                "tags": ", ".join(ticket.tags),
                "state": state_of(ticket),
                "is_escalated": ticket.escalated,
                "waiting_since": ticket.waiting_since,
                "can_note": get_policy().allows(self.actor, Verb.NOTE, ticket)
                and not ticket.is_closed,
            },
        }

    def again(self, error: Conflict | InvalidInput | TicketClosed, **extra: Any) -> HttpResponse:
        """Return the page with what was refused, and what has happened meanwhile."""
        is_invalid = isinstance(error, InvalidInput)
        if isinstance(error, InvalidInput):
            words: Any = error.details
        else:  # read under the lock: newer than what the page would show
            self.ticket, words = error.ticket, {"form": [str(error.message)]}
        given = self.request.POST.dict()
        return self.conversation(
            400 if is_invalid else 409,
            errors=forms.errors_by_field(words),
            given={**given, "message_text": forms.typed(given.get("message_text", ""))},
            **extra,
        )


class DeskChange(DeskTicketPage):
    """Changes what the side panel shows."""

    def post(self, request: HttpRequest, ticket_id: str) -> HttpResponse:
        """Change it and go back to the ticket."""
        try:
            actions.update_ticket(
                self.ticket,
                by=self.actor,
                version=self.version(),
                **changes_in(request.POST, self.actor),
            )
        except (Conflict, InvalidInput) as error:
            return self.again(error)
        return self.go_to("desk-ticket", self.ticket.pk)

    def version(self) -> int | None:
        """Return the version that the form knows; raise ``Conflict`` if it shows other values.

        A form that says what it shows is not made stale by messages, which it does not show.
        """
        was = self.request.POST.get("was")
        if was is None:
            return forms.version_in(self.request)
        if was != state_of(self.ticket):
            raise Conflict(self.ticket)
        return seen_by(self.actor, self.ticket).version


class DeskMarkRead(AgentPage):
    """Marks what the customer wrote as read by the desk."""

    def post(self, request: HttpRequest, ticket_id: str) -> HttpResponse:
        """Mark it, and go back to the ticket."""
        actions.mark_read(self.ticket, by=self.actor)
        if self.wants_part:
            return HttpResponse(status=204)
        return self.go_to("desk-ticket", self.ticket.pk)


class DeskPresence(AgentPage):
    """Says to colleagues that the agent is at the ticket."""

    throttle_scope = "presence"

    def post(self, request: HttpRequest, ticket_id: str) -> HttpResponse:
        """Tell the bus and keep nothing."""
        show(
            self.actor.id,
            self.actor.name,
            self.ticket.pk,
            at_desk=sees_internal(self.actor, self.ticket),
            state="viewing",
            is_internal=False,
        )
        return HttpResponse(status=204)


class DeskCanned(DeskTicketPage):
    """Finds canned responses, and puts one into the draft."""

    def get(self, request: HttpRequest, ticket_id: str) -> HttpResponse:
        """Return what ``?canned_search=`` finds, as a part."""
        found = shown_canned(self.actor, self.ticket, request.GET.get("canned_search", ""))
        return self.render(
            "console/partials/canned.html", {**head_of(self, self.ticket), "canned": found}
        )

    def post(self, request: HttpRequest, ticket_id: str) -> HttpResponse:
        """Return the filled text of ``canned``, or the page with it in the draft.

        Without scripts the search comes here as well, so that the draft is not lost.
        """
        text = self.text()
        if self.wants_part:
            return HttpResponse(text, content_type="text/plain; charset=utf-8")
        given = request.POST.dict()
        draft = forms.typed(given.get("message_text", ""))
        given["message_text"] = "\n\n".join(filter(None, [draft.rstrip(), text]))
        found = shown_canned(self.actor, self.ticket, given.get("canned_search", ""))
        return self.conversation(given=given, canned=found)

    def text(self) -> str:
        """Return the text of the chosen response for this ticket, which counts as a use."""
        key = self.request.POST.get("canned", "")
        if not key:
            return ""
        response = pick_canned(self.actor, key)
        return actions.use_canned_response(response, ticket=self.ticket, by=self.actor)
