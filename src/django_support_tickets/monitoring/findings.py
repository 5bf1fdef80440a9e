"""What an operator should mend, each with its fix; nothing here changes anything."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.apps import apps
from django.core import checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from django_support_tickets.actions.sweeping import delete_orphans
from django_support_tickets.conf import settings
from django_support_tickets.files.scanning import get_scanner
from django_support_tickets.models import Delivery
from django_support_tickets.models.words import INDEXES as WORD_INDEXES
from django_support_tickets.notifiers import get_notifier
from django_support_tickets.notifiers.email import EmailNotifier
from django_support_tickets.policies import get_policy
from django_support_tickets.selectors.files import waiting_since
from django_support_tickets.selectors.outbox import is_late, status_of

if TYPE_CHECKING:
    from collections.abc import Iterator

APP = "support_tickets"
INSPECTED_WITHIN = timedelta(minutes=15)
WORKERS = {
    "thread": "Restart the web processes: their relay threads ended.",
    "celery": "Start a Celery worker for the project, or see its log.",
    "django_tasks": "Start a worker of Django's tasks, or see its log.",
    "none": "Run manage.py support_relay by cron, or with --loop as a service.",
}
NO_MAIL = {f"django.core.mail.backends.{name}" for name in ("console", "dummy", "locmem")}
# Django's own introspection stumbles over the check constraints of a table on SQLite.
INDEXES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index'",
    "postgresql": "SELECT indexname FROM pg_indexes"
    " WHERE schemaname = ANY (current_schemas(false))",
    "mysql": "SELECT DISTINCT index_name FROM information_schema.statistics"
    " WHERE table_schema = DATABASE()",
}


class Finding(NamedTuple):
    """Something that is unsafe, incomplete or stuck."""

    what: str
    fix: str


def findings(*, files: bool = False) -> Iterator[Finding]:
    """Yield what should be mended. ``files`` also lists the whole storage, which takes time.

    Settings that are wrong come alone: by them nothing else could be asked.
    """
    found = checks.run_checks(tags=[APP], include_deployment_checks=True)
    for message in sorted(found, key=lambda message: message.id or ""):
        hint = message.hint or "See the reference of settings."
        yield Finding(f"{message.id}: {message.msg}", hint)
    if not any(message.is_serious() for message in found):
        yield from _of_what_runs(files=files)


def _of_what_runs(*, files: bool) -> Iterator[Finding]:
    missing = list(_of_tables())
    yield from missing
    if not missing:
        yield from _of_people()
        yield from _of_outbox()
        yield from _of_files()
        if files:
            yield from _of_storage()
    yield from _of_settings()


def _of_tables() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    targets = [node for node in executor.loader.graph.leaf_nodes() if node[0] == APP]
    if executor.migration_plan(targets):
        yield Finding("Migrations are not applied.", f"Run manage.py migrate {APP}.")
        return
    if connection.vendor in INDEXES:
        with connection.cursor() as cursor:
            cursor.execute(INDEXES[connection.vendor])
            there = {name for (name,) in cursor.fetchall()}
        for model in apps.get_app_config(APP).get_models():
            for name in {index.name for index in model._meta.indexes} - there:
                fix = f"Create it as models.{model.__name__} has it: lists are slow without it."
                yield Finding(f"The index {name} of {model._meta.db_table} is missing.", fix)
        for name, (table, definition) in WORD_INDEXES.items():
            if connection.vendor == "postgresql" and name not in there:
                fix = f"CREATE INDEX CONCURRENTLY {name} ON {table} {definition}"
                yield Finding(f"The index {name} of {table} is missing: searches are slow.", fix)


def _of_people() -> Iterator[Finding]:
    if not get_policy().agents().exists():
        fix = "Give is_staff to an active user, or see POLICY in the reference of settings."
        yield Finding("Nobody is an agent: no ticket can be answered.", fix)


def _of_outbox() -> Iterator[Finding]:
    if is_late(timezone.now()):
        fix = WORKERS.get(settings.RELAY, "See RELAY in the reference of settings.")
        yield Finding(f"Deliveries wait: the relay {settings.RELAY!r} is not at work.", fix)
    if dead := status_of(Delivery.objects.all()).dead:
        fix = "See their errors in the admin, then run manage.py support_relay --replay."
        yield Finding(f"Deliveries that were given up: {dead}.", fix)


def _of_files() -> Iterator[Finding]:
    if waiting_since(timezone.now() - INSPECTED_WITHIN):
        fix = "Run manage.py support_files by cron, once an hour or so."
        yield Finding("Files wait for their inspection.", fix)
    scanner = get_scanner()
    if scanner is not None and not scanner.answers():
        fix = "Start it, or correct SUPPORT_TICKETS['SCANNER']: files stay closed until then."
        yield Finding("The scanner does not answer.", fix)


def _of_storage() -> Iterator[Finding]:
    try:
        orphans = delete_orphans(dry_run=True)
    except NotImplementedError:
        yield Finding("The storage cannot list its files.", "Sweep it by its own means.")
        return
    if orphans:
        yield Finding(f"Files that no row knows: {len(orphans)}.", "Run manage.py support_files.")


def _of_settings() -> Iterator[Finding]:
    if settings.RELAY == "immediate":
        fix = "Choose another relay: each write waits until all mail is sent."
        yield Finding("SUPPORT_TICKETS['RELAY'] is 'immediate', which is for tests.", fix)
    mailers = [
        each for each in map(get_notifier, settings.NOTIFIERS) if isinstance(each, EmailNotifier)
    ]
    if mailers and not settings.TICKET_URL:
        fix = "Set TICKET_URL to the address of a ticket on your pages."
        yield Finding("Mails have no link: SUPPORT_TICKETS['TICKET_URL'] is empty.", fix)
    for backend in {type(mailer.connection()) for mailer in mailers}:
        if backend.__module__ in NO_MAIL:
            fix = "Choose an e-mail backend that sends."
            yield Finding(f"No mail is sent: {backend.__module__}.{backend.__name__}.", fix)
    if settings.SCANNER is None:
        fix = "Set SCANNER: docs/how-to/scan-files.md."
        yield Finding("Files are not scanned for malware.", fix)
    if settings.STORAGE == "default":
        fix = "Set STORAGE to one that no web server reads: docs/how-to/choose-a-storage.md."
        yield Finding("Files lie in the project's default storage, which is often public.", fix)
