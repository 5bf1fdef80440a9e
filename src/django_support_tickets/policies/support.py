"""The policy that the desk comes with: own tickets for customers, all of them for staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps

from django_support_tickets.conf import settings
from django_support_tickets.enums import Verb
from django_support_tickets.policies.base import BasePolicy

if TYPE_CHECKING:
    from django.db.models import Manager, QuerySet

    from django_support_tickets.actors import Actor
    from django_support_tickets.models import Ticket

CUSTOMER_VERBS = frozenset({Verb.REPLY, Verb.ATTACH, Verb.MARK_READ, Verb.CLOSE, Verb.REOPEN})


class SupportPolicy(BasePolicy):
    """Agents are active users with ``is_staff``; everybody else sees their own tickets.

    The customer of a ticket is its customer even when they are an agent: on their own ticket
    they see and may do what any customer does.
    """

    def person_for(self, user: Any) -> Any | None:
        """Return the user itself; a host with a people table of its own looks its row up."""
        return user if getattr(user, "is_authenticated", False) else None

    def is_agent(self, person: Any) -> bool:
        """Whether the person is active and staff. A role field is no trust boundary."""
        return bool(getattr(person, "is_active", False) and getattr(person, "is_staff", False))

    def agents(self) -> QuerySet[Any]:
        """Return active staff."""
        people: Manager[Any] = apps.get_model(settings.person_model)._default_manager
        return people.filter(is_active=True, is_staff=True)

    def scope(self, tickets: QuerySet[Ticket], actor: Actor) -> QuerySet[Ticket]:
        """Return all tickets for agents, own tickets for others."""
        # Not customer=...: without a key that would be everybody's who was deleted.
        return tickets if actor.is_agent else tickets.filter(customer__in=[actor.id])

    def allows(self, actor: Actor, verb: Verb, ticket: Ticket | None = None) -> bool:
        """Customers may write, close and reopen what is theirs; agents may do the rest."""
        if ticket is None:
            return actor.is_agent or verb == Verb.OPEN
        if actor.is_customer_of(ticket):
            return verb in CUSTOMER_VERBS
        return actor.is_agent

    def sees_internal(self, actor: Actor, ticket: Ticket) -> bool:
        """Agents see notes, except on a ticket of their own."""
        return actor.is_agent and not actor.is_customer_of(ticket)
