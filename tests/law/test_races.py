"""What is redacted, erased or held at the same moment as something else is done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from rest_framework.test import APIClient

from django_support_tickets import actions
from django_support_tickets.actions import inspecting, picturing, recounting
from django_support_tickets.actors import SYSTEM
from django_support_tickets.exceptions import OnLegalHold
from django_support_tickets.models import Attachment, Message, Ticket, TicketEvent
from tests.calls import reply, text_file, url_of
from tests.law.canaries import CANARY, files_with, tables_with
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 4


@pytest.fixture(autouse=True)
def _nothing_left_to_recount(folder: Any, transactional_db: None) -> Iterator[None]:
    yield
    call_command("support_recount", stdout=StringIO())


def test_eight_at_once_are_one_event(staff: APIClient, ticket: Ticket, slip: Any) -> None:
    url = url_of(ticket, f"messages/{slip['id']}/redact/")
    answers = at_once([partial(staff.post, url)] * 8)
    assert {answer.status_code for answer in answers} == {200}
    assert TicketEvent.objects.filter(type="message_redacted").count() == 1


def test_redacting_while_others_write_keeps_every_column_exact(
    mine: APIClient, staff: APIClient, ticket: Ticket
) -> None:
    for number in range(ROUNDS):
        message = reply(mine, ticket, f"{CANARY} {number}").json()
        url = url_of(ticket, f"messages/{message['id']}/redact/")
        writes: list[Callable[[], Any]] = [
            partial(reply, c, ticket, "Hello") for c in (mine, staff)
        ]
        at_once([partial(staff.post, url), *writes])
    assert tables_with(CANARY) == set()
    sequences = TicketEvent.objects.filter(ticket=ticket).values_list("sequence", flat=True)
    assert list(sequences) == list(range(1, len(sequences) + 1))


def test_a_hold_that_comes_at_the_same_moment_is_kept_or_came_too_late(
    ticket: Ticket, mine: APIClient
) -> None:
    for number in range(ROUNDS):
        key = reply(mine, ticket, f"Text {number}").json()["id"]

        def redact(key: str = key) -> bool:
            try:
                actions.redact_message(Message.objects.get(pk=key), by=SYSTEM)
            except OnLegalHold:
                return False
            return True

        redacted, _held = at_once([redact, partial(actions.hold_ticket, ticket, by=SYSTEM)])
        text = Message.objects.get(pk=key).message_text
        assert text == ("" if redacted else f"Text {number}")
        actions.release_ticket(ticket, by=SYSTEM)


@contextmanager
def first(act: Callable[[], Any], before: Any, name: str) -> Iterator[None]:
    """Let ``act`` happen just before the first call of the function ``before.name``."""
    original, done = getattr(before, name), []

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        if not done:
            done.append(act())
        return original(*args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(before, name, wrapped)
        yield
    assert done


def test_rendering_again_does_not_bring_a_text_back(slip: Any, ticket: Ticket) -> None:
    """The text was read before it was redacted, and its HTML is written afterwards."""
    Message.objects.update(message_html="of an earlier sanitizer")
    message = Message.objects.get(pk=slip["id"])
    with first(partial(actions.redact_message, message, by=SYSTEM), recounting, "render_html"):
        call_command("support_recount", "--render", "--fix", stdout=StringIO())
    assert Message.objects.get(pk=slip["id"]).message_html == ""
    assert "Message" not in "".join(tables_with(f"My card is {CANARY}"))


def test_a_picture_made_meanwhile_does_not_stay(slip: Any, ticket: Ticket) -> None:
    """The inspection had opened the file before it was redacted."""
    row = Attachment.objects.get(pk=slip["attachments"][1]["id"])

    def picture(*_args: Any) -> Any:
        actions.redact_file(row, by=SYSTEM)
        return text_file(content=b"a late picture")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(picturing, "can_picture", lambda _kind: True)  # also without Pillow
        patch.setattr(picturing, "thumbnail_of", picture)
        inspecting.inspect_file(row)
    row.refresh_from_db()
    assert (row.thumbnail.name, row.file.name) == ("", "")
    assert files_with("a late picture") == []


def test_a_redacted_file_is_not_scanned_again(slip: Any) -> None:
    for row in Attachment.objects.all():
        actions.redact_file(row, by=SYSTEM)
    output = StringIO()
    call_command("support_files", "--rescan", stdout=output)
    assert output.getvalue().splitlines()[:2] == ["Scanned again: 0.", "Inspected: 0."]


def test_erasing_while_the_person_writes_leaves_no_name_on_their_ticket(
    ticket: Ticket, customer: Any, mine: APIClient
) -> None:
    """A message that waits for the lock finds a ticket that is not the person's any more."""
    erase = partial(actions.erase_person, customer, by=SYSTEM, bodies=True)
    answers = at_once([erase, *[partial(reply, mine, ticket, CANARY) for _ in range(3)]])
    assert {answer.status_code for answer in answers[1:]} <= {201, 403, 404}
    assert Ticket.objects.get().customer is None
    late = Message.objects.filter(sender=customer)
    assert not late.exists()
    assert files_with(CANARY) == []
    assert tables_with(CANARY) == set()
