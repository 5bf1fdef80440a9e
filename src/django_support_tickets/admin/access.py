"""Who may enter: the policy answers here as on every other door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import django
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import FieldDoesNotExist, PermissionDenied, ValidationError
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpResponseRedirect

from django_support_tickets.characters import is_storable
from django_support_tickets.enums import Verb
from django_support_tickets.exceptions import NotAllowed
from django_support_tickets.policies import actor_for, get_policy
from django_support_tickets.selectors.capped import CappedPaginator
from django_support_tickets.selectors.keyset import column_value

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin
    from django.http import HttpRequest, HttpResponse

    from django_support_tickets.actors import Actor

    AdminBase = ModelAdmin[Any]
else:
    AdminBase = object  # the host chooses the base class

ENDINGS = {"exact", "isnull", "isempty", "gte", "lt"}  # of the links that Django's filters make


class AgentsOnlyMixin(AdminBase):
    """Pages for those whom the policy lets work the queue: to read, where no more is said."""

    # django-unfold 0.5 looks for it on every admin with read-only fields, whatever its base class.
    readonly_preprocess_fields: ClassVar[dict[str, Any]] = {}
    # No list counts a whole table.
    paginator = CappedPaginator
    show_full_result_count = False
    if django.VERSION >= (5, 0):
        show_facets = admin.ShowFacets.NEVER  # each of them counts the whole list

    def actor(self, request: HttpRequest) -> Actor:
        """Return the actor behind the admin's user; raise ``NotAllowed`` for strangers."""
        return actor_for(request.user)

    def require_agent(self, request: HttpRequest) -> Actor:
        """Return the actor if they may work here; raise ``PermissionDenied`` otherwise."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self.actor(request)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list; what no column can be compared with is answered as Django does."""
        texts = (value for _, values in request.GET.lists() for value in values)
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        fits = all(map(is_storable, texts)) and all(map(self._can_be_a_key, chosen))
        if not fits and self.has_view_permission(request):
            return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")
        return super().changelist_view(request, extra_context)

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """Whether a filter of the list may ask for it.

        By Django's rule every column may be compared in every way, which would read the table
        as a whole, or fail on a pattern that is none.
        """
        filters = (f[0] if isinstance(f, (list, tuple)) else f for f in self.list_filter)
        names = {getattr(each, "parameter_name", None) or str(each) for each in filters}
        path, _, ending = lookup.rpartition(LOOKUP_SEP)
        if path:
            fits = ending in ENDINGS and path.startswith(tuple(names))
        else:
            fits = lookup in names or not self._is_column(lookup)
        known = () if request is None else (request,)  # Django 4.2 gives none and takes none
        return fits and super().lookup_allowed(lookup, value, *known)

    def _is_column(self, name: str) -> bool:
        try:
            self.model._meta.get_field(name)
        except FieldDoesNotExist:
            return name == "pk"
        return True

    def _can_be_a_key(self, text: str) -> bool:
        try:
            column_value(self.model._meta.pk, text)
        except (ValidationError, ValueError, TypeError, OverflowError):
            return False
        return True

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the app is listed for this user."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the user is an agent; what they see of it, the queryset decides."""
        try:
            return get_policy().allows(self.actor(request), Verb.WORK_QUEUE)
        except NotAllowed:
            return False

    def has_add_permission(self, *_args: Any) -> bool:
        """Rows come from actions only."""
        return False

    def has_change_permission(self, *_args: Any) -> bool:
        """Rows change through actions only."""
        return False

    def has_delete_permission(self, *_args: Any) -> bool:
        """History stays."""
        return False
