"""Views of the queue: those that are always there, shared ones and one's own."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, NamedTuple

from django.apps import apps
from django.db.models import IntegerField, Subquery
from django.utils.translation import gettext_lazy as _

from django_support_tickets.conf import settings
from django_support_tickets.enums import Verb
from django_support_tickets.exceptions import InvalidInput, NothingFound
from django_support_tickets.models import SavedView
from django_support_tickets.policies import get_policy
from django_support_tickets.selectors.filters import TicketFilterSet
from django_support_tickets.selectors.search import among_hits, matching, search_words
from django_support_tickets.selectors.tickets import visible_to

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet
    from django.utils.functional import _StrOrPromise

    from django_support_tickets.actors import Actor
    from django_support_tickets.models import Ticket

MOST_COUNTED = 1000  # tickets of a view; an agent needs to know no larger number
MOST_VIEWS = 50  # of one agent, and as many shared ones


class View(NamedTuple):
    """A named set of query parameters of the ticket list."""

    key: str
    name: _StrOrPromise
    parameters: Mapping[str, str]
    is_shared: bool = True
    is_built_in: bool = True


UNFINISHED = "open,in_progress"
BUILT_IN = (
    View("unassigned", _("Unassigned"), {"assigned_agent": "none", "status": UNFINISHED}),
    View("mine", _("Mine"), {"assigned_agent": "me", "status": UNFINISHED}),
    View("waiting", _("Waiting for us"), {"waiting": "true"}),
    View("escalated", _("Escalated"), {"escalated": "true", "status": UNFINISHED}),
)


def saved_views_of(actor: Actor) -> QuerySet[SavedView]:
    """Return the shared views and the actor's own."""
    return SavedView.objects.usable_by(actor.id).order_by("name", "id")


def views_of(actor: Actor) -> list[View]:
    """Return the views that are always there and then the saved ones."""
    saved = [as_view(row) for row in saved_views_of(actor)[: 2 * MOST_VIEWS]]
    return [*BUILT_IN, *saved]


def as_view(row: SavedView) -> View:
    """Return a saved view as any other."""
    return View(str(row.pk), row.name, row.parameters, row.is_shared, is_built_in=False)


def pick_saved_view(actor: Actor, key: str) -> SavedView:
    """Return a saved view by its id; raise ``NothingFound`` for all else."""
    try:
        return saved_views_of(actor).get(pk=uuid.UUID(key))
    except (SavedView.DoesNotExist, ValueError):
        raise NothingFound from None


def pick_view(actor: Actor, key: str) -> View:
    """Return any view by its key; raise ``NothingFound`` for all else.

    Views are a tool of the desk: for customers there are none.
    """
    if not get_policy().allows(actor, Verb.WORK_QUEUE):
        raise NothingFound
    for view in BUILT_IN:
        if view.key == key:
            return view
    return as_view(pick_saved_view(actor, key))


def tickets_in(
    actor: Actor, parameters: Mapping[str, str], *, among: QuerySet[Ticket] | None = None
) -> QuerySet[Ticket]:
    """Return the visible tickets, or those ``among`` them, that the parameters leave.

    Wrong parameters leave none.
    """
    tickets = visible_to(actor) if among is None else among
    narrowed = TicketFilterSet(parameters, queryset=tickets, actor=actor)
    if not narrowed.is_valid():
        return tickets.none()
    try:
        found = narrowed.qs
    except InvalidInput:  # of a person: kept before USER_MODEL had other keys
        return tickets.none()
    return matching(found, search_words(parameters.get("search", "")))


def counts_of(
    actor: Actor, views: Sequence[View], *, among: QuerySet[Ticket] | None = None
) -> dict[str, int]:
    """Return key -> number of tickets, at most one above ``MOST_COUNTED``, in one query.

    The tickets counted are the visible ones, or those ``among`` them. On PostgreSQL, up to two
    queries more choose the way for each view that searches, and tickets with common words are
    counted among those that the index gives at once.
    """
    found = [
        among_hits(tickets_in(actor, view.parameters, among=among)).order_by() for view in views
    ]
    counts: dict[str, Any] = {
        f"view_{place}": _CountOf(tickets[: MOST_COUNTED + 1])
        for place, tickets in enumerate(found)
    }
    person = apps.get_model(settings.person_model)._default_manager.filter(pk=actor.id)
    row = person.values_list(*counts.values()).first() or [0] * len(views)
    return dict(zip((view.key for view in views), row, strict=True))


class _CountOf(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) support_counted)"
    output_field = IntegerField()
    empty_result_set_value = 0  # not NULL, where Django knows that there is nothing to count

    def __init__(self, queryset: QuerySet[Any]) -> None:
        super().__init__(queryset.values("pk"))
