"""Replies and notes of the desk, and what came meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from django_support_tickets import actions
from django_support_tickets.exceptions import Conflict, InvalidInput, TicketClosed
from django_support_tickets.selectors.conversation import messages_after
from django_support_tickets.ui import forms
from django_support_tickets.ui.console.ticket import DeskTicketPage
from django_support_tickets.ui.showing import shown_conversation
from django_support_tickets.ui.views.conversation import MessagesPart

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from django_support_tickets.models import Message

MOST_NEWER = 20  # messages, beside a draft


class Answered(Conflict):
    """Somebody else has written while the answer was written."""

    default_message = _("Somebody answered meanwhile: review before sending.")


class DeskMessages(DeskTicketPage, MessagesPart):
    """Where replies and notes of the desk go."""

    def get(self, request: HttpRequest, ticket_id: str) -> HttpResponse:
        """Return messages as a part, as on the customers' page."""
        return MessagesPart.get(self, request, ticket_id)

    def post(self, request: HttpRequest, ticket_id: str) -> HttpResponse:
        """Write it; what was refused, because somebody else has answered too, is shown again."""
        seen = self.seen()
        try:
            message = self.post_message()
        except Answered as error:
            if self.wants_part:
                raise
            return self.again(error, newer=self.newer())
        except (InvalidInput, TicketClosed) as error:
            if self.wants_part:
                raise
            return self.again(error)
        if self.wants_part:
            return self.written(message, seen)
        return self.go_to("desk-ticket", self.ticket.pk)

    def post_message(self) -> Message:
        """Return the reply or the note that the form describes, written."""
        try:
            return actions.post_message(
                self.ticket,
                by=self.actor,
                is_internal=self.request.POST.get("is_internal") == "true",
                version=forms.version_in(self.request),
                **forms.new_message(self.request),
            )
        except Conflict as error:
            raise Answered(error.ticket) from error

    def newer(self) -> list[dict[str, Any]]:
        """Return what others have written since the form was made."""
        seen = forms.version_in(self.request) or 0
        messages = messages_after(self.actor, self.ticket, seen + 1, limit=MOST_NEWER)
        shown = shown_conversation(self.actor, messages)
        return [message for message in shown if message["sequence"] > seen]
