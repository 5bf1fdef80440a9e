"""``manage.py support_doctor`` finds what is wrong and says how to mend it."""

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.core.files.base import ContentFile
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from django_support_tickets.enums import DeliveryState
from django_support_tickets.files.storage import attachment_storage
from django_support_tickets.models import Attachment, Delivery, Ticket
from tests.calls import reply, upload
from tests.files.test_nothing_left_over import make_older

MEMORY = "django_support_tickets.files.scanning.MemoryScanner"
WELL: dict[str, Any] = {
    "RELAY": "none",
    "REALTIME": None,
    "TICKET_URL": "https://shop.example/support/{id}",
    "STORAGE": "tests.samples.BareStorage",
    "SCANNER": {"BACKEND": MEMORY, "OPTIONS": {"infected": b"x"}},
}


class SendingBackend(BaseEmailBackend):
    """One that is not for development."""


class SharedCache(LocMemCache):
    """Stands for one that all processes share: only its name is looked at."""


@pytest.fixture
def host(settings: Any, desk: Any, agent: Any, use_mail_backend: Any) -> Any:
    use_mail_backend(f"{__name__}.SendingBackend")
    settings.CACHES = {"default": {"BACKEND": f"{__name__}.SharedCache"}}

    def change(**values: Any) -> None:
        desk(**{**WELL, **values})

    change()
    return change


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def doctor(*options: str) -> tuple[int, str]:
    """Return the exit code and what was printed."""
    output = StringIO()
    try:
        call_command("support_doctor", *options, stdout=output)
    except CommandError as error:
        return error.returncode, output.getvalue()
    return 0, output.getvalue()


def test_a_host_in_order_is_well(host: Any) -> None:
    assert doctor() == (0, "Everything is well.\n")


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "a bad key": ({"POLICYY": 1}, "E002", "Did you mean"),
    "a relay for tests": ({"RELAY": "immediate"}, "'immediate'", "another relay"),
    "no links": ({"TICKET_URL": ""}, "no link", "TICKET_URL"),
    "a public storage": ({"STORAGE": "default"}, "public", "STORAGE"),
    "no scanner": ({"SCANNER": None}, "not scanned", "SCANNER"),
    "a scanner that is down": (
        {"SCANNER": {"BACKEND": MEMORY, "OPTIONS": {"infected": b"x", "failure": "down"}}},
        "does not answer",
        "Start it",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_each_wrong_setting_is_named_with_its_fix(host: Any, case: str) -> None:
    values, what, fix = WRONG[case]
    host(**values)
    code, said = doctor()
    assert code == 1
    assert len(said.splitlines()) == 2
    assert what in said.splitlines()[0]
    assert fix in said.splitlines()[1]


def test_mail_that_goes_nowhere_is_named(host: Any, use_mail_backend: Any) -> None:
    use_mail_backend("django.core.mail.backends.console.EmailBackend")
    assert "No mail is sent" in doctor()[1]


def test_throttles_that_count_in_each_process_are_named(host: Any, settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    assert "W001" in doctor()[1]


def test_streams_that_hear_of_one_process_alone_are_named(host: Any) -> None:
    host(REALTIME={})
    assert "W002" in doctor()[1]


def test_a_desk_without_agents_is_named(host: Any, agent: Any) -> None:
    agent.delete()
    assert "Nobody is an agent" in doctor()[1]


@pytest.mark.parametrize("relay", ["thread", "none"])
def test_a_relay_that_is_not_at_work_is_named(
    host: Any, ticket: Ticket, customer: Any, client_for: Any, relay: str
) -> None:
    host(RELAY=relay)
    reply(client_for(customer), ticket)
    Delivery.objects.update(next_attempt_at=timezone.now() - timedelta(minutes=16))
    code, said = doctor()
    assert (code, f"the relay {relay!r} is not at work" in said) == (1, True)


def test_deliveries_that_were_given_up_are_counted(
    host: Any, ticket: Ticket, customer: Any, client_for: Any
) -> None:
    reply(client_for(customer), ticket)
    dead = Delivery.objects.update(state=DeliveryState.DEAD)
    assert f"given up: {dead}." in doctor()[1]


def test_files_that_nobody_inspects_are_named(
    host: Any, ticket: Ticket, customer: Any, client_for: Any
) -> None:
    assert upload(client_for(customer), ticket).status_code == 201
    assert doctor()[0] == 0
    Attachment.objects.update(created_at=timezone.now() - timedelta(minutes=16))
    assert "wait for their inspection" in doctor()[1]


def test_orphans_are_counted_on_demand(host: Any, folder: Path) -> None:
    host(STORAGE="default")
    attachment_storage.save("support_tickets/orphan", ContentFile(b"x"))
    make_older(folder, 25 * 3600)
    assert "no row knows" not in doctor()[1]
    assert "no row knows: 1." in doctor("--files")[1]


@pytest.mark.django_db(transaction=True)
def test_a_missing_index_is_named(host: Any) -> None:
    index = next(i for i in Ticket._meta.indexes if i.name == "support_queue")
    with connection.schema_editor() as editor:
        editor.remove_index(Ticket, index)
    try:
        assert "The index support_queue" in doctor()[1]
    finally:
        with connection.schema_editor() as editor:
            editor.add_index(Ticket, index)
    assert doctor()[0] == 0
