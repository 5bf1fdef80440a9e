"""Keeping views of the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from django_support_tickets.actions import inputs
from django_support_tickets.actions.keeping import keep
from django_support_tickets.characters import is_storable_json
from django_support_tickets.enums import Verb
from django_support_tickets.exceptions import InvalidInput, NothingFound
from django_support_tickets.models import SavedView, Ticket
from django_support_tickets.policies import get_policy
from django_support_tickets.selectors.filters import TicketFilterSet
from django_support_tickets.selectors.saved_views import MOST_VIEWS, saved_views_of
from django_support_tickets.selectors.tickets import ORDERINGS

if TYPE_CHECKING:
    from django_support_tickets.actors import Actor

LONGEST_VALUE = 500


def save_view(
    view: SavedView | None = None,
    *,
    by: Actor,
    name: str | None = None,
    parameters: Any = None,
    is_shared: bool | None = None,
) -> SavedView:
    """Keep a new view, or change one. Agents only; personal unless ``is_shared``.

    ``parameters`` are those of the ticket list: filters, ``search`` and ``ordering``. What the
    list would refuse is refused here, with the same words. Raises ``NothingFound`` for a personal
    view of another agent.
    """
    get_policy().require(by, Verb.WORK_QUEUE)
    if view is None:
        view = SavedView(owner_id=by.id)
    else:
        _require_known(view, by)
    before = view.owner_id
    changed: dict[str, Any] = {}
    if name is not None:
        changed["name"] = inputs.clean_title(name, field="name")
    if parameters is not None:
        changed["parameters"] = _clean_parameters(parameters, by)
    if is_shared is not None:
        changed["owner_id"] = None if is_shared else by.id
    for column, value in changed.items():
        setattr(view, column, value)
    if view._state.adding or view.owner_id != before:
        _require_room(view)
    keep(view, changed)
    return view


def delete_view(view: SavedView, *, by: Actor) -> None:
    """Delete a view. Agents only; ``NothingFound`` for a personal one of another agent."""
    get_policy().require(by, Verb.WORK_QUEUE)
    _require_known(view, by)
    view.delete()


def _require_known(view: SavedView, by: Actor) -> None:
    if not (by.is_system or saved_views_of(by).filter(pk=view.pk).exists()):
        raise NothingFound


def _require_room(view: SavedView) -> None:
    # Each has room of their own, so that nobody's shared views push another's out of their list.
    if SavedView.objects.filter(owner=view.owner_id).count() >= MOST_VIEWS:
        raise InvalidInput({"name": [_("At most %(limit)d views.") % {"limit": MOST_VIEWS}]})


def _clean_parameters(parameters: Any, by: Actor) -> dict[str, str]:
    known = {*TicketFilterSet.base_filters, "search", "ordering"}
    fits = isinstance(parameters, dict) and all(
        key in known and isinstance(value, str) and len(value) <= LONGEST_VALUE
        for key, value in parameters.items()
    )
    if not fits or not is_storable_json(parameters):
        words = _("Give texts for some of: %(known)s.") % {"known": ", ".join(sorted(known))}
        raise InvalidInput({"parameters": [words]})
    checked = TicketFilterSet(parameters, queryset=Ticket.objects.none(), actor=by)
    if not checked.is_valid():
        raise InvalidInput({key: list(errors) for key, errors in checked.errors.items()})
    checked.filter_queryset(Ticket.objects.none())  # refuses what can be no key of a person
    orders = {"", *ORDERINGS, *(f"-{column}" for column in ORDERINGS)}
    if parameters.get("ordering", "") not in orders:
        words = _("Choose one of: %(known)s.") % {"known": ", ".join(ORDERINGS)}
        raise InvalidInput({"ordering": [words]})
    return dict(parameters)
