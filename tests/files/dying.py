"""Store a file and stop on the way, to be killed there: ``python -m tests.files.dying written``."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.files.base import ContentFile  # noqa: E402
from django.core.files.storage import FileSystemStorage  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import override_settings  # noqa: E402

from django_support_tickets.actions.attaching import attach_files  # noqa: E402
from django_support_tickets.models import Ticket  # noqa: E402
from django_support_tickets.policies import actor_for  # noqa: E402

MOMENT, TICKET = sys.argv[1:]


def stop_at(moment: str) -> None:
    """Say so and wait for the end, if this is the moment."""
    if moment == MOMENT:
        sys.stdout.write(f"{moment}\n")
        sys.stdout.flush()
        sys.stdin.read()


class StoppingStorage(FileSystemStorage):
    def _save(self, name: str, content: Any) -> str:
        half = Path(self.path(name))
        half.parent.mkdir(parents=True, exist_ok=True)
        half.write_bytes(content.read(3))
        stop_at("half written")
        half.unlink()
        name = super()._save(name, content)
        stop_at("written")
        return name


def stop_after_insert(run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - its signature
    result = run(sql, params, many, context)
    if sql.startswith("INSERT") and "support_tickets_attachment" in sql:
        stop_at("row inserted")
    return result


if __name__ == "__main__":
    with ExitStack() as stack:
        stack.enter_context(override_settings(SUPPORT_TICKETS={"STORAGE": StoppingStorage}))
        stack.enter_context(connection.execute_wrapper(stop_after_insert))
        actor = actor_for(get_user_model().objects.get())
        attach_files(
            Ticket.objects.get(pk=TICKET), by=actor, files=[ContentFile(b"words", "a.txt")]
        )
