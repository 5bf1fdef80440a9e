"""Canned responses: shared ones and the user's own, written by the same rules as by the API."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from django_support_tickets import actions
from django_support_tickets.actions.canned import CLEANERS, VARIABLES
from django_support_tickets.admin.access import AgentsOnlyMixin
from django_support_tickets.admin.filters import CategoryFilter
from django_support_tickets.admin.forms import TextField
from django_support_tickets.conf import settings
from django_support_tickets.exceptions import InvalidInput, NothingFound
from django_support_tickets.models import CannedResponse
from django_support_tickets.selectors.canned import canned_for
from django_support_tickets.selectors.search import search_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django.http import HttpRequest

    ResponseForm = forms.ModelForm[CannedResponse]
else:
    ResponseForm = forms.ModelForm  # generic in the stubs only

FIELDS = ("title", "body", "category", "tags")


class TagsField(forms.CharField):
    """Tags with commas between them."""

    def prepare_value(self, value: Any) -> Any:
        """Return the tags as they are typed."""
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """Return a list of what is between the commas."""
        return [tag for tag in (super().to_python(value) or "").split(",") if tag.strip()]


def _categories() -> list[tuple[str, Any]]:
    return [("", _("Any")), *settings.categories().items()]


class CannedResponseForm(ResponseForm):
    """A response; what it may be, the action's own rules say."""

    body = TextField(label=_("Text"))
    category = forms.ChoiceField(label=_("Category"), choices=_categories, required=False)
    tags = TagsField(label=_("Tags"), help_text=_("With commas between them."), required=False)
    is_shared = forms.BooleanField(label=_("For all agents"), required=False)

    class Meta:
        model = CannedResponse
        fields = FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = ", ".join(f"{{{{{name}}}}}" for name in VARIABLES)
        self.fields["body"].help_text = _("It may name %(known)s.") % {"known": known}
        is_new = self.instance._state.adding
        self.initial.setdefault("is_shared", not is_new and self.instance.is_shared)

    def clean(self) -> dict[str, Any]:
        """Return what the action will keep, with its words where it would refuse."""
        for field in FIELDS:
            if field in self.cleaned_data:
                try:
                    self.cleaned_data[field] = CLEANERS[field](self.cleaned_data[field])
                except InvalidInput as error:
                    self.add_error(field, [str(t) for ts in error.details.values() for t in ts])
        return self.cleaned_data


class CannedResponseAdminMixin(AgentsOnlyMixin):
    """Responses to write, change and delete, through ``actions``."""

    form = CannedResponseForm
    fields = (*FIELDS, "is_shared")
    list_display = ("title", "category", "for_all", "usage_count", "updated_at")
    list_filter = (CategoryFilter,)
    search_fields = ("title", "body")
    sortable_by = ()
    list_per_page = 50
    actions = None  # one is deleted on its page

    def get_queryset(self, request: HttpRequest) -> QuerySet[CannedResponse]:
        """Return what the user may use; personal ones of others are not there."""
        return canned_for(self.actor(request))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search as Django does, for as many words as other searches."""
        words = " ".join(search_words(search_term.replace("\0", "")))
        return super().get_search_results(request, queryset, words)

    @admin.display(description=_("for all agents"), boolean=True)
    def for_all(self, response: CannedResponse) -> bool:
        """Return whether every agent has it."""
        return response.is_shared

    def has_add_permission(self, request: HttpRequest, *_args: Any) -> bool:
        """Whether the user is an agent."""
        return self.has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, *_args: Any) -> bool:
        """Whether the user is an agent; of which responses, the queryset decides."""
        return self.has_view_permission(request)

    def has_delete_permission(self, request: HttpRequest, *_args: Any) -> bool:
        """Whether the user is an agent; of which responses, the queryset decides."""
        return self.has_view_permission(request)

    def save_model(self, request: HttpRequest, obj: CannedResponse, form: Any, change: Any) -> None:
        """Keep what was written."""
        written = {field: form.cleaned_data[field] for field in self.fields}
        if change and written["is_shared"] == obj.is_shared:
            del written["is_shared"]
        known = obj if change else None
        with _meanwhile_gone_is_404():
            made = actions.save_canned_response(known, by=self.actor(request), **written)
        obj.pk, obj._state.adding = made.pk, False

    def delete_model(self, request: HttpRequest, obj: CannedResponse) -> None:
        """Delete the response."""
        with _meanwhile_gone_is_404():
            actions.delete_canned_response(obj, by=self.actor(request))


@contextmanager
def _meanwhile_gone_is_404() -> Iterator[None]:
    try:
        yield
    except NothingFound:  # deleted, or made somebody else's own, since Django read it
        raise Http404 from None
