"""What a host's own commands might do: ``python -m tests.outbox.commands reply|fork``."""

import os
import sys
import threading

import django

django.setup()

from django_support_tickets.actions import post_message  # noqa: E402 - after django.setup()
from django_support_tickets.actors import SYSTEM  # noqa: E402
from django_support_tickets.bell import Bell  # noqa: E402
from django_support_tickets.models import Ticket  # noqa: E402

SECONDS = 60


def reply(ticket_id: str) -> None:
    """Post three messages and come to an end."""
    ticket = Ticket.objects.get(pk=ticket_id)
    for n in range(3):
        post_message(ticket, by=SYSTEM, message_text=f"Reply {n}")


def fork() -> None:
    """Fork while this process's bell has a thread and somebody holds its lock."""
    answered = threading.Event()
    bell = Bell(lambda _stopping: answered.set(), every=3600, name="relay")
    bell.ring()
    assert answered.wait(SECONDS)
    with bell._lock:
        answered.clear()
        child = os.fork()
    if child == 0:
        bell.ring()
        os._exit(0 if answered.wait(SECONDS) else 1)
    _pid, status = os.waitpid(child, 0)
    sys.exit(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    {"reply": reply, "fork": fork}[sys.argv[1]](*sys.argv[2:])
