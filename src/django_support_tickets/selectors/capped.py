"""Numbered pages of lists that may be very long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.utils.functional import cached_property

from django_support_tickets.selectors.search import counted, most_counted

if TYPE_CHECKING:
    from django.db.models import QuerySet

MOST_COUNTED = 10_000  # count(*) of a million rows takes longer than all else in a request


class CappedPaginator(Paginator):  # type: ignore[type-arg]  # generic in the stubs only
    """Counts no further than ``MOST_COUNTED`` rows, and has no page beyond them."""

    @cached_property
    def count(self) -> int:
        """Return the number of rows, at most ``MOST_COUNTED``; in a search it may be fewer."""
        return counted(self._rows, MOST_COUNTED)

    @property
    def is_capped(self) -> bool:
        """Whether there may be more rows than were counted."""
        return self.count >= most_counted(self._rows, MOST_COUNTED)

    @property
    def _rows(self) -> QuerySet[Any]:
        return self.object_list  # type: ignore[return-value]  # what we paginate
