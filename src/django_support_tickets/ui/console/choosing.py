"""What can be chosen in the forms of the desk, and what was chosen as arguments of actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from django_support_tickets.conf import settings
from django_support_tickets.enums import Priority, Status
from django_support_tickets.exceptions import InvalidInput
from django_support_tickets.policies import get_policy
from django_support_tickets.selectors.people import agents_with_load, find_agent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.http import QueryDict

    from django_support_tickets.actors import Actor

Option = tuple[str, Any]
PRIORITIES = [(priority.code, priority.label) for priority in reversed(Priority)]
NOBODY = "none"
CHANGES = ("assigned_agent", "status", "priority", "add_tags", "remove_tags", "tags")


def options() -> dict[str, list[Option]]:
    """Return the options of every select box of the desk, as value and label."""
    agents = [(str(agent.pk), get_policy().name_of(agent)) for agent in agents_with_load()]
    return {
        "status": list(Status.choices),
        "priority": PRIORITIES,
        "category": [(str(code), label) for code, label in settings.categories().items()],
        "agents": agents,
    }


def with_chosen(options: Iterable[Option], chosen: str) -> list[Option]:
    """Return the options, and one for several of them together if those were chosen."""
    options = list(options)
    labels = {value: str(label) for value, label in options}
    if chosen and chosen not in labels:
        words = _(" or ").join(labels.get(value, value) for value in chosen.split(","))
        options.append((chosen, words))
    return options


def changes_in(data: QueryDict, actor: Actor) -> dict[str, Any]:
    """Return the changes that a form names; a field that is left empty, but tags, is none."""
    chosen: dict[str, Any] = {
        field: data[field] for field in CHANGES if data.get(field) or (field == "tags" in data)
    }
    if "assigned_agent" in chosen:
        chosen["assigned_agent"] = agent_called(chosen["assigned_agent"], actor)
    for field in {"add_tags", "remove_tags", "tags"} & {*chosen}:
        chosen[field] = [tag for tag in chosen[field].split(",") if tag.strip()]
    return chosen


def agent_called(value: str, actor: Actor) -> Any | None:
    """Return the agent of a form: ``me``, ``none`` or a key; raise ``InvalidInput`` for others."""
    if value == NOBODY:
        return None
    agent = actor.person if value == "me" else find_agent(value)
    if agent is None:
        raise InvalidInput({"assigned_agent": [_("There is no such agent.")]})
    return agent


def ids_in(data: QueryDict) -> list[UUID]:
    """Return the tickets that are ticked; raise ``InvalidInput`` for what names none."""
    try:
        return [UUID(value) for value in dict.fromkeys(data.getlist("ids"))]
    except ValueError:
        raise InvalidInput({"ids": [_("Choose tickets of the queue.")]}) from None


def change_words(changes: Mapping[str, Any]) -> list[str]:
    """Return each change as a sentence, for who must confirm it."""
    return [_WORDS[field](value) for field, value in changes.items()]


def _assigned(agent: Any | None) -> str:
    if agent is None:
        return _("Assign to nobody")
    return _("Assign to %(agent)s") % {"agent": get_policy().name_of(agent)}


def _label(options: Iterable[Option], value: str) -> str:
    return str(dict(options).get(value, value))


_WORDS: Mapping[str, Callable[[Any], str]] = {
    "assigned_agent": _assigned,
    "status": lambda value: (
        _("Set the status to %(status)s") % {"status": _label(Status.choices, value)}
    ),
    "priority": lambda value: (
        _("Set the priority to %(priority)s") % {"priority": _label(PRIORITIES, value)}
    ),
    "add_tags": lambda tags: _("Add the tags: %(tags)s") % {"tags": ", ".join(tags)},
    "remove_tags": lambda tags: _("Remove the tags: %(tags)s") % {"tags": ", ".join(tags)},
    "tags": lambda tags: _("Set the tags: %(tags)s") % {"tags": ", ".join(tags)},
}
