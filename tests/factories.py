"""People and tickets for tests, whatever the active settings call a person."""

from typing import Any

import factory
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

from django_support_tickets.actions import open_ticket
from django_support_tickets.conf import settings
from django_support_tickets.models import Ticket
from django_support_tickets.policies import actor_for

PASSWORD = "correct horse"


class UserFactory(factory.Factory):
    """An auth user, made by the host's own ``create_user``."""

    class Meta:
        model = get_user_model()

    email = factory.Sequence(lambda n: f"person{n}@example.com")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> Any:
        fields.setdefault("password", PASSWORD)
        fields.setdefault(model_class.USERNAME_FIELD, fields["email"])
        return model_class.objects.create_user(*args, **fields)


class PersonFactory(factory.Factory):
    """A customer: a row of the people table, with a user that can log in.

    Arguments go to the user: ``PersonFactory(email="maya@example.com", is_active=False)``.
    """

    class Meta:
        model = apps.get_model(settings.person_model)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, is_agent: bool = False, **fields: Any) -> Any:
        user = UserFactory(is_staff=is_agent, **fields)
        if isinstance(user, model_class):
            return user
        name = user.email.partition("@")[0]
        return model_class.objects.create(user=user, name=name, at_the_desk=is_agent)


class AgentFactory(PersonFactory):
    """A person who works at the desk."""

    is_agent = True


def user_of(person: models.Model) -> Any:
    """Return the auth user with which the person logs in."""
    return person if isinstance(person, get_user_model()) else person.user  # type: ignore[attr-defined]


class TicketFactory(factory.Factory):
    """A ticket opened by its customer through the action, with all that belongs to it."""

    class Meta:
        model = Ticket

    customer = factory.SubFactory(PersonFactory)
    title = factory.Sequence(lambda n: f"Ticket {n}")
    category = "general"
    message_text = "It does not work."

    @classmethod
    def _create(cls, model_class: Any, *args: Any, customer: Any, **fields: Any) -> Ticket:
        fields.setdefault("by", actor_for(user_of(customer)))
        return open_ticket(customer, **fields)
