"""Health, for probes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import JsonResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from django_support_tickets.monitoring.health import health

if TYPE_CHECKING:
    from django.http import HttpRequest


@method_decorator(never_cache, name="dispatch")
class HealthView(View):
    """``{"status", "parts"}``: 200 if all parts are well, 503 otherwise.

    Anybody may ask, also while the desk is disabled: probes have no login. It tells no number.
    """

    http_method_names = ("get", "head")

    def get(self, _request: HttpRequest) -> JsonResponse:
        """Return the state of each part."""
        parts = {part: "ok" if well else "failing" for part, well in health().items()}
        is_well = "failing" not in parts.values()
        body = {"status": "ok" if is_well else "failing", "parts": parts}
        return JsonResponse(body, status=200 if is_well else 503)
