"""Codes, and the host's own data, as the API writes them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from django_support_tickets.enums import Priority

MOST_VALUES = 500  # of a list in a request; no rule of an action allows more
PRIORITY_CODES = [(priority.code, priority.label) for priority in Priority]


class CodeField(serializers.ChoiceField):
    """One of the codes in ``enums``. A class of its own, so that schemas can name the choices."""


class PriorityField(CodeField):
    """A priority by its code."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=PRIORITY_CODES, **kwargs)

    def to_internal_value(self, data: Any) -> Priority:  # type: ignore[override]  # str in the stubs
        """Return the priority of this code."""
        return Priority.from_code(super().to_internal_value(data))

    def to_representation(self, value: Any) -> str:
        """Return the code of this rank; a code, which schema generators ask for, as it is."""
        return value if isinstance(value, str) else Priority(value).code


class ShortListField(serializers.ListField):
    """A list that is counted before its first value is read: each bad one has words of its own."""

    def run_child_validation(self, data: Any) -> Any:
        """Return the values; refuse more than ``MOST_VALUES``."""
        if len(data) > MOST_VALUES:
            self.fail("max_length", max_length=MOST_VALUES)
        return super().run_child_validation(data)


class SwitchField(serializers.BooleanField):
    """A boolean that a form may leave out: what is not there is not switched off."""

    default_empty_html = serializers.empty


class MetadataField(serializers.JSONField):
    """A JSON object of the host's. A class of its own, so that schemas can say so."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the object; in a form it is text, which no parser of ours has looked into."""
        try:
            return super().to_internal_value(data)
        except RecursionError:
            self.fail("invalid")
