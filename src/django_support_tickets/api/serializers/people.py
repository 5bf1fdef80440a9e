"""People as the API names them: a key and the name kept beside it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from django_support_tickets.enums import Verb
from django_support_tickets.payloads import json_key, person_payload
from django_support_tickets.policies import get_policy
from django_support_tickets.selectors.people import find_agent, find_person


class PersonIdField(serializers.Field[Any, Any, Any, Any]):
    """The key of a person as JSON has it: a number or a text, as the host's keys are."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the key as it was given."""
        return data

    def to_representation(self, value: Any) -> Any:
        """Return a number as it is and all else as text."""
        return json_key(value)


class SupportPersonSerializer(serializers.Serializer[Any]):
    """``{id, name}`` of the person behind a key; ``id`` is null once they are deleted."""

    id = PersonIdField(allow_null=True)
    name = serializers.CharField()

    def __init__(self, *args: Any, person: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("read_only", True)
        if person:  # a column of the row itself, unless ``source`` names another
            kwargs = {"source": "*", "allow_null": True, **kwargs}
        self.person = person
        super().__init__(*args, **kwargs)

    def to_representation(self, instance: Any) -> Any:
        """Return the columns ``<person>_id`` and ``<person>_name`` of the row; no query."""
        return person_payload(
            getattr(instance, f"{self.person}_id"), getattr(instance, f"{self.person}_name")
        )


class SupportAgentSerializer(serializers.Serializer[Any]):
    """An agent with the number of unfinished tickets assigned to them.

    ``is_escalation_contact``: whether the policy has them told of escalations.
    """

    id = PersonIdField(source="pk", read_only=True)
    name = serializers.SerializerMethodField()
    open_tickets = serializers.IntegerField(read_only=True)
    is_escalation_contact = serializers.BooleanField(read_only=True)

    def get_name(self, agent: Any) -> str:
        """Return the name that others see."""
        return get_policy().name_of(agent)


class AgentKeyField(PersonIdField):
    """The key of an agent, or null; becomes the person."""

    default_error_messages = {"unknown": _("There is no such agent.")}

    def to_internal_value(self, data: Any) -> Any:
        """Return the agent; one error for unknown people and for those who are no agents."""
        # Before the answer, so that customers cannot learn from it who is an agent.
        get_policy().require(self.context["actor"], Verb.WORK_QUEUE)
        return find_agent(data) or self.fail("unknown")

    def to_representation(self, value: Any) -> Any:
        """Return the key."""
        return value.pk


class PersonKeyField(AgentKeyField):
    """The key of any person; becomes the person."""

    default_error_messages = {"unknown": _("There is no such person.")}

    def to_internal_value(self, data: Any) -> Any:
        """Return the person."""
        person, actor = find_person(data), self.context["actor"]
        if person is None or person.pk != actor.id:  # customers cannot learn which keys exist
            get_policy().require(actor, Verb.OPEN_FOR_ANOTHER)
        return person or self.fail("unknown")
