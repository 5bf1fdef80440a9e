"""The desk's throttle as Django REST framework asks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.throttling import BaseThrottle

from django_support_tickets.http.throttling import Count, count_request

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView


class DeskThrottle(BaseThrottle):
    """Counts each request in ``http.throttling`` under the view's ``throttled_as()``."""

    count: Count | None = None

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Count the request; say whether it is within the limit."""
        scope = view.throttled_as()  # type: ignore[attr-defined]
        self.count = count_request(scope, request.user.pk)
        if self.count is None:
            return True
        view.throttle_count = self.count  # type: ignore[attr-defined]
        return self.count.is_within

    def wait(self) -> float | None:
        """Return the seconds until the window ends."""
        return None if self.count is None else self.count.reset
