"""Canned responses where an answer is written: found, filled in and put into the draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django_support_tickets import actions
from django_support_tickets.selectors.canned import canned_matching, suggested_for
from django_support_tickets.selectors.search import search_words

if TYPE_CHECKING:
    from django_support_tickets.actors import Actor
    from django_support_tickets.models import Ticket


def shown_canned(actor: Actor, ticket: Ticket, search: str = "") -> dict[str, Any]:
    """Return the responses that a search finds, or without one those that fit the ticket."""
    words = search_words(search)
    if words:
        found = canned_matching(actor, words)
    else:
        found = [suggestion.response for suggestion in suggested_for(actor, ticket)]
    shown = [
        {"id": each.pk, "title": each.title, "text": actions.fill(each.body, ticket, actor)}
        for each in found
    ]
    return {"search": search, "found": shown}
