"""Keeping a view of the queue, changing it, and letting it go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponseRedirect, QueryDict

from django_support_tickets import actions
from django_support_tickets.exceptions import InvalidInput
from django_support_tickets.selectors.saved_views import pick_saved_view
from django_support_tickets.ui.console.base import AgentPage

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from django_support_tickets.models import SavedView


class KeepView(AgentPage):
    """Keeps the list that is shown under a name."""

    section = "queue"

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Keep it and show it, or show beside each field what is wrong with it."""
        data = request.POST
        kept = data.get("parameters")  # the form of a view that is there leaves its list alone
        try:
            view = actions.save_view(
                self.view,
                by=self.actor,
                name=data.get("name", ""),
                parameters=None if kept is None else QueryDict(kept).dict(),
                is_shared=bool(data.get("is_shared")),
            )
        except InvalidInput as error:
            return self.form(data.dict(), 400, errors=error.details)
        return HttpResponseRedirect(f"{self.link('queue')}?view={view.pk}", status=303)

    @property
    def view(self) -> SavedView | None:
        """The view that is changed, if there is one."""
        return None

    def form(self, given: dict[str, Any], status: int = 200, **extra: Any) -> HttpResponse:
        """Return the form with what was typed, and with the list that it keeps."""
        context = {"view": self.view, "given": given, **extra}
        return self.render("console/view_form.html", context, status)


class EditView(KeepView):
    """Gives a view another name, or another circle of agents."""

    def get(self, request: HttpRequest, view_id: str) -> HttpResponse:
        """Return the form as the view is."""
        return self.form({"name": self.view.name, "is_shared": self.view.is_shared})

    @property
    def view(self) -> SavedView:
        """The view that the address names; raises ``NothingFound``."""
        return pick_saved_view(self.actor, self.kwargs["view_id"])


class DropView(AgentPage):
    """Deletes a view; its tickets stay."""

    section = "queue"

    def get(self, request: HttpRequest, view_id: str) -> HttpResponse:
        """Return the question."""
        context = {"view": pick_saved_view(self.actor, view_id)}
        return self.render("console/view_delete.html", context)

    def post(self, request: HttpRequest, view_id: str) -> HttpResponse:
        """Delete it and go back to the queue."""
        actions.delete_view(pick_saved_view(self.actor, view_id), by=self.actor)
        return self.go_to("queue")
