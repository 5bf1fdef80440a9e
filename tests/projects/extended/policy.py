"""Policies of hosts that see it otherwise."""

from typing import Any

from django.db.models import Q, QuerySet

from django_support_tickets.actors import Actor
from django_support_tickets.enums import Verb
from django_support_tickets.models import Ticket
from django_support_tickets.policies import SupportPolicy


class OwnQueuePolicy(SupportPolicy):
    """Agents see what is assigned to them or to nobody; customers do not close tickets."""

    def scope(self, tickets: QuerySet[Ticket], actor: Actor) -> QuerySet[Ticket]:
        own = Q(customer=actor.id)
        if actor.is_agent:
            own |= Q(assigned_agent=actor.id) | Q(assigned_agent=None)
        return tickets.filter(own)

    def allows(self, actor: Actor, verb: Verb, ticket: Ticket | None = None) -> bool:
        if verb == Verb.CLOSE and not actor.is_agent:
            return False
        return super().allows(actor, verb, ticket)


class NoFilesPolicy(SupportPolicy):
    """Nobody sends files."""

    def allows(self, actor: Actor, verb: Verb, ticket: Ticket | None = None) -> bool:
        return verb != Verb.ATTACH and super().allows(actor, verb, ticket)


class OpenShelvesPolicy(SupportPolicy):
    """Everybody sees every ticket; only agents see notes."""

    def scope(self, tickets: QuerySet[Ticket], actor: Actor) -> QuerySet[Ticket]:
        return tickets


class NobodyPolicy(SupportPolicy):
    """Knows none of the people who log in."""

    def person_for(self, user: Any) -> None:
        return None
