"""Narrowing lists of tickets: the API and the web pages use the same set."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from django_support_tickets.conf import settings
from django_support_tickets.enums import Priority, Source, Status
from django_support_tickets.exceptions import InvalidInput
from django_support_tickets.models import Ticket
from django_support_tickets.selectors import tickets as selectors
from django_support_tickets.selectors.moments import MomentFilter
from django_support_tickets.selectors.people import person_key_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from django_support_tickets.actors import Actor


MOST_VALUES = 100


class Categories:
    """The host's categories, read at each use. Not a function: django-filter 24 iterates it."""

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        """Yield value and label."""
        return iter(settings.categories().items())


class ValuesField(filters.fields.BaseCSVField):
    """Several values separated by commas, no more than any database takes in one statement."""

    def clean(self, value: Any) -> Any:
        """Return the values; raise ``ValidationError`` for more than ``MOST_VALUES``."""
        if value is not None and len(value) > MOST_VALUES:
            raise ValidationError(_("At most %(limit)d values.") % {"limit": MOST_VALUES})
        return super().clean(value)


class WordsFilter(filters.BaseInFilter, filters.CharFilter):
    """Several values separated by commas."""

    base_field_class = ValuesField


class ChoicesFilter(filters.BaseInFilter, filters.ChoiceFilter):
    """Several values separated by commas, each of which must be one of the choices."""

    base_field_class = ValuesField


class PrioritiesFilter(ChoicesFilter):
    """Priorities by their codes."""

    def filter(self, qs: QuerySet[Ticket], value: Any) -> QuerySet[Ticket]:
        """Filter by rank."""
        ranks = [Priority.from_code(code) for code in value or () if code]
        return super().filter(qs, ranks or None)


class SwitchField(forms.NullBooleanField):
    """True or false. Django takes whatever else is written for no answer, and ``1`` with it."""

    widget = forms.TextInput

    def clean(self, value: Any) -> bool | None:
        """Return which of the two, or ``None`` for nothing."""
        found: bool | None = super().clean(value)
        if found is None and value not in self.empty_values:
            words = forms.ChoiceField.default_error_messages["invalid_choice"]
            raise ValidationError(words % {"value": value})
        return found


class SwitchFilter(filters.BooleanFilter):
    """A filter by true or false."""

    field_class = SwitchField


class TicketFilterSet(filters.FilterSet):
    """The filters of the contract. ``actor`` is whose list it is."""

    status = ChoicesFilter(choices=Status.choices)
    priority = PrioritiesFilter(choices=[(p.code, p.label) for p in Priority])
    category = ChoicesFilter(choices=Categories())
    source = ChoicesFilter(choices=Source.choices)
    tag = WordsFilter(method="filter_tag")
    customer = WordsFilter(method="filter_customer")
    assigned_agent = WordsFilter(method="filter_assigned_agent", label="id, me or none")
    waiting = SwitchFilter(field_name="waiting_since", lookup_expr="isnull", exclude=True)
    escalated = SwitchFilter(field_name="escalated_at", lookup_expr="isnull", exclude=True)
    created_after = MomentFilter(field_name="created_at", lookup_expr="gte")
    created_before = MomentFilter(field_name="created_at", lookup_expr="lt")
    updated_after = MomentFilter(method="filter_updated_after")

    class Meta:
        model = Ticket
        fields: tuple[str, ...] = ()

    def __init__(
        self, data: Any = None, *args: Any, actor: Actor | None = None, **kwargs: Any
    ) -> None:
        self.actor = actor
        # Each filter is copied, and its field cleaned: of ours only those that are asked for.
        idle = TicketFilterSet.base_filters.keys() - (data or {}).keys()
        asked = [(name, each) for name, each in self.base_filters.items() if name not in idle]
        self.base_filters = OrderedDict(asked)  # of this instance; the class keeps all
        super().__init__(data, *args, **kwargs)

    def filter_tag(self, tickets: QuerySet[Ticket], _name: str, value: list[str]) -> Any:
        """Keep tickets with at least one of the tags."""
        return selectors.tagged(tickets, [word.strip().lower() for word in value])

    def filter_customer(self, tickets: QuerySet[Ticket], _name: str, value: list[str]) -> Any:
        """Keep tickets of these people."""
        return tickets.filter(customer__in=[_person_key("customer", word) for word in value])

    def filter_assigned_agent(self, tickets: QuerySet[Ticket], _name: str, value: list[str]) -> Any:
        """Keep tickets of these agents; ``me`` is the reader, ``none`` is nobody."""
        assert self.actor is not None  # noqa: S101 - the backend gives one
        wanted = Q(assigned_agent=None) if "none" in value else Q()
        keys = [
            self.actor.id if word == "me" else _person_key("assigned_agent", word)
            for word in value
            if word != "none"
        ]
        return (
            tickets.filter(wanted | Q(assigned_agent__in=keys)) if keys else tickets.filter(wanted)
        )

    def filter_updated_after(self, tickets: QuerySet[Ticket], _name: str, value: Any) -> Any:
        """Keep tickets with activity since; a customer's activity is what is public."""
        assert self.actor is not None  # noqa: S101 - the backend gives one
        return tickets.filter(**{f"{selectors.activity_column(self.actor)}__gte": value})


def _person_key(field: str, value: str) -> Any:
    key = person_key_from(value)
    if key is None:
        raise InvalidInput({field: [_("Give the id of a person.")]})
    return key
