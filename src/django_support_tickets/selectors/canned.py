"""Canned responses as an agent may use them."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q

from django_support_tickets.exceptions import NothingFound
from django_support_tickets.models import CannedResponse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from django_support_tickets.actors import Actor
    from django_support_tickets.models import Ticket

MOST_COMPARED = 200
MOST_SUGGESTED = 5
MOST_FOUND = 20
SHORTEST_WORD = 4  # letters; shorter ones are in every text
# All but space and punctuation: \w would end a word at each vowel sign of Devanagari and the like.
_BETWEEN = r"\s!-/:-@\[-`{-~\u00a1-\u00bf\u0964\u0965\u2010-\u206f\u3000-\u303f"
_WORD = re.compile(f"[^{_BETWEEN}]{{{SHORTEST_WORD},}}")


class Suggestion(NamedTuple):
    """A response and how well it fits a ticket; only the order of scores means anything."""

    response: CannedResponse
    score: int


def canned_for(actor: Actor) -> QuerySet[CannedResponse]:
    """Return the shared responses and the actor's own."""
    return CannedResponse.objects.usable_by(actor.id).order_by("title", "id")


def canned_matching(actor: Actor, words: Sequence[str]) -> list[CannedResponse]:
    """Return up to twenty of them in whose title or text every word occurs, by title."""
    found = canned_for(actor)
    for word in words:
        found = found.filter(Q(title__icontains=word) | Q(body__icontains=word))
    return list(found[:MOST_FOUND])


def pick_canned(actor: Actor, key: str) -> CannedResponse:
    """Return one of them by its id; raise ``NothingFound`` for all else."""
    try:
        return canned_for(actor).get(pk=uuid.UUID(key))
    except (CannedResponse.DoesNotExist, ValueError):
        raise NothingFound from None


def suggested_for(actor: Actor, ticket: Ticket) -> list[Suggestion]:
    """Return up to five responses that fit the ticket best, the best first.

    Words in common with the title and the last public message weigh most, then the category;
    past use decides between equals. A response of another category is never suggested. Compares
    the 200 most used candidates.
    """
    candidates = canned_for(actor).filter(category__in=("", ticket.category))
    said = _words(f"{ticket.title} {ticket.last_message_snippet}")
    most_used = candidates.order_by("-usage_count", "id")[:MOST_COMPARED]
    ranked = [Suggestion(response, _score(response, ticket, said)) for response in most_used]
    ranked.sort(key=lambda suggestion: -suggestion.score)  # stable: use decides between equals
    return ranked[:MOST_SUGGESTED]


def _score(response: CannedResponse, ticket: Ticket, said: set[str]) -> int:
    in_common = len(said & _words(f"{response.title} {response.body} {' '.join(response.tags)}"))
    return 2 * in_common + (response.category == ticket.category)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))
