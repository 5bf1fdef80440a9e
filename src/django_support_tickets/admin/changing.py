"""Changing tickets from the queue and from a ticket's page: one way for one and for many."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from django_support_tickets import actions
from django_support_tickets.actions.bulk import MOST_TICKETS
from django_support_tickets.admin.access import AgentsOnlyMixin
from django_support_tickets.admin.forms import AssignForm, EscalateForm
from django_support_tickets.enums import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from django_support_tickets.actions.bulk import Change, Result
    from django_support_tickets.actors import Actor
    from django_support_tickets.models import Ticket

    Question = type[AssignForm] | type[EscalateForm]

FINISHED = {Status.RESOLVED, Status.CLOSED}
MOST_FAILURES = 20  # told one by one


# What a ticket's page offers; names that are not here, such as a host's, are always offered.
APPLIES: Mapping[str, Callable[[Ticket, Actor], bool]] = {
    "assign_to_me": lambda ticket, actor: ticket.assigned_agent_id != actor.id,
    "unassign": lambda ticket, _actor: ticket.assigned_agent_id is not None,
    "escalate": lambda ticket, _actor: not ticket.is_closed,
    "mark_read": lambda ticket, _actor: ticket.staff_unread_count > 0,
    "resolve": lambda ticket, _actor: ticket.status not in FINISHED,
    "close": lambda ticket, _actor: not ticket.is_closed,
    "reopen": lambda ticket, _actor: ticket.status in FINISHED,
}


def applies(name: str, ticket: Ticket, actor: Actor) -> bool:
    """Whether the action would change this ticket; the list offers all, for many at once."""
    return name not in APPLIES or APPLIES[name](ticket, actor)


class ChangingMixin(AgentsOnlyMixin):
    """The admin's actions. Each ticket is a transaction of its own, by ``actions``."""

    actions = (
        "assign_to_me",
        "assign",
        "unassign",
        "escalate",
        "mark_read",
        "resolve",
        "close",
        "reopen",
    )

    @admin.action(description=_("Assign to me"), permissions=["view"])
    def assign_to_me(self, request: HttpRequest, queryset: QuerySet[Ticket]) -> Any:
        """Assign the selected tickets to the user."""
        change = partial(actions.assign_ticket, agent=self.actor(request).person)
        return self._change(request, _chosen(request, queryset), change)

    @admin.action(description=_("Assign to an agent"), permissions=["view"])
    def assign(self, request: HttpRequest, queryset: QuerySet[Ticket]) -> Any:
        """Ask for an agent, and assign the selected tickets to them."""
        return self._ask(request, queryset, AssignForm, _("Assign"), actions.assign_ticket)

    @admin.action(description=_("Assign to nobody"), permissions=["view"])
    def unassign(self, request: HttpRequest, queryset: QuerySet[Ticket]) -> Any:
        """Take the selected tickets from whoever has them."""
        change = partial(actions.assign_ticket, agent=None)
        return self._change(request, _chosen(request, queryset), change)

    @admin.action(description=_("Escalate"), permissions=["view"])
    def escalate(self, request: HttpRequest, queryset: QuerySet[Ticket]) -> Any:
        """Ask for a reason, and escalate the selected tickets."""
        return self._ask(request, queryset, EscalateForm, _("Escalate"), actions.escalate_ticket)

    @admin.action(description=_("Mark as read"), permissions=["view"])
    def mark_read(self, request: HttpRequest, queryset: QuerySet[Ticket]) -> Any:
        """Mark what customers wrote on the selected tickets as read."""
        return self._change(request, _chosen(request, queryset), actions.mark_read)

    @admin.action(description=_("Resolve"), permissions=["view"])
    def resolve(self, request: HttpRequest, queryset: QuerySet[Ticket]) -> Any:
        """Mark the selected tickets as resolved."""
        change = partial(actions.change_status, status=Status.RESOLVED)
        return self._change(request, _chosen(request, queryset), change)

    @admin.action(description=_("Close"), permissions=["view"])
    def close(self, request: HttpRequest, queryset: QuerySet[Ticket]) -> Any:
        """Close the selected tickets."""
        return self._change(request, _chosen(request, queryset), actions.close_ticket)

    @admin.action(description=_("Reopen"), permissions=["view"])
    def reopen(self, request: HttpRequest, queryset: QuerySet[Ticket]) -> Any:
        """Reopen the selected tickets."""
        return self._change(request, _chosen(request, queryset), actions.reopen_ticket)

    def _ask(
        self,
        request: HttpRequest,
        queryset: QuerySet[Ticket],
        question: Question,
        title: Any,
        change: Callable[..., Any],
    ) -> HttpResponse | None:
        chosen = _chosen(request, queryset)
        form = question(request.POST if "answered" in request.POST else None, self.admin_site)
        if not chosen:
            return None
        if form.is_valid():
            return self._change(request, chosen, partial(change, **form.cleaned_data))
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.model._meta,
            "media": self.media,
            "form": form,
            "tickets": chosen,
            "action": request.POST["action"],
            "checkbox": ACTION_CHECKBOX_NAME,
            "from_ticket": request.POST.get("from_ticket", ""),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "support_tickets/admin/question.html", context)

    def _change(
        self, request: HttpRequest, chosen: Mapping[UUID, str], change: Change
    ) -> HttpResponse | None:
        if chosen:
            results = actions.change_tickets([*chosen], change, by=self.actor(request))
            _report(request, chosen, list(results))
        if len(chosen) == 1 and request.POST.get("from_ticket"):
            page = f"{self.admin_site.name}:support_tickets_ticket_change"
            return HttpResponseRedirect(reverse(page, args=[*chosen]))
        return None


def _chosen(request: HttpRequest, queryset: QuerySet[Ticket]) -> dict[UUID, str]:
    """Return the references of the tickets by their keys; nothing if there are too many."""
    chosen = dict(queryset.values_list("pk", "reference")[: MOST_TICKETS + 1])
    if len(chosen) > MOST_TICKETS:
        text = _("Choose at most %(limit)d tickets. Nothing was changed.")
        messages.error(request, text % {"limit": MOST_TICKETS})
        return {}
    return chosen


def _report(request: HttpRequest, references: Mapping[UUID, str], results: list[Result]) -> None:
    failures = [result for result in results if result.error]
    for failure in failures[:MOST_FAILURES]:
        messages.error(request, f"{references[failure.ticket_id]}: {failure.message}")
    others, done = len(failures) - MOST_FAILURES, len(results) - len(failures)
    if others > 0:
        text = ngettext(
            "%(n)d other ticket was not changed.", "%(n)d other tickets were not changed.", others
        )
        messages.error(request, text % {"n": others})
    if done:
        text = ngettext("%(n)d ticket changed.", "%(n)d tickets changed.", done)
        messages.success(request, text % {"n": done})
