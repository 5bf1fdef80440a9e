"""What a policy must answer, and how the rest of the desk asks it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, cast

from django.apps import apps

from django_support_tickets.actors import Actor
from django_support_tickets.conf import settings
from django_support_tickets.exceptions import NotAllowed
from django_support_tickets.models.ticket import NAME_LENGTH

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from django_support_tickets.enums import Verb
    from django_support_tickets.models import Ticket


class BasePolicy(ABC):
    """Every question of access. The same object answers for one ticket and for a queryset.

    A policy is made once per settings and shared by all threads: it keeps no state.
    """

    @abstractmethod
    def person_for(self, user: Any) -> Any | None:
        """Return the row of the people table behind an authenticated user, or ``None``."""

    @abstractmethod
    def is_agent(self, person: Any) -> bool:
        """Whether the person works at the desk."""

    @abstractmethod
    def agents(self) -> QuerySet[Any]:
        """Return the people that tickets can be assigned to."""

    @abstractmethod
    def scope(self, tickets: QuerySet[Ticket], actor: Actor) -> QuerySet[Ticket]:
        """Return those of ``tickets`` that the actor may know of. All else is 404."""

    @abstractmethod
    def allows(self, actor: Actor, verb: Verb, ticket: Ticket | None = None) -> bool:
        """Whether the actor may do ``verb``, to ``ticket`` where the verb has one."""

    @abstractmethod
    def sees_internal(self, actor: Actor, ticket: Ticket) -> bool:
        """Whether the actor sees the notes of this ticket."""

    def escalation_contacts(self) -> QuerySet[Any]:
        """Return the people who are told of an escalation; by default all agents."""
        return self.agents()

    def name_of(self, person: Any) -> str:
        """Return the name of a person that others see, made by ``USER_DISPLAY``."""
        return str(settings.resolve("USER_DISPLAY")(person))[:NAME_LENGTH]

    def require(self, actor: Actor, verb: Verb, ticket: Ticket | None = None) -> None:
        """Raise ``NotAllowed`` unless the actor may do ``verb``. The system may do all."""
        if not (actor.is_system or self.allows(actor, verb, ticket)):
            raise NotAllowed


def get_policy() -> BasePolicy:
    """Return the configured policy."""
    return cast("BasePolicy", settings.instance("POLICY"))


def actor_for(user: Any) -> Actor:
    """Return the actor behind an authenticated user.

    Raises ``NotAllowed`` for a user that the policy does not know as a person of the desk.
    """
    person = get_policy().person_for(user)
    # A person of another table would be taken for whoever has the same key in ours.
    if not isinstance(person, apps.get_model(settings.person_model)):
        raise NotAllowed
    return actor_of(person)


def actor_of(person: Any) -> Actor:
    """Return the actor that a row of the people table is, in the role the policy gives them."""
    policy = get_policy()
    return Actor(person=person, name=policy.name_of(person), is_agent=policy.is_agent(person))
