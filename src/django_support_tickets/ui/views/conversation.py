"""One ticket: its conversation, and what its customer may do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse

from django_support_tickets import actions
from django_support_tickets.exceptions import InvalidInput, TicketClosed
from django_support_tickets.http.streaming import POLL_SECONDS, can_stream
from django_support_tickets.http.uploads import KeepingUpload
from django_support_tickets.http.whole_numbers import whole_number
from django_support_tickets.selectors.conversation import (
    messages_after,
    messages_before,
    sequence_column,
    unclaimed_attachments,
)
from django_support_tickets.ui import forms
from django_support_tickets.ui.showing import (
    shown_abilities,
    shown_conversation,
    shown_file,
    shown_ticket,
)
from django_support_tickets.ui.views.base import Page

if TYPE_CHECKING:
    from django.http import HttpRequest

    from django_support_tickets.models import Message, Ticket

PAGE_SIZE = 50


class TicketPage(Page):
    """The conversation with a form to answer."""

    template = "ticket.html"
    updates_template = "partials/updates.html"
    page_name = "ticket"
    messages_name = "messages"

    @property
    def draft_key(self) -> str:
        """Under what a browser keeps drafts and what waits to be sent.

        Somebody else may use it after this person, and what waits here, a note perhaps, must not
        be sent by the form of another page.
        """
        return f"{self.page_name}:{self.ticket.pk}:{self.actor.id}"

    def get(self, request: HttpRequest, ticket_id: str) -> HttpResponse:
        """Return the newest messages, or with ``?before=`` older ones."""
        return self.conversation()

    def conversation(self, status: int = 200, **extra: Any) -> HttpResponse:
        """Return the page; ``extra`` is what a form that was refused must show again."""
        before = whole_number(self.request.GET.get("before", ""), "before")
        messages = messages_before(self.actor, self.ticket, before, limit=PAGE_SIZE + 1)
        older = {**_with_older(self, messages), "is_older": bool(before)}
        context = {**self.about(), **older, **extra}
        return self.render(self.template, context, status)

    def about(self) -> dict[str, Any]:
        """Return what the page, and each part of it, says beside the messages."""
        waiting = unclaimed_attachments(self.actor, self.ticket)
        return {
            **head_of(self, self.ticket),
            "waiting_files": [shown_file(file) for file in waiting],
            "client_token": forms.new_token(),
            "limits": forms.shown_limits(),
            "live": {"can_stream": can_stream(self.request), "poll_seconds": POLL_SECONDS},
        }


class MessagesPart(TicketPage):
    """Messages of a conversation as a part of its page, and the place to which new ones go."""

    upload_limit = KeepingUpload

    def get(self, request: HttpRequest, ticket_id: str) -> HttpResponse:
        """Return the messages after ``?after=``, or those before ``?before=``."""
        if "before" in request.GET:
            before = whole_number(request.GET["before"], "before")
            messages = messages_before(self.actor, self.ticket, before, limit=PAGE_SIZE + 1)
            context = {**head_of(self, self.ticket), **_with_older(self, messages)}
            return self.render("partials/older_messages.html", context)
        after = whole_number(request.GET.get("after", ""), "after")
        return self.updates(messages_after(self.actor, self.ticket, after, limit=PAGE_SIZE), after)

    def post(self, request: HttpRequest, ticket_id: str) -> HttpResponse:
        """Post a message; show what is wrong beside the form, with all that was typed."""
        seen = self.seen()
        try:
            message = self.post_message()
        except (InvalidInput, TicketClosed) as error:
            if self.wants_part:
                raise
            given = {"given": request.POST.dict(), "client_token": forms.new_token()}
            return self.conversation(
                409 if isinstance(error, TicketClosed) else 400,
                errors=forms.errors_by_field(_details(error)),
                **given,
            )
        if self.wants_part:
            return self.written(message, seen)
        return self.go_to("ticket", self.ticket.pk)

    def post_message(self) -> Message:
        """Return the message that the form describes, written."""
        return actions.post_message(self.ticket, by=self.actor, **forms.new_message(self.request))

    def seen(self) -> int:
        """Return the place of the last message that the page shows; 0 if it does not say."""
        return whole_number(self.request.POST.get("after", ""), "after")

    def written(self, message: Message, seen: int) -> HttpResponse:
        """Return a message just written, after those of others that the page lacks."""
        place = getattr(message, sequence_column(self.actor, self.ticket))
        if not 0 < seen < place:
            return self.updates([message], place, 201)
        messages = messages_after(self.actor, self.ticket, seen, limit=PAGE_SIZE)
        return self.updates(messages, seen + 1, 201)

    def updates(self, messages: list[Message], after: int, status: int = 200) -> HttpResponse:
        """Return messages, with the head of the page as it is now."""
        shown = shown_conversation(self.actor, messages)
        new = [message for message in shown if message["sequence"] >= after + (status == 200)]
        found = {"messages": new, "has_more": len(messages) > PAGE_SIZE}
        return self.render(self.updates_template, {**self.about(), **found}, status)


class MarkRead(Page):
    """Marks what the other side wrote as read. A GET never does."""

    def post(self, request: HttpRequest, ticket_id: str) -> HttpResponse:
        """Mark it, and go back to the ticket."""
        actions.mark_read(self.ticket, by=self.actor)
        return HttpResponse(status=204) if self.wants_part else self.go_to("ticket", self.ticket.pk)


class ClosePage(Page):
    """Asks whether to close the ticket, and does."""

    def get(self, request: HttpRequest, ticket_id: str) -> HttpResponse:
        """Return the question."""
        return self.render("ticket_close.html", head_of(self, self.ticket))

    def post(self, request: HttpRequest, ticket_id: str) -> HttpResponse:
        """Close the ticket and go back to it."""
        actions.close_ticket(self.ticket, by=self.actor, version=forms.version_in(request))
        return self.go_to("ticket", self.ticket.pk)


class Reopen(Page):
    """Opens a ticket again."""

    def post(self, request: HttpRequest, ticket_id: str) -> HttpResponse:
        """Open it again and go back to it."""
        actions.reopen_ticket(self.ticket, by=self.actor, version=forms.version_in(request))
        return self.go_to("ticket", self.ticket.pk)


def head_of(page: Page, ticket: Ticket) -> dict[str, Any]:
    """Return what the head of a ticket's page shows, and what its reader may do."""
    shown = shown_ticket(page.actor, ticket)
    return {"ticket": shown, "can": shown_abilities(page.actor, ticket)}


def _with_older(page: Page, messages: list[Message]) -> dict[str, Any]:
    shown = shown_conversation(page.actor, messages[-PAGE_SIZE:])
    has_older = len(messages) > PAGE_SIZE
    return {"messages": shown, "before": shown[0]["sequence"] if has_older else None}


def _details(error: InvalidInput | TicketClosed) -> dict[str, Any]:
    return error.details if isinstance(error, InvalidInput) else {"form": [error.message]}
