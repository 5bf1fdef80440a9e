"""A customer's tickets: the list, and a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django_support_tickets import actions
from django_support_tickets.conf import settings
from django_support_tickets.enums import Priority, Status
from django_support_tickets.exceptions import InvalidInput
from django_support_tickets.http.streaming import POLL_SECONDS, can_stream
from django_support_tickets.http.uploads import KeepingUpload
from django_support_tickets.selectors import tickets as selectors
from django_support_tickets.selectors.cursors import page_at
from django_support_tickets.selectors.filters import TicketFilterSet
from django_support_tickets.selectors.search import matching, search_words
from django_support_tickets.selectors.time_limit import limited_time
from django_support_tickets.ui import forms
from django_support_tickets.ui.showing import shown_ticket
from django_support_tickets.ui.views.base import Page

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from django_support_tickets.models import Ticket

PAGE_SIZE = 20
FILTERS = ("status", "priority", "category")


class HomePage(Page):
    """The way in."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Go to where this person's tickets are."""
        return self.go_to("queue" if self.is_for_desk else "ticket-list")


class TicketListPage(Page):
    """The person's own tickets, newest activity first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Return a page of them; for htmx only the list."""
        name = "partials/ticket_list.html" if self.wants_part else "ticket_list.html"
        with limited_time(request.GET.get("search", "")):
            return self.render(name, self.context())

    def context(self) -> dict[str, Any]:
        """Return the rows with what narrows them."""
        given: dict[str, str] = {k: v for k, v in self.request.GET.dict().items() if v}
        # The last activity a customer may know of, also where the reader is an agent.
        found = self.narrowed(given).order_by("-public_updated_at", "-id")
        page = page_at(found, given.get("cursor", ""), PAGE_SIZE)
        return {
            "tickets": [shown_ticket(self.actor, ticket) for ticket in page.rows],
            "next": page.next,
            "previous": page.previous,
            "given": given,
            "is_narrowed": any(given.get(key) for key in (*FILTERS, "search")),
            "choices": choices(),
            "live": {"can_stream": can_stream(self.request), "poll_seconds": POLL_SECONDS},
        }

    def narrowed(self, given: dict[str, str]) -> QuerySet[Ticket]:
        """Return the person's tickets that fit the filters and the search."""
        chosen = {key: given[key] for key in FILTERS if key in given}
        own = selectors.own_of(self.actor)
        filters = TicketFilterSet(chosen, queryset=own, actor=self.actor)
        if not filters.is_valid():
            raise InvalidInput(filters.errors)
        return matching(filters.qs, search_words(given.get("search", "")))


class NewTicketPage(Page):
    """A form for a new ticket."""

    throttle_scope = "open_ticket"
    upload_limit = KeepingUpload

    @property
    def draft_key(self) -> str:
        """Under what a browser keeps the draft, which somebody else may use after this person."""
        return f"new:{self.actor.id}"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Return the empty form; for a script, which shows it over the list, only the form."""
        return self.form({"priority": "medium"}, {}, 200)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Open the ticket and go to it, or show beside each field what is wrong with it."""
        try:
            ticket = actions.open_ticket(
                self.actor.person, by=self.actor, **forms.new_ticket(request)
            )
        except InvalidInput as error:
            return self.form(request.POST.dict(), error.details, 400)
        return self.go_to("ticket", ticket.pk)

    def form(self, given: dict[str, Any], errors: Any, status: int) -> HttpResponse:
        """Return the form with what was typed."""
        token = given.get("client_token") or forms.new_token()
        context = {
            "given": {**given, "client_token": token},
            "errors": forms.errors_by_field(errors),
            "choices": choices(),
            "limits": forms.shown_limits(),
        }
        name = "partials/new_ticket.html" if self.wants_part else "ticket_new.html"
        return self.render(name, context, status)


def choices() -> dict[str, list[tuple[str, Any]]]:
    """Return the options of the select boxes, as value and label."""
    mine = [p for p in Priority if p.code in settings.CUSTOMER_PRIORITIES]
    return {
        "status": list(Status.choices),
        "priority": [(p.code, p.label) for p in Priority],
        "own_priority": [(p.code, p.label) for p in mine],
        "category": list(settings.categories().items()),
    }
