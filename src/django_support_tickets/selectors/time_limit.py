"""No search keeps the database busy for longer than a few seconds."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import OperationalError, connections, transaction

from django_support_tickets.exceptions import SearchTooSlow
from django_support_tickets.models import Ticket

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_SECONDS = 5
CANCELED = "57014"  # query_canceled
# A host's own shorter limit stays. The index is read whatever the planner guesses of a word, and
# no plan is compiled; with less memory it would read whole blocks in the place of rows.
LIMITS = f"""
SELECT set_config('statement_timeout', CASE
        WHEN current_setting('statement_timeout')::interval BETWEEN '1 ms' AND '{MOST_SECONDS} s'
        THEN current_setting('statement_timeout') ELSE '{MOST_SECONDS}s' END, true),
    set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true),
    set_config('work_mem', '64MB', true)
"""
NAMES = ("statement_timeout", "enable_seqscan", "jit", "work_mem")
PRESENT = "SELECT " + ", ".join(f"current_setting('{name}')" for name in NAMES)
RESTORED = "SELECT " + ", ".join(f"set_config('{name}', %s, true)" for name in NAMES)


@contextmanager
def limited_time(search: str) -> Iterator[None]:
    """Limit each statement within to a few seconds if ``search`` has words; else do nothing.

    On PostgreSQL only: elsewhere a host limits time by its server's settings. One transaction for
    all that is within. Raise ``SearchTooSlow`` when the time is over.
    """
    using = Ticket.objects.db
    connection = connections[using]
    if connection.vendor != "postgresql" or not search.strip():
        yield
        return
    is_inner = connection.in_atomic_block
    try:
        with transaction.atomic(using=using), connection.cursor() as cursor:
            before = None
            if is_inner:  # what is set for a transaction stays until its end
                cursor.execute(PRESENT)
                before = cursor.fetchone()
            cursor.execute(LIMITS)
            yield
            if before is not None:
                cursor.execute(RESTORED, before)
    except OperationalError as error:
        cause = error.__cause__
        state = getattr(cause, "sqlstate", None) or getattr(cause, "pgcode", None)
        if state != CANCELED:
            raise
        raise SearchTooSlow from None
