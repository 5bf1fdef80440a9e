"""Finding an agent by name among any number of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.http import JsonResponse
from django.utils.translation import gettext as _

from django_support_tickets.models import Ticket
from django_support_tickets.policies import get_policy
from django_support_tickets.selectors.people import find_agent, named, person_key_from
from django_support_tickets.selectors.search import search_words

if TYPE_CHECKING:
    from django.contrib.admin import AdminSite
    from django.http import HttpRequest

PAGE = 20
MOST_PAGES = 50
LONGEST_NUMBER = 10  # digits; Python refuses to read thousands of them


class AgentSelect(AutocompleteSelect):
    """The admin's own widget, asking for agents instead of all people."""

    url_name = "%s:support_tickets_ticket_agents"

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        """Return the chosen agent alone; what cannot be a key of a person is not looked for."""
        possible = [key for key in value if person_key_from(key) is not None]
        return super().optgroups(name, possible, attr)


class AgentField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """An agent, by the name that the policy gives them."""

    def __init__(self, admin_site: AdminSite, **options: Any) -> None:
        field = Ticket._meta.get_field("assigned_agent")
        widget = AgentSelect(field, admin_site)
        super().__init__(get_policy().agents(), widget=widget, empty_label=None, **options)

    def to_python(self, value: Any) -> Any:
        """Return the agent; whatever else the value is, it is refused in the same words."""
        if value in self.empty_values:
            return None
        agent = find_agent(value)
        if agent is None:
            raise forms.ValidationError(_("Choose an agent."), code="invalid_choice")
        return agent

    def label_from_instance(self, obj: Any) -> str:
        """Return the agent's name."""
        return get_policy().name_of(obj)


def agents_found(request: HttpRequest) -> JsonResponse:
    """Return a page of the agents whose names have all the words, as the widget reads it."""
    page = request.GET.get("page", "1")[:LONGEST_NUMBER]
    start = (min(int(page), MOST_PAGES) - 1 if page.isdecimal() and int(page) else 0) * PAGE
    words = search_words(request.GET.get("term", "").replace("\0", ""))
    agents = named(get_policy().agents(), words).order_by("pk")[start : start + PAGE + 1]
    found = [{"id": str(agent.pk), "text": get_policy().name_of(agent)} for agent in agents]
    more = {"more": len(found) > PAGE}
    return JsonResponse({"results": found[:PAGE], "pagination": more})
