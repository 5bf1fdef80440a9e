"""The rules of what people may type. Each function returns the value to keep, or refuses it."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING, Any, TypeVar

from django.utils.translation import gettext as _

from django_support_tickets.characters import is_storable, is_storable_json
from django_support_tickets.conf import settings
from django_support_tickets.enums import Priority, Source, Status
from django_support_tickets.exceptions import InvalidInput
from django_support_tickets.models.ticket import CODE_LENGTH, TITLE_LENGTH, TOKEN_LENGTH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django_support_tickets.actors import Actor

MOST_TAGS = 20
METADATA_BYTES = 8192

Choice = TypeVar("Choice", Status, Source)


def clean_title(title: str, *, field: str = "title") -> str:
    """One line of 1 to 255 characters, without white space around it.

    A line break would end a mail header (RFC 5322, 2.2) wherever the title becomes a subject.
    """
    title = _words(field, title).strip()
    if not title or len(title) > TITLE_LENGTH:
        raise _refusal(field, _("Write 1 to %(limit)d characters."), limit=TITLE_LENGTH)
    if any(unicodedata.category(character) in {"Cc", "Zl", "Zp"} for character in title):
        raise _refusal(field, _("Write it on one line, without control characters."))
    return title


def clean_message_text(text: str, *, field: str = "message_text") -> str:
    """Text as typed: at least one visible character, at most ``LIMITS["message_length"]``."""
    text, limit = _words(field, text), settings.limits["message_length"]
    if not text.strip() or len(text) > limit:
        raise _refusal(field, _("Write 1 to %(limit)d characters."), limit=limit)
    return text


def clean_category(category: str) -> str:
    """One of the host's categories."""
    if category not in settings.categories():
        known = ", ".join(settings.categories())
        raise _refusal("category", _("Choose one of: %(known)s."), known=known)
    return category


def clean_status(status: str) -> Status:
    """A known status."""
    return _choice("status", Status, status)


def clean_source(source: str) -> Source:
    """A known source."""
    return _choice("source", Source, source)


def clean_priority(priority: Priority | str) -> Priority:
    """A priority, given as such or by its code."""
    try:
        return priority if isinstance(priority, Priority) else Priority.from_code(priority)
    except ValueError:
        known = ", ".join(p.code for p in Priority)
        raise _refusal("priority", _("Choose one of: %(known)s."), known=known) from None


def offered_priorities(actor: Actor) -> list[Priority]:
    """Return what the actor may choose for a ticket of their own: all, or what the host offers."""
    return [p for p in Priority if actor.is_agent or p.code in settings.CUSTOMER_PRIORITIES]


def clean_tags(tags: Iterable[str]) -> list[str]:
    """Up to 20 different words of up to 50 characters, in lower case, sorted, without commas."""
    cleaned = sorted({" ".join(_words("tags", tag).split()).lower() for tag in tags})
    if len(cleaned) > MOST_TAGS:
        raise _refusal("tags", _("At most %(limit)d tags."), limit=MOST_TAGS)
    if any(not tag or len(tag) > CODE_LENGTH or "," in tag for tag in cleaned):
        words = _("A tag has 1 to %(limit)d characters and no comma.")
        raise _refusal("tags", words, limit=CODE_LENGTH)
    return cleaned


def clean_metadata(metadata: Any) -> dict[str, Any]:
    """A JSON object of the host's, at most 8192 bytes as JSON."""
    try:
        if not isinstance(metadata, dict) or not is_storable_json(metadata):
            raise TypeError  # noqa: TRY301 - one refusal for all that cannot be kept
        size = len(json.dumps(metadata, allow_nan=False).encode())
    except (TypeError, ValueError):
        raise _refusal("metadata", _("Give a plain JSON object.")) from None
    if size > METADATA_BYTES:
        raise _refusal("metadata", _("At most %(limit)d bytes as JSON."), limit=METADATA_BYTES)
    return metadata


def clean_client_token(token: str | None) -> str | None:
    """The client's own mark of a request, so that a repeat is known as one; up to 64 characters."""
    if not token:
        return None
    if len(_words("client_token", token)) > TOKEN_LENGTH:
        raise _refusal("client_token", _("At most %(limit)d characters."), limit=TOKEN_LENGTH)
    return token


def check_number_of_files(number: int) -> None:
    """At most ``LIMITS["files_per_message"]`` files in a message, claimed and new ones together."""
    limit = settings.limits["files_per_message"]
    if number > limit:
        raise _refusal("files", _("At most %(limit)d files."), limit=limit)


def _choice(field: str, choices: type[Choice], value: str) -> Choice:
    try:
        return choices(value)
    except ValueError:
        known = ", ".join(choices.values)
        raise _refusal(field, _("Choose one of: %(known)s."), known=known) from None


def _words(field: str, text: object) -> str:
    if not isinstance(text, str) or not is_storable(text):
        raise _refusal(field, _("Give text that can be stored: no NUL, no broken characters."))
    return text


def _refusal(field: str, words: str, **values: Any) -> InvalidInput:
    return InvalidInput({field: [words % values]})
