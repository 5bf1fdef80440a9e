"""``RELAY`` "django_tasks": workers of Django's tasks (6.0), or of the django-tasks backport."""

from __future__ import annotations

import django

from django_support_tickets.outbox.working import work_due

if django.VERSION >= (6, 0):
    from django.tasks import task
else:
    from django_tasks import task  # type: ignore[no-redef,unused-ignore]


@task()
def relay() -> None:
    """Do what is due."""
    work_due()


def enqueue() -> None:
    """Ask a worker to deliver; raise what the task backend raises."""
    relay.enqueue()
