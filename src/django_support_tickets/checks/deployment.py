"""What is right on one machine and wrong on several; asked by ``check --deploy``."""

from __future__ import annotations

from typing import Any

from django.conf import settings as django_settings
from django.core import checks

from django_support_tickets.conf import DEFAULT_REALTIME, NAME, host_values

MEMORY_BUS = DEFAULT_REALTIME["BACKEND"]


def check_throttle_cache(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Warn before deployment if throttles count in each process apart."""
    backend = django_settings.CACHES.get("default", {}).get("BACKEND", "")
    if not backend.endswith((".LocMemCache", ".DummyCache", ".FileBasedCache", ".DatabaseCache")):
        return []
    message = (
        f"Throttles count in the default cache, and {backend} does not count for all processes."
    )
    hint = "Use a cache with an atomic incr for all processes: Redis or Memcached."
    return [checks.Warning(message, hint=hint, id="support_tickets.W001")]


def check_bus(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Warn before deployment if one process does not hear of what another commits."""
    host: Any = host_values()
    values = host.get("REALTIME", {}) if isinstance(host, dict) else None
    if not isinstance(values, dict) or values.get("BACKEND", MEMORY_BUS) != MEMORY_BUS:
        return []
    message = f"{NAME}['REALTIME'] streams what this process commits, and learns of no other's."
    hint = "With more than one process, choose a bus between them, or set REALTIME to None."
    return [checks.Warning(message, hint=hint, id="support_tickets.W002")]
