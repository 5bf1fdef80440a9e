"""``RELAY`` "celery": workers deliver. The app imports this, so workers know the task."""

from __future__ import annotations

from celery import shared_task

from django_support_tickets.outbox.relays import SWEEP_SECONDS
from django_support_tickets.outbox.working import work_due


@shared_task(name="support_tickets.relay", ignore_result=True)  # type: ignore[untyped-decorator]
def relay() -> None:
    """Do what is due. For beat as well, if deliveries must go on with no web process up."""
    work_due()


def enqueue() -> None:
    """Ask a worker to deliver; raise at once what the broker's connection raises.

    An order that no worker takes before the next sweep is void, so that none pile up.
    """
    relay.apply_async(retry=False, expires=SWEEP_SECONDS)
