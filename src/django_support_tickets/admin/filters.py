"""Narrowing the queue. None of these reads more than a page of anything to be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.utils.translation import gettext_lazy as _

from django_support_tickets.admin.agents import AgentField
from django_support_tickets.conf import settings
from django_support_tickets.exceptions import NothingFound
from django_support_tickets.policies import get_policy
from django_support_tickets.selectors.people import find_agent
from django_support_tickets.selectors.saved_views import pick_view, tickets_in, views_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.contrib.admin.views.main import ChangeList
    from django.db.models import QuerySet
    from django.http import HttpRequest


class ViewFilter(admin.SimpleListFilter):
    """The views that every agent has, shared ones and one's own."""

    title = _("view")
    parameter_name = "view"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return keys and names."""
        self.actor = model_admin.actor(request)
        return [(view.key, view.name) for view in views_of(self.actor)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the tickets of the view."""
        key = self.value()
        if not key:
            return queryset
        try:
            view = pick_view(self.actor, key)
        except NothingFound as error:
            raise IncorrectLookupParameters from error
        return tickets_in(self.actor, view.parameters, among=queryset)


class CategoryFilter(admin.SimpleListFilter):
    """The host's categories. Django would look for those that the table has."""

    title = _("category")
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return codes and labels."""
        return list(settings.categories().items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the tickets of the category."""
        return queryset.filter(category=self.value()) if self.value() else queryset


class AssigneeFilter(admin.SimpleListFilter):
    """The reader, nobody, or an agent who is looked up by name: however many there are."""

    title = _("assignee")
    parameter_name = "assignee"
    template = "support_tickets/admin/assignee_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the two that everybody needs, and the chosen agent."""
        self.actor, self.model_admin = model_admin.actor(request), model_admin
        self.agent = None if self.value() in {None, "me", "none"} else find_agent(self.value())
        named = [] if self.agent is None else [(str(self.agent.pk), _name(self.agent))]
        return [("me", _("Me")), ("none", _("Nobody")), *named]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """Yield the choices, and keep for the form what else the list is narrowed by."""
        parameters = changelist.get_filters_params(changelist.params)
        self.others = {**parameters, **_shown_as(changelist)}
        self.others.pop(self.parameter_name, None)
        self.form = AgentLookup(self.model_admin.admin_site)
        yield from super().choices(changelist)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the tickets of the assignee; of whoever is no agent, none."""
        value = self.value()
        if not value:
            return queryset
        if value == "none":
            return queryset.filter(assigned_agent=None)
        key = self.actor.id if value == "me" else self.agent and self.agent.pk
        return queryset.none() if key is None else queryset.filter(assigned_agent=key)


class AgentLookup(forms.Form):
    """One agent, by name."""

    def __init__(self, admin_site: admin.AdminSite) -> None:
        super().__init__(auto_id="support_%s")
        self.fields["assignee"] = AgentField(admin_site, label=_("Another agent"))


def _name(agent: Any) -> str:
    return get_policy().name_of(agent)


def _shown_as(changelist: ChangeList) -> dict[str, str]:
    kept = ("q", "o")
    return {name: changelist.params[name] for name in kept if name in changelist.params}
