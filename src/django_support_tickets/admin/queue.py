"""The list of tickets, as fast with a million rows as with ten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import SEARCH_VAR
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from django_support_tickets.admin.access import AgentsOnlyMixin
from django_support_tickets.admin.agents import AgentSelect
from django_support_tickets.admin.dates import OpenedFilter
from django_support_tickets.admin.filters import AssigneeFilter, CategoryFilter, ViewFilter
from django_support_tickets.conf import settings
from django_support_tickets.enums import Priority
from django_support_tickets.exceptions import SearchTooSlow
from django_support_tickets.models import Ticket
from django_support_tickets.selectors.search import matching, search_words
from django_support_tickets.selectors.tickets import of_others
from django_support_tickets.selectors.time_limit import limited_time

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.admin.views.main import ChangeList
    from django.db.models import QuerySet
    from django.forms import Media
    from django.http import HttpRequest, HttpResponse

# The columns that follow in the index which begins with the one that was asked for.
ORDERS = {
    "priority": ("priority", "updated_at", "id"),
    "created_at": ("created_at", "id"),
    "updated_at": ("updated_at", "id"),
}


class InOrderOfAnIndex:
    """A change list whose every order some index has; part of the theme's own change list."""

    params: dict[str, str]

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[str]:
        """Return columns of one direction; tickets of chosen days come by opening date."""
        if "o" not in self.params and OpenedFilter.parameter_name in self.params:
            return ["-created_at", "-id"]
        first = str(super().get_ordering(request, queryset)[0])  # type: ignore[misc]
        sign, name = ("-", first[1:]) if first.startswith("-") else ("", first)
        return [f"{sign}{column}" for column in ORDERS.get(name, ORDERS["updated_at"])]


class QueueMixin(AgentsOnlyMixin):
    """Tickets of others in the policy's scope, narrowed, searched and ordered by index."""

    list_display = (
        "reference",
        "title",
        "unread",
        "status",
        "urgency",
        "from_whom",
        "assignee",
        "active",
        "opened",
        "category_name",
    )
    list_filter = (
        ViewFilter,
        "status",
        "priority",
        CategoryFilter,
        AssigneeFilter,
        OpenedFilter,
    )
    sortable_by = ("urgency", "active", "opened")
    # Their names are for Django, which shows no search field without any: ``matching`` searches.
    search_fields = ("reference", "title", "customer_name")
    search_help_text = gettext_lazy(
        "Words in the reference, the title, the customer's name and public messages."
    )
    list_per_page = 50

    @property
    def media(self) -> Media:
        """Our style sheet, and what looks agents up."""
        widget = AgentSelect(Ticket._meta.get_field("assigned_agent"), self.admin_site)
        return super().media + widget.media

    def get_queryset(self, request: HttpRequest) -> QuerySet[Ticket]:
        """Return the tickets in the policy's scope, without the user's own.

        Of those the user is the customer, and the admin's lookups could count what customers
        must not know of.
        """
        return of_others(self.actor(request)).order_by("-updated_at", "-id")

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[ChangeList]:
        """Return the theme's list, in the order of an index."""
        theirs = super().get_changelist(request, **options)
        return type("TicketChangeList", (InOrderOfAnIndex, theirs), {})

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search as the API does; no row comes twice."""
        return matching(queryset, search_words(search_term.replace("\0", ""))), False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Say so where more tickets match than are counted, or a search takes too long."""
        # What is posted changes tickets, each in a transaction of its own.
        words = request.GET.get(SEARCH_VAR, "") if request.method == "GET" else ""
        try:
            with limited_time(words):
                response = super().changelist_view(request, extra_context)
                context = getattr(response, "context_data", None) or {}
                if "cl" in context:
                    len(context["cl"].result_list)  # read now, and not when the page is rendered
        except SearchTooSlow as refusal:
            messages.error(request, refusal.message)
            return HttpResponseRedirect(_without_search(request))
        if "cl" in context and context["cl"].paginator.is_capped:
            limit = {"limit": context["cl"].result_count}
            context["title"] = _("The first %(limit)d tickets: narrow the list for others") % limit
        return response

    @admin.display(description=gettext_lazy("priority"), ordering="priority")
    def urgency(self, ticket: Ticket) -> str:
        """Return the priority; the style sheet marks what is urgent."""
        code = Priority(ticket.priority).code
        return format_html(
            '<span class="support-{}">{}</span>', code, ticket.get_priority_display()
        )

    @admin.display(description=gettext_lazy("customer"))
    def from_whom(self, ticket: Ticket) -> str:
        """Return the customer's name."""
        return ticket.customer_name

    @admin.display(description=gettext_lazy("assignee"))
    def assignee(self, ticket: Ticket) -> str:
        """Return the name of the agent who has the ticket."""
        return ticket.assigned_agent_name

    @admin.display(description=gettext_lazy("updated"), ordering="updated_at")
    def active(self, ticket: Ticket) -> str:
        """Return when something happened last."""
        return _short(ticket.updated_at)

    @admin.display(description=gettext_lazy("created"), ordering="created_at")
    def opened(self, ticket: Ticket) -> str:
        """Return when the ticket was opened."""
        return _short(ticket.created_at)

    @admin.display(description=gettext_lazy("unread"))
    def unread(self, ticket: Ticket) -> int | None:
        """Return how many messages nobody of the desk has read, if there are any."""
        return ticket.staff_unread_count or None

    @admin.display(description=gettext_lazy("category"))
    def category_name(self, ticket: Ticket) -> str:
        """Return the category in the host's words."""
        return str(settings.categories().get(ticket.category, ticket.category))


def _without_search(request: HttpRequest) -> str:
    parameters = request.GET.copy()
    del parameters[SEARCH_VAR]
    return f"{request.path}?{parameters.urlencode()}"


def _short(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")
