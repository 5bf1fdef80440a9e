"""When the demo's tickets came and went: over the weeks before it was made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from itertools import count
from unittest import mock

from django.utils import timezone

Clock = Callable[[], AbstractContextManager[object]]
BETWEEN = timedelta(hours=17)  # so that they come at all times of the day
LONGEST_STEP = timedelta(hours=5)
MOST_STEPS = 10


def weeks_before(now: datetime, number: int) -> Iterator[datetime]:
    """Yield when so many tickets were opened, the oldest first, the last some hours ago."""
    for n in reversed(range(number)):
        yield now - timedelta(hours=3) - n * BETWEEN


def pace(opened: datetime) -> Clock:
    """Return a clock for one ticket: each time it is asked for, some time has gone by.

    The desk dates what is done by the present. So the present is turned back while a story is
    played, and everything is still done by the package's actions.
    """
    step = min((timezone.now() - opened) / MOST_STEPS, LONGEST_STEP)
    steps = count()
    return lambda: mock.patch.object(timezone, "now", return_value=opened + next(steps) * step)
