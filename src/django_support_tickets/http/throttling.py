"""Counting requests so that exactly as many pass as a throttle says, also in parallel."""

from __future__ import annotations

import logging
import math
import time
from typing import Any, NamedTuple

from django.core.cache import cache

from django_support_tickets.conf import settings

logger = logging.getLogger("django_support_tickets.throttles")

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class Count(NamedTuple):
    """How one person stands in the present window."""

    limit: int
    used: int
    reset: int  # seconds until the window ends

    @property
    def remaining(self) -> int:
        """How many more requests may pass in this window."""
        return max(0, self.limit - self.used)

    @property
    def is_within(self) -> bool:
        """Whether the request that was counted last may pass."""
        return self.used <= self.limit


def count_request(scope: str | None, person_key: Any) -> Count | None:
    """Count one request of a person under a scope of ``THROTTLES``; ``None`` if it has no limit.

    A fixed window for each person and scope, counted by the cache's ``add`` and ``incr``. Both
    are atomic on Redis, Memcached and LocMem (there per process), unlike reading a list, adding
    to it and writing it back, which lets parallel requests through together. A cache that fails
    does not close the desk: the request passes and the failure is logged.
    """
    rate = settings.throttles[scope] if scope else None
    if rate is None:
        return None
    limit, duration = parse_rate(rate)
    now = time.time()
    window = int(now // duration)
    used = _add_one(f"support_tickets:{scope}:{person_key}:{window}", duration)
    return Count(limit, used, math.ceil((window + 1) * duration - now))


def parse_rate(rate: str) -> tuple[int, int]:
    """Return requests and seconds of a rate such as ``"30/min"``; raise ``ValueError``."""
    number, _slash, period = rate.partition("/")
    if period[:1] not in SECONDS:
        raise ValueError(rate)
    return int(number), SECONDS[period[0]]


def _add_one(key: str, duration: int) -> int:
    try:
        if cache.add(key, 1, timeout=duration * 2):
            return 1
        return int(cache.incr(key))
    except Exception:
        logger.exception("The cache cannot count; the request is not throttled")
        return 0
