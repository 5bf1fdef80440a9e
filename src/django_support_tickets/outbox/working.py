"""All that waits to be done after commit: deliveries, and files to look into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from django_support_tickets.actions.inspecting import inspect_files
from django_support_tickets.outbox.delivering import deliver_due, never
from django_support_tickets.selectors.files import waiting_for_inspection
from django_support_tickets.selectors.outbox import is_due

if TYPE_CHECKING:
    from collections.abc import Callable


def is_work_due() -> bool:
    """Whether there is anything to do now; two queries by index."""
    return is_due(timezone.now()) or next(waiting_for_inspection(), None) is not None


def work_due(*, stopping: Callable[[], bool] = never) -> int:
    """Deliver what is due and inspect the files that wait; return how many were delivered.

    Between two files what has become due is delivered, so that mail waits for one scan and one
    picture at most. Two relays at once may look into one file twice: if they disagree, it is
    infected, whichever was first.
    """
    done = deliver_due(stopping=stopping)
    for attachment in waiting_for_inspection():
        if stopping():
            break
        inspect_files([attachment])
        done += deliver_due(stopping=stopping)
    return done
