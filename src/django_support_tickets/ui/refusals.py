"""What a page says when something cannot be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from django_support_tickets.exceptions import InvalidInput, SupportError
from django_support_tickets.http.statuses import STATUS_BY_CODE

if TYPE_CHECKING:
    from django_support_tickets.http.throttling import Count


class Refusal(NamedTuple):
    """A status with its code, a title and a sentence for a person."""

    code: str
    status: int
    title: str
    words: str
    retry_after: int | None = None


class TooManyRequests(SupportError):
    """The person has used up a throttle."""

    code = "rate_limit_exceeded"

    def __init__(self, count: Count) -> None:
        self.count = count
        super().__init__(
            _("Please wait %(seconds)d seconds, then try again.") % {"seconds": self.wait}
        )

    @property
    def wait(self) -> int:
        """Seconds until the person may try again."""
        return max(1, self.count.reset)


class SupportIsOff(SupportError):
    """The host's feature flag ``ENABLED`` says no to this request."""

    code = "disabled"

    def __init__(self) -> None:
        super().__init__(_("Support is not available at the moment. Please come back later."))


class NotLoggedIn(SupportError):
    """A part of a page was asked for, and the session is over."""

    code = "not_authenticated"

    def __init__(self) -> None:
        super().__init__(_("You have been logged out. Log in again; your draft is kept."))


class NothingStreams(SupportError):
    """The server speaks WSGI, or ``REALTIME`` is ``None``: the page asks now and then instead."""

    code = "realtime_unavailable"


_STATUSES = {
    **STATUS_BY_CODE,
    "rate_limit_exceeded": 429,
    "disabled": 503,
    "not_authenticated": 401,
    "realtime_unavailable": 501,
}


def refusal_for(error: SupportError) -> Refusal:
    """Return what to tell the person whose request ended in ``error``."""
    status = _STATUSES.get(error.code, 400)
    words = first_words(error) if isinstance(error, InvalidInput) else str(error.message)
    wait = error.wait if isinstance(error, TooManyRequests) else None
    titles = _titles()
    title = titles.get(error.code) or titles.get(status) or _("This did not work")
    return Refusal(error.code, status, title, words, wait)


def first_words(error: InvalidInput) -> str:
    """Return the first thing that is wrong."""
    found = [str(text) for texts in error.details.values() for text in texts]
    return found[0] if found else str(error.message)


def _titles() -> dict[int | str, str]:
    return {
        401: _("Please log in"),
        403: _("Not allowed"),
        404: _("Nothing here"),
        429: _("A moment, please"),
        "disabled": _("Support is taking a break"),
    }
