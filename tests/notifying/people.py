"""What the tests' hosts say of a person, whatever model a person is."""

from typing import Any

from tests.factories import user_of

LANGUAGES: dict[Any, str] = {}
"""By the person's key; tests fill it."""


def email_of(person: Any) -> str:
    return str(user_of(person).email)


def language_of(person: Any) -> str:
    return LANGUAGES.get(person.pk, "en")
