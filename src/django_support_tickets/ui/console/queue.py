"""The queue: what waits for the desk, narrowed, searched and ordered by index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from django_support_tickets.enums import Status
from django_support_tickets.exceptions import InvalidInput
from django_support_tickets.http.streaming import POLL_SECONDS, can_stream
from django_support_tickets.selectors import saved_views
from django_support_tickets.selectors.cursors import page_at
from django_support_tickets.selectors.filters import TicketFilterSet
from django_support_tickets.selectors.ordering import order_of
from django_support_tickets.selectors.search import matching, search_words
from django_support_tickets.selectors.time_limit import limited_time
from django_support_tickets.ui.console.base import AgentPage
from django_support_tickets.ui.console.choosing import NOBODY, options, with_chosen
from django_support_tickets.ui.showing import shown_ticket
from django_support_tickets.ui.views.live import ListStream

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from django_support_tickets.actors import Actor
    from django_support_tickets.models import Ticket

PAGE_SIZE = 50
# What the form has; a view may be narrowed by all that the filter set knows.
FORM = ("search", "status", "priority", "category", "assigned_agent", "tag", "ordering")
SWITCHES = ("waiting", "escalated")
KEPT = {*TicketFilterSet.base_filters, "search", "ordering"}
UNFINISHED = (saved_views.UNFINISHED, _("Open or in progress"))
ORDERINGS = (
    ("-updated_at", _("Latest activity")),
    ("-priority", _("Most urgent")),
    ("-created_at", _("Newest")),
    ("created_at", _("Oldest")),
)


class QueuePage(AgentPage):
    """The tickets of others, a page of them; by default those that are not finished."""

    section = "queue"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Return the page; for htmx and scripts only the list."""
        name = "partials/queue_list.html" if self.wants_part else "queue.html"
        with limited_time(self.searched()):
            return self.render(f"console/{name}", self.context())

    def searched(self) -> str:
        """Return what the list, and the views beside it, are searched for."""
        views = [] if self.wants_part else self.views
        return " ".join(
            given.get("search", "") for given in (self.kept, *(view.parameters for view in views))
        )

    @cached_property
    def views(self) -> list[saved_views.View]:
        """The views that the reader may choose."""
        return saved_views.views_of(self.actor)

    def context(self) -> dict[str, Any]:
        """Return the rows, the views with their counts, and what narrows the list."""
        page = page_at(self.found(), self.request.GET.get("cursor", ""), PAGE_SIZE)
        context = {
            "tickets": [shown_row(self.actor, ticket) for ticket in page.rows],
            "next": self.address(cursor=page.next) if page.next else None,
            "previous": self.address(cursor=page.previous) if page.previous else None,
            "here": self.address(),
            "options": self.choices(),
        }
        return context if self.wants_part else {**context, **self.around()}

    def around(self) -> dict[str, Any]:
        """Return what stands beside the list."""
        counts = saved_views.counts_of(self.actor, self.views, among=self.tickets)
        return {
            "views": [(view, counts[view.key]) for view in self.views],
            "view_key": self.request.GET.get("view", ""),
            "most_counted": saved_views.MOST_COUNTED,
            "given": self.parameters,
            "narrowed": len({*self.kept} - {"search", "ordering"}),
            "kept": urlencode(self.kept),
            "live": {"can_stream": can_stream(self.request), "poll_seconds": POLL_SECONDS},
        }

    @cached_property
    def parameters(self) -> Mapping[str, str]:
        """The parameters of the address, with those of ``?view=`` for what it leaves open.

        An address without any shows what is not finished.
        """
        given = self.request.GET.dict()
        if not KEPT & {*given} and "view" not in given:
            return {"status": saved_views.UNFINISHED}
        key = given.get("view")
        view = saved_views.pick_view(self.actor, key).parameters if key else {}
        return {**view, **given}

    @cached_property
    def kept(self) -> dict[str, str]:
        """What a saved view of this list would keep."""
        return {name: value for name, value in self.parameters.items() if name in KEPT and value}

    def found(self) -> QuerySet[Ticket]:
        """Return the tickets in order; raise ``InvalidInput`` for what no list understands."""
        filters = TicketFilterSet(self.kept, queryset=self.tickets, actor=self.actor)
        if not filters.is_valid():
            raise InvalidInput({name: list(words) for name, words in filters.errors.items()})
        tickets = matching(filters.qs, search_words(self.kept.get("search", "")))
        return tickets.order_by(*order_of(self.actor, self.kept.get("ordering", "")))

    def choices(self) -> dict[str, Any]:
        """Return the options of the form, with what is chosen among them."""
        known, chosen = options(), self.parameters
        agents = [("me", _("Me")), (NOBODY, _("Nobody")), *known["agents"]]
        statuses = [UNFINISHED, *Status.choices]
        return {
            **known,
            "statuses": with_chosen(statuses, chosen.get("status", "")),
            "priorities": with_chosen(known["priority"], chosen.get("priority", "")),
            "categories": with_chosen(known["category"], chosen.get("category", "")),
            "assignees": with_chosen(agents, chosen.get("assigned_agent", "")),
            "orderings": with_chosen(ORDERINGS, chosen.get("ordering", "")),
        }

    def address(self, **more: str | None) -> str:
        """Return the query of this list, at its beginning unless ``more`` has a cursor."""
        given = {**self.request.GET.dict(), "cursor": None, **more}
        return f"?{urlencode({name: text for name, text in given.items() if text is not None})}"


class QueueStream(AgentPage, ListStream):
    """Hints that a ticket has moved, for agents."""


def shown_row(actor: Actor, ticket: Ticket) -> dict[str, Any]:
    """Return what a row of the queue says."""
    return {
        **shown_ticket(actor, ticket),
        "waiting_since": ticket.waiting_since,
        "is_escalated": ticket.escalated,
        "is_mine": ticket.assigned_agent_id is not None and ticket.assigned_agent_id == actor.id,
        "tags": ticket.tags,
    }
