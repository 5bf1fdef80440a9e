"""The same change to many tickets: each by itself, each with its own result."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from django_support_tickets.actions import inputs
from django_support_tickets.actions.updating import update_ticket
from django_support_tickets.enums import Verb
from django_support_tickets.exceptions import InvalidInput, SupportError, TicketNotFound
from django_support_tickets.policies import get_policy
from django_support_tickets.selectors.tickets import visible_to

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django_support_tickets.actors import Actor
    from django_support_tickets.models import Ticket

logger = logging.getLogger("django_support_tickets.bulk")

MOST_TICKETS = 500
BATCH = 50

Change = Callable[..., Any]


class Result(NamedTuple):
    """How it went with one ticket; ``error`` is a code and empty if all is well."""

    ticket_id: UUID
    error: str = ""
    message: str = ""


def update_tickets(ids: Sequence[UUID], *, by: Actor, **changes: Any) -> Iterator[Result]:
    """Make ``changes`` (as ``update_ticket``, ``add_tags``, ``remove_tags``) to up to 500 tickets.

    Yields a result for each as soon as it is known. Each is a transaction of its own with its
    own events: one that fails leaves the others as they are. Agents only. Raises ``InvalidInput``
    at once for too many tickets, no change, or tags that cannot be any.
    """
    get_policy().require(by, Verb.WORK_QUEUE)
    if not changes:
        raise InvalidInput({"non_field_errors": [_("Give at least one change.")]})
    for field in {"add_tags", "remove_tags"} & {*changes}:
        changes[field] = inputs.clean_tags(changes[field])
    return change_tickets(ids, partial(update_ticket, **changes), by=by)


def change_tickets(ids: Sequence[UUID], change: Change, *, by: Actor) -> Iterator[Result]:
    """Call ``change``, an action that takes a ticket and ``by``, with each of up to 500 tickets.

    Yields, isolates and raises as ``update_tickets`` does.
    """
    get_policy().require(by, Verb.WORK_QUEUE)
    ids = list(dict.fromkeys(ids))
    if not 0 < len(ids) <= MOST_TICKETS:
        words = _("Give 1 to %(limit)d tickets.") % {"limit": MOST_TICKETS}
        raise InvalidInput({"ids": [words]})
    return _results(ids, by, change)


def _results(ids: Sequence[UUID], by: Actor, change: Change) -> Iterator[Result]:
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        found = visible_to(by).in_bulk(batch)
        for ticket_id in batch:
            yield _result(ticket_id, found.get(ticket_id), by, change)


def _result(ticket_id: UUID, ticket: Ticket | None, by: Actor, change: Change) -> Result:
    if ticket is None:
        return Result(ticket_id, TicketNotFound.code, str(TicketNotFound.default_message))
    try:
        change(ticket, by=by)
    except InvalidInput as error:
        texts = (str(text) for texts in error.details.values() for text in texts)
        return Result(ticket_id, error.code, " ".join(texts))
    except SupportError as error:
        return Result(ticket_id, error.code, str(error.message))
    except Exception:
        logger.exception("Ticket %s could not be changed", ticket_id)
        return Result(ticket_id, "error", _("This could not be done. Try it again."))
    return Result(ticket_id)
