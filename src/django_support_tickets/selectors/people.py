"""The people of the desk: agents with their load, and names for keys."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from django_support_tickets.conf import settings
from django_support_tickets.enums import Status
from django_support_tickets.models import Ticket
from django_support_tickets.policies import get_policy
from django_support_tickets.selectors.keyset import column_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

NAME_COLUMNS = {"first_name", "last_name", "full_name", "name", "username", "email"}


def agents_with_load() -> QuerySet[Any]:
    """Return agents by key, each with their load and ``is_escalation_contact``.

    The load is ``open_tickets``: those assigned and not yet resolved.
    """
    policy = get_policy()
    unfinished = Ticket.objects.filter(
        assigned_agent=OuterRef("pk"), status__in=(Status.OPEN, Status.IN_PROGRESS)
    )
    load = unfinished.order_by().values("assigned_agent").annotate(n=Count("pk")).values("n")
    contacts = policy.escalation_contacts().order_by().filter(pk=OuterRef("pk"))
    agents: QuerySet[Any] = policy.agents().annotate(
        open_tickets=Coalesce(Subquery(load), 0), is_escalation_contact=Exists(contacts)
    )
    return agents.order_by("pk")


def named(people: QuerySet[Any], words: Sequence[str]) -> QuerySet[Any]:
    """Return people in whose names every word occurs.

    Names are looked for in those of the usual columns that the people table has.
    """
    columns = {field.name for field in people.model._meta.get_fields()} & NAME_COLUMNS
    for word in words:
        matches = (Q(**{f"{column}__icontains": word}) for column in sorted(columns))
        people = people.filter(reduce(or_, matches, Q()))
    return people


def person_key_from(value: Any) -> Any | None:
    """Return ``value`` as a key of the people table, or ``None`` if it cannot be one."""
    key = apps.get_model(settings.person_model)._meta.pk
    try:
        return column_value(key, value)
    except (ValidationError, ValueError, TypeError, OverflowError):
        return None


def find_agent(value: Any) -> Any | None:
    """Return the agent with this key, or ``None``: unknown people and non-agents alike."""
    key = person_key_from(value)
    return None if key is None else get_policy().agents().filter(pk=key).first()


def find_person(value: Any) -> Any | None:
    """Return the person with this key, or ``None``."""
    key = person_key_from(value)
    people = apps.get_model(settings.person_model)._default_manager
    return None if key is None else people.filter(pk=key).first()


def people_called(keys: Iterable[Any]) -> dict[str, str]:
    """Return the names of people by their keys as text; who was deleted is not among them."""
    wanted = [key for key in map(person_key_from, keys) if key is not None]
    if not wanted:
        return {}
    people = apps.get_model(settings.person_model)._default_manager.filter(pk__in=wanted)
    return {str(person.pk): get_policy().name_of(person) for person in people}
