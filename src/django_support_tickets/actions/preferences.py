"""What people want to be told: their own business, so it is no event and locks no ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from django_support_tickets.conf import settings
from django_support_tickets.enums import Verb
from django_support_tickets.exceptions import InvalidInput, NotAllowed
from django_support_tickets.models import NotificationPreference, TicketReader
from django_support_tickets.policies import get_policy
from django_support_tickets.selectors.audience import kinds_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model

    from django_support_tickets.actors import Actor
    from django_support_tickets.models import Ticket


def set_preferences(switches: Mapping[str, Mapping[str, bool]], *, by: Actor) -> None:
    """Switch kinds of notifications on or off for the actor: kind -> notifier -> on.

    What is not named stays as it is. Raises ``InvalidInput`` for an unknown kind or notifier.
    """
    wanted = {(kind, channel): on for kind, row in switches.items() for channel, on in row.items()}
    known = {(kind.value, channel) for kind in kinds_for(by) for channel in settings.NOTIFIERS}
    unknown = [".".join(name) for name in wanted if name not in known]
    if unknown:
        words = _("Unknown: %(names)s.") % {"names": ", ".join(unknown)}
        raise InvalidInput({"switches": [words]})
    _require_person(by)
    with transaction.atomic():
        for (kind, channel), is_on in wanted.items():
            _put(NotificationPreference, {"kind": kind, "channel": channel}, by, is_on=is_on)


def mute_ticket(ticket: Ticket, *, by: Actor) -> None:
    """Tell the actor nothing of this ticket any more."""
    _set_muted(ticket, by, is_muted=True)


def unmute_ticket(ticket: Ticket, *, by: Actor) -> None:
    """Tell the actor of this ticket again."""
    _set_muted(ticket, by, is_muted=False)


def _set_muted(ticket: Ticket, by: Actor, *, is_muted: bool) -> None:
    _require_person(by)
    get_policy().require(by, Verb.MARK_READ, ticket)
    _put(TicketReader, {"ticket": ticket}, by, is_muted=is_muted)


def _put(rows: type[Model], key: dict[str, Any], by: Actor, **values: Any) -> None:
    # The UPDATE comes first: on SQLite a transaction that begins by reading may be refused when
    # it wants to write.
    key = {**key, "person": by.person}
    if not rows._default_manager.filter(**key).update(**values):
        rows._default_manager.update_or_create(**key, defaults=values)


def _require_person(by: Actor) -> None:
    if by.person is None:
        raise NotAllowed
