"""A database that fails while files are stored, or after: no row is without its file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models.signals import post_save
from rest_framework.test import APIClient

from django_support_tickets.actions import sweeping
from django_support_tickets.models import Attachment, Message, Ticket
from tests.calls import text_file, upload
from tests.files.test_nothing_left_over import (
    DAY,
    DOORS,
    by_message,
    by_new_ticket,
    make_older,
    stored_in,
    sweep,
)


@pytest.fixture
def patient(client: APIClient) -> APIClient:
    """Return a client to whom an exception is an answer 500, as to a browser."""
    client.raise_request_exception = False
    return client


@contextmanager
def database_failing_at(*words: str) -> Iterator[None]:
    def execute(run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - its signature
        if all(word in sql for word in words):
            raise OperationalError("the database went away")
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute):
        yield


@pytest.mark.parametrize("door", DOORS)
def test_a_database_that_fails_after_the_write_leaves_nothing_at_once(
    patient: APIClient, ticket: Ticket, folder: Path, door: Any
) -> None:
    with database_failing_at("INSERT", "support_tickets_attachment"):
        assert door(patient, ticket, text_file(), text_file("b.txt")).status_code == 500
    assert stored_in(folder) == []
    assert (Attachment.objects.count(), Message.objects.count()) == (0, 1)


@contextmanager
def host_failing_after_commit(model: type[Message | Ticket]) -> Iterator[None]:
    def fail() -> None:
        raise ConnectionError("the broker of the host is away")

    def after_saving(**_kwargs: Any) -> None:
        transaction.on_commit(fail)

    post_save.connect(after_saving, sender=model)
    try:
        yield
    finally:
        post_save.disconnect(after_saving, sender=model)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("door", "model"), [(by_message, Message), (by_new_ticket, Ticket)])
def test_a_host_that_fails_after_the_commit_costs_no_file(
    patient: APIClient, ticket: Ticket, folder: Path, door: Any, model: type[Message | Ticket]
) -> None:
    with host_failing_after_commit(model):
        assert door(patient, ticket, text_file(), text_file("b.txt")).status_code == 500
    names = Attachment.objects.values_list("file", flat=True)
    assert sorted(folder / name for name in names) == stored_in(folder) != []


@pytest.mark.parametrize("door", DOORS)
def test_what_a_database_cannot_tell_of_is_left_to_the_sweep(
    patient: APIClient, ticket: Ticket, *, folder: Path, door: Any, caplog: Any
) -> None:
    with database_failing_at("support_tickets_attachment"):
        assert door(patient, ticket, text_file(), text_file("b.txt")).status_code == 500
    assert "the database does not tell whose they are" in caplog.text
    assert len(stored_in(folder)) == 2
    make_older(folder, DAY + 60)
    assert "Deleted orphans: 2." in sweep()


class LaggingReplica:
    """Reads of files go where the newest rows are not yet."""

    def db_for_read(self, model: type[Any], **_hints: Any) -> str | None:
        return "replica" if model is Attachment else None


def test_no_replica_is_asked_whether_a_file_is_an_orphan(
    client: APIClient, ticket: Ticket, folder: Path, settings: Any
) -> None:
    upload(client, ticket, text_file())
    make_older(folder, DAY + 60)
    settings.DATABASE_ROUTERS = [LaggingReplica()]
    assert sweeping.delete_orphans() == []
    assert len(stored_in(folder)) == 1
