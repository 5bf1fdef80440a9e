"""The orders of lists of tickets, each of which some index has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from django_support_tickets.exceptions import InvalidInput
from django_support_tickets.selectors.tickets import ORDERINGS, activity_column

if TYPE_CHECKING:
    from django_support_tickets.actors import Actor


def order_of(actor: Actor, wanted: str) -> tuple[str, ...]:
    """Return columns of one direction, the last unique, for ``?ordering=``; newest first if empty.

    Raises ``InvalidInput`` for an order that no list has.
    """
    wanted = wanted.strip() or "-updated_at"
    sign, name = ("-", wanted[1:]) if wanted.startswith("-") else ("", wanted)
    if name not in ORDERINGS:
        known = ", ".join(ORDERINGS)
        raise InvalidInput({"ordering": [_("Choose one of: %(known)s.") % {"known": known}]})
    activity = activity_column(actor)
    columns = {"created_at": ["created_at"], "updated_at": [activity]}
    order = columns.get(name, ["priority", activity])
    return tuple(f"{sign}{column}" for column in [*order, "id"])
