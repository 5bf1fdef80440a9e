"""Canned responses: the list, and a form for one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django_support_tickets import actions
from django_support_tickets.actions.canned import VARIABLES
from django_support_tickets.exceptions import InvalidInput
from django_support_tickets.selectors.canned import canned_for, canned_matching, pick_canned
from django_support_tickets.selectors.cursors import page_at
from django_support_tickets.selectors.search import search_words
from django_support_tickets.ui import forms
from django_support_tickets.ui.console.base import AgentPage
from django_support_tickets.ui.console.choosing import options

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from django_support_tickets.models import CannedResponse

PAGE_SIZE = 30


class CannedListPage(AgentPage):
    """The shared responses and the agent's own, by title."""

    section = "canned"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Return a page of them, or what ``?search=`` finds."""
        search = request.GET.get("search", "")
        words = search_words(search)
        if words:
            context: dict[str, Any] = {"responses": canned_matching(self.actor, words)}
        else:
            page = page_at(canned_for(self.actor), request.GET.get("cursor", ""), PAGE_SIZE)
            context = {"responses": page.rows, "next": page.next, "previous": page.previous}
        return self.render("console/canned_list.html", {**context, "search": search})


class CannedNewPage(AgentPage):
    """A form for a new response."""

    section = "canned"

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Return the form, empty or as the response is."""
        response = self.response
        return self.form({} if response is None else _as_typed(response), {}, 200)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Keep it and go to the list, or show beside each field what is wrong with it."""
        data = request.POST
        try:
            actions.save_canned_response(
                self.response,
                by=self.actor,
                title=data.get("title", ""),
                body=forms.typed(data.get("body", "")),
                category=data.get("category", ""),
                tags=[tag for tag in data.get("tags", "").split(",") if tag.strip()],
                is_shared=bool(data.get("is_shared")),
            )
        except InvalidInput as error:
            errors = {name: [*map(str, words)] for name, words in error.details.items()}
            return self.form(data.dict(), errors, 400)
        return self.go_to("canned-list")

    @property
    def response(self) -> CannedResponse | None:
        """The response that is changed, if there is one."""
        return None

    def form(self, given: dict[str, Any], errors: Any, status: int) -> HttpResponse:
        """Return the form with what was typed."""
        context = {
            "given": given,
            "errors": errors,
            "response": self.response,
            "categories": options()["category"],
            "variables": [f"{{{{{name}}}}}" for name in VARIABLES],
            "limits": forms.shown_limits(),
        }
        return self.render("console/canned_form.html", context, status)


class CannedEditPage(CannedNewPage):
    """A form for a response that is there."""

    @property
    def response(self) -> CannedResponse:
        """The response that the address names; raises ``NothingFound``."""
        return pick_canned(self.actor, self.kwargs["response_id"])


class CannedDelete(AgentPage):
    """Lets a response go."""

    section = "canned"

    def get(self, request: HttpRequest, response_id: str) -> HttpResponse:
        """Return the question."""
        context = {"response": pick_canned(self.actor, response_id)}
        return self.render("console/canned_delete.html", context)

    def post(self, request: HttpRequest, response_id: str) -> HttpResponse:
        """Delete it and go back to the list."""
        actions.delete_canned_response(pick_canned(self.actor, response_id), by=self.actor)
        return self.go_to("canned-list")


def _as_typed(response: CannedResponse) -> dict[str, Any]:
    return {
        "title": response.title,
        "body": response.body,
        "category": response.category,
        "tags": ", ".join(response.tags),
        "is_shared": response.is_shared,
    }
