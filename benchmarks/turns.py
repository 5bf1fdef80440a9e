"""What a call took, and taking turns. Used by both processes, so it knows Django only."""

import json
import math
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from django.db import OperationalError, connection

SECONDS = 30  # the longest statement, and what one side may take of one measurement
CANCELED = "57014"


class Took(NamedTuple):
    """Milliseconds of one call: until it was answered, and of this process's own work."""

    wall: float
    own: float


Call = Callable[[], Took]
TOO_LONG = Took(math.inf, math.nan)


def limit_statements() -> None:
    """Have the database end what runs for longer than anybody would wait."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = '{SECONDS}s'")


def took(client: Any, method: str, url: str, data: Any = None) -> Took:
    """Make the call and return its time, endless if the database ended a statement of it."""
    options = {"data": json.dumps(data), "content_type": "application/json"} if data else {}
    start, own = time.perf_counter(), time.process_time()
    try:
        answer = getattr(client, method)(url, **options)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) != CANCELED:
            raise
        return TOO_LONG
    found = Took(1000 * (time.perf_counter() - start), 1000 * (time.process_time() - own))
    if answer.status_code == 503:  # a search of ours that gave up
        return TOO_LONG
    if answer.status_code not in {200, 201}:
        raise ValueError(url, answer.status_code, answer.content[:500])
    return found


def measured(sides: dict[str, Call], rounds: int) -> dict[str, list[Took]]:
    """Return what each side took; they take turns, and the first is not counted.

    A side has no further turn when it has taken half a minute; if its first took as long, that
    one is counted.
    """
    taken: dict[str, list[Took]] = {name: [] for name in sides}
    for _turn in range(rounds + 1):
        for name, call in sides.items():
            if sum(each.wall for each in taken[name]) < 1000 * SECONDS:
                taken[name].append(call())
    return {name: times[1:] or times for name, times in taken.items()}
