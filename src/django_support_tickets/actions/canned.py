"""Writing and using canned responses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils.translation import gettext as _

from django_support_tickets.actions import inputs
from django_support_tickets.actions.keeping import keep
from django_support_tickets.conf import settings
from django_support_tickets.enums import Status, Verb
from django_support_tickets.exceptions import InvalidInput, NothingFound
from django_support_tickets.models import CannedResponse
from django_support_tickets.policies import get_policy
from django_support_tickets.selectors.canned import canned_for

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django_support_tickets.actors import Actor
    from django_support_tickets.models import Ticket

_VARIABLE = re.compile(r"\{\{([^{}]*)\}\}")

# All that a text can name: no template language, so that no text can reach further.
VARIABLES: Mapping[str, Callable[[Ticket, Actor], Any]] = {
    "ticket.reference": lambda ticket, _actor: ticket.reference,
    "ticket.title": lambda ticket, _actor: ticket.title,
    "ticket.status": lambda ticket, _actor: Status(ticket.status).label,
    "ticket.category": lambda ticket, _actor: settings.categories().get(ticket.category),
    "customer.name": lambda ticket, _actor: ticket.customer_name,
    "agent.name": lambda _ticket, actor: actor.name,
}


def save_canned_response(
    response: CannedResponse | None = None,
    *,
    by: Actor,
    is_shared: bool | None = None,
    **fields: Any,
) -> CannedResponse:
    """Write a new response, or change ``fields`` of one: title, body, category, tags.

    Agents only. An unknown variable is an ``InvalidInput`` that names the known ones. A response
    is personal unless ``is_shared``. Raises ``NothingFound`` for a personal one of another agent.
    """
    get_policy().require(by, Verb.WORK_QUEUE)
    if response is None:
        response = CannedResponse(owner_id=by.id)
    else:
        _require_known(response, by)
    for field, value in fields.items():
        setattr(response, field, CLEANERS[field](value))
    # Not usage_count, which goes up beside us, nor what somebody else may have changed meanwhile.
    changed = [*fields, "updated_at"]
    if is_shared is not None:
        response.owner_id = None if is_shared else by.id
        changed.append("owner_id")
    keep(response, changed)
    return response


def delete_canned_response(response: CannedResponse, *, by: Actor) -> None:
    """Delete a response. Agents only; ``NothingFound`` for a personal one of another agent."""
    get_policy().require(by, Verb.WORK_QUEUE)
    _require_known(response, by)
    response.delete()


def use_canned_response(response: CannedResponse, *, ticket: Ticket, by: Actor) -> str:
    """Return the text for this ticket, ready to be edited and sent, and count the use.

    For those who may answer this ticket as staff; ``NothingFound`` for a personal response of
    another agent.
    """
    get_policy().require(by, Verb.NOTE, ticket)
    _require_known(response, by)
    CannedResponse.objects.filter(pk=response.pk).update(usage_count=F("usage_count") + 1)
    return fill(response.body, ticket, by)


def fill(body: str, ticket: Ticket, by: Actor) -> str:
    """Return the text with its variables filled in; one without a value stays to be seen."""

    def value_of(match: re.Match[str]) -> str:
        name = match[1].strip()
        value = VARIABLES[name](ticket, by) if name in VARIABLES else None
        text = "" if value is None else str(value)
        return text if text.strip() else f"[{name}]"

    return _VARIABLE.sub(value_of, body)


def _require_known(response: CannedResponse, by: Actor) -> None:
    if not (by.is_system or canned_for(by).filter(pk=response.pk).exists()):
        raise NothingFound


def _clean_body(body: str) -> str:
    text = inputs.clean_message_text(body, field="body")
    unknown = sorted({name.strip() for name in _VARIABLE.findall(text)} - {*VARIABLES})
    if unknown:
        words = _("There is no %(unknown)s. Known: %(known)s.")
        values = {"unknown": ", ".join(unknown), "known": ", ".join(VARIABLES)}
        raise InvalidInput({"body": [words % values]})
    return text


def _clean_category(category: str) -> str:
    return inputs.clean_category(category) if category else ""


CLEANERS: Mapping[str, Callable[[Any], Any]] = {
    "title": inputs.clean_title,
    "body": _clean_body,
    "category": _clean_category,
    "tags": inputs.clean_tags,
}
