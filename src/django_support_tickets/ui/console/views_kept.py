"""Keeping a view of the queue, and letting it go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect, QueryDict

from django_support_tickets import actions
from django_support_tickets.selectors.saved_views import pick_saved_view
from django_support_tickets.ui.console.base import AgentPage

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class KeepView(AgentPage):
    """Keeps the list that is shown under a name."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep it and show it."""
        parameters = QueryDict(request.POST.get("parameters", "")).dict()
        view = actions.save_view(
            by=self.actor,
            name=request.POST.get("name", ""),
            parameters=parameters,
            is_shared=bool(request.POST.get("is_shared")),
        )
        return HttpResponseRedirect(f"{self.link('queue')}?view={view.pk}", status=303)


class DropView(AgentPage):
    """Deletes a view; its tickets stay."""

    def post(self, request: HttpRequest, view_id: str) -> HttpResponse:
        """Delete it and go back to the queue."""
        actions.delete_view(pick_saved_view(self.actor, view_id), by=self.actor)
        return self.go_to("queue")
