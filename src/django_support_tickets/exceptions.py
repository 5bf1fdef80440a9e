"""What can be refused, in words a person understands.

Each error has a stable ``code`` and a default message; doors map codes to their own protocol.
Configuration errors are Django's ``ImproperlyConfigured`` and stay outside this family.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.utils.functional import _StrOrPromise


class SupportError(Exception):
    """Base of every refusal of the desk."""

    code = "error"
    default_message: _StrOrPromise = _("This could not be done.")

    def __init__(self, message: _StrOrPromise | None = None) -> None:
        self.message = self.default_message if message is None else message
        super().__init__(self.message)


class InvalidInput(SupportError, ValueError):
    """A value breaks a rule. ``details`` maps the field to what is wrong with it."""

    code = "validation_error"
    default_message = _("Some of the data is not valid.")

    def __init__(self, details: Mapping[str, Sequence[_StrOrPromise]]) -> None:
        self.details = {field: list(messages) for field, messages in details.items()}
        super().__init__()


class FileRefused(InvalidInput):
    """A file is empty, unreadable or otherwise not acceptable."""


class FileTooLarge(FileRefused):
    """A file is larger than ``LIMITS["file_size"]``."""

    code = "file_too_large"


class FileTypeRefused(FileRefused):
    """A file's type is not on the list, or its name and its content disagree."""

    code = "invalid_file_type"


class StorageUnavailable(SupportError):
    """The storage failed to keep or to give a file; the log of ``files`` says how."""

    code = "storage_unavailable"
    default_message = _("Files cannot be stored or read at the moment. Try again in a minute.")


class SearchTooSlow(SupportError):
    """Looking for these words takes the database longer than a search may take."""

    code = "search_too_slow"
    default_message = _("This search takes too long. Add a less common word, or a filter.")


class NotAllowed(SupportError, PermissionDenied):
    """The ticket is visible to the actor, but the policy refuses the verb."""

    code = "permission_denied"
    default_message = _("You are not allowed to do this.")


class TicketNotFound(SupportError, LookupError):
    """There is no such ticket, or not for this person: the two are never told apart."""

    code = "ticket_not_found"
    default_message = _("There is no such ticket.")


class AttachmentNotFound(SupportError, LookupError):
    """There is no such file, or not for this person."""

    code = "not_found"
    default_message = _("There is no such file.")


class NotificationNotFound(SupportError, LookupError):
    """There is no such item in this person's inbox."""

    code = "not_found"
    default_message = _("There is no such notification.")


class NothingFound(SupportError, LookupError):
    """There is nothing of this id, or not for this person."""

    code = "not_found"
    default_message = _("There is nothing here.")


class TicketClosed(SupportError):
    """A closed ticket takes no messages or files until it is reopened."""

    code = "ticket_closed"
    default_message = _("This ticket is closed. Reopen it to write again.")

    def __init__(self, ticket: Any) -> None:
        self.ticket = ticket
        super().__init__()


class OnLegalHold(SupportError):
    """A ticket that must be preserved: nothing of it is removed until the hold is released."""

    code = "legal_hold"
    default_message = _("This ticket is on legal hold. Nothing of it may be removed.")

    def __init__(self, ticket: Any) -> None:
        self.ticket = ticket
        super().__init__()


class Conflict(SupportError):
    """Somebody changed the ticket since the version the caller has seen."""

    code = "conflict"
    default_message = _("The ticket has changed since you last saw it.")

    def __init__(self, ticket: Any) -> None:
        self.ticket = ticket
        super().__init__()
