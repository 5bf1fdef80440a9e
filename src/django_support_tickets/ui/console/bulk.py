"""The same change to many tickets, after a question that names their number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from django_support_tickets import actions
from django_support_tickets.actions.bulk import MOST_TICKETS
from django_support_tickets.exceptions import InvalidInput
from django_support_tickets.ui.console.base import AgentPage
from django_support_tickets.ui.console.choosing import change_words, changes_in, ids_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

MOST_SHOWN = 10  # tickets of a question, by name


class BulkPage(AgentPage):
    """Asks, and with ``confirmed`` changes; each ticket succeeds or fails by itself."""

    section = "queue"

    def post(self, request: HttpRequest) -> HttpResponse:
        """Return the question, or how it went."""
        ids, changes = ids_in(request.POST), changes_in(request.POST, self.actor)
        if not ids:
            raise InvalidInput({"ids": [_("Tick the tickets to change first.")]})
        if not changes:
            raise InvalidInput({"form": [_("Choose what to change first.")]})
        if request.POST.get("confirmed"):
            return self.done(ids, changes)
        return self.question(ids, changes)

    def question(self, ids: list[UUID], changes: dict[str, Any]) -> HttpResponse:
        """Return the question, with all that the answer needs."""
        found = self.tickets.filter(pk__in=ids[:MOST_TICKETS])
        context = {
            **self.about(changes),
            "number": len(ids),
            "ids": ids,
            "tickets": found.order_by("-updated_at", "-id")[:MOST_SHOWN],
            "others": max(0, len(ids) - MOST_SHOWN),
            "answer": {
                name: value
                for name, value in self.request.POST.items()
                if name not in {"ids", "csrfmiddlewaretoken"} and value
            },
        }
        name = "partials/bulk_question.html" if self.wants_part else "bulk.html"
        return self.render(f"console/{name}", context)

    def done(self, ids: list[UUID], changes: dict[str, Any]) -> HttpResponse:
        """Change the tickets and return how it went with them."""
        results = list(actions.update_tickets(ids, by=self.actor, **changes))
        failed = [result for result in results if result.error]
        tickets = self.tickets.in_bulk([result.ticket_id for result in failed])
        failures = [(tickets.get(result.ticket_id), result.message) for result in failed]
        context = {
            **self.about(changes),
            "changed": len(results) - len(failed),
            "failures": failures,
        }
        return self.render("console/bulk_done.html", context)

    def about(self, changes: dict[str, Any]) -> dict[str, Any]:
        """Return the changes in words, and the way back to the list as it was."""
        back = QueryDict(self.request.POST.get("back", "").lstrip("?")).urlencode()
        return {"changes": change_words(changes), "back": f"?{back}"}
