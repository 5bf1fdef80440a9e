"""How many direct uploads one person may have open on one ticket: places in the cache.

They are counted as throttles are: by an atomic ``add``, and a cache that fails is logged and
refuses nobody.
"""

from __future__ import annotations

import logging

from django.core.cache import cache

logger = logging.getLogger("django_support_tickets.files")


def take_place(owner: str, *, most: int, used: int, seconds: int) -> str | None:
    """Return one of the owner's ``most`` places, taken for so long, or ``None``.

    There is none if as many are taken as ``used`` leaves.
    """
    places = [f"support_tickets:direct:{owner}:{number}" for number in range(most)]
    try:
        if used + len(cache.get_many(places)) < most:
            return next((one for one in places if cache.add(one, 1, timeout=seconds)), None)
    except Exception:
        logger.exception("The cache cannot count; the direct upload is offered all the same")
        return ""
    return None


def free_place(place: str) -> None:
    """Let somebody have it before its time is over."""
    try:
        cache.delete(place)
    except Exception:
        logger.exception("The cache cannot count; the place is free when its time is over")
