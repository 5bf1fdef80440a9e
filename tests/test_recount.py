"""Invariant 9: ``support_recount`` finds and repairs what is kept on tickets and is not true."""

from collections.abc import Callable
from datetime import datetime, timezone
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from rest_framework.test import APIClient

from django_support_tickets import actions
from django_support_tickets.actors import SYSTEM
from django_support_tickets.models import Message, Ticket, TicketTag
from django_support_tickets.policies import actor_for
from tests.factories import TicketFactory, user_of

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2001, 2, 3, tzinfo=timezone.utc)
TAMPERED = {
    "version": 70,
    "public_version": 0,
    "message_count": 70,
    "customer_unread_count": 70,
    "staff_unread_count": 70,
    "last_message_snippet": "Something else",
    "first_responded_at": LONG_AGO,
    "updated_at": LONG_AGO,
    "public_updated_at": LONG_AGO,
    "status": "in_progress",
    "resolved_at": LONG_AGO,
    "reopened_count": 70,
    "tags": ["other"],
}


def recount(*options: str) -> list[str]:
    """Return the lines that the command prints, whether or not it ends with an error."""
    out = StringIO()
    try:
        call_command("support_recount", *options, stdout=out)
    except CommandError as error:
        out.write(str(error))
    return out.getvalue().splitlines()


@pytest.fixture
def lived(customer: Any, agent: Any) -> Ticket:
    """A ticket of which no kept column has its first value, and whose last event is a note."""
    ticket = TicketFactory(customer=customer, tags=["vip", "urgent"], by=SYSTEM)
    theirs, ours = actor_for(user_of(customer)), actor_for(user_of(agent))
    actions.post_message(ticket, by=ours, message_text="Which\none?")
    actions.post_message(ticket, by=theirs, message_text="This one.")
    actions.change_status(ticket, by=ours, status="resolved")
    actions.post_message(ticket, by=theirs, message_text="It is " + "still " * 50 + "broken.")
    actions.update_ticket(ticket, by=ours, tags=["vip", "angry"], priority="high")
    actions.post_message(ticket, by=ours, message_text="He is right.", is_internal=True)
    return Ticket.objects.get()


def test_normal_life_leaves_no_differences(
    lived: Ticket, agent: Any, client_for: Callable[[Any], APIClient]
) -> None:
    own = TicketFactory(customer=agent, message_text="I need help myself.")
    actions.post_message(own, by=SYSTEM, message_text="Nobody may know.", is_internal=True)
    actions.escalate_ticket(lived, by=SYSTEM, reason="It burns.")
    actions.mark_read(lived, by=actor_for(user_of(agent)))
    actions.close_ticket(lived, by=SYSTEM)
    assert recount("--render") == ["2 tickets recounted, 0 differences fixed."]


@pytest.mark.parametrize("column", TAMPERED)
def test_a_wrong_column_is_found_named_and_repaired(lived: Ticket, column: str) -> None:
    stored, actual = TAMPERED[column], getattr(lived, column)
    assert stored != actual
    Ticket.objects.update(**{column: stored})
    found, summary = recount()
    assert found.startswith(f"{lived.reference} {column}: stored {stored}, actual ")
    assert summary == "1 differences in 1 tickets; --fix writes them."
    assert getattr(Ticket.objects.get(), column) == stored, "looking must not repair"
    assert recount("--fix")[-1] == "1 tickets recounted, 1 differences fixed."
    assert getattr(Ticket.objects.get(), column) == actual
    assert recount() == ["1 tickets recounted, 0 differences fixed."]


def test_a_wrong_time_of_closing_is_repaired(lived: Ticket) -> None:
    """No other ticket can have one: the database refuses it."""
    actions.close_ticket(lived, by=SYSTEM)
    actual = Ticket.objects.get().closed_at
    Ticket.objects.update(closed_at=LONG_AGO)
    assert [line.split()[1] for line in recount("--fix")[:-1]] == ["closed_at:"]
    assert Ticket.objects.get().closed_at == actual


def test_all_columns_at_once_are_repaired(lived: Ticket) -> None:
    Ticket.objects.update(**TAMPERED)
    assert len(recount()) == len(TAMPERED) + 1
    recount("--fix")
    repaired = Ticket.objects.get()
    assert {c: getattr(repaired, c) for c in TAMPERED} == {c: getattr(lived, c) for c in TAMPERED}


def test_the_tag_rows_say_which_tags_there_are(lived: Ticket) -> None:
    TicketTag.objects.get(ticket=lived, name="angry").delete()
    recount("--fix")
    assert Ticket.objects.get().tags == ["vip"]


def test_differences_that_remain_end_the_command_with_an_error(lived: Ticket) -> None:
    Ticket.objects.update(message_count=0)
    with pytest.raises(CommandError) as caught:
        call_command("support_recount", stdout=StringIO())
    assert caught.value.returncode == 1


def test_small_batches_reach_every_ticket(lived: Ticket) -> None:
    for _ in range(4):
        TicketFactory(customer=lived.customer)
    Ticket.objects.update(staff_unread_count=9)
    assert recount("--fix", "--batch", "2")[-1] == "5 tickets recounted, 5 differences fixed."
    assert recount("--batch", "2") == ["5 tickets recounted, 0 differences fixed."]


def test_messages_are_rendered_again_only_when_asked_for(lived: Ticket) -> None:
    note = Message.objects.get(is_internal=True)
    html = note.message_html
    Message.objects.filter(pk=note.pk).update(message_html="<script>")
    assert recount() == ["1 tickets recounted, 0 differences fixed."]
    found = recount("--render", "--fix")[0]
    assert found.startswith(f"{lived.reference} message_html of #{note.sequence}: stored <script>")
    assert Message.objects.get(pk=note.pk).message_html == html


def test_a_ticket_without_history_keeps_its_times(customer: Any) -> None:
    """A host may have imported tickets with the ORM: there is nothing to derive times from."""
    Ticket.objects.create(customer=customer, title="Imported", updated_at=LONG_AGO)
    assert recount() == ["1 tickets recounted, 0 differences fixed."]


def test_a_new_sanitizer_is_applied_to_old_messages(lived: Ticket, settings: Any) -> None:
    ours = {**getattr(settings, "SUPPORT_TICKETS", {}), "SANITIZER": "django.utils.html.linebreaks"}
    with override_settings(SUPPORT_TICKETS=ours):
        assert recount("--render", "--fix")[-1] == "1 tickets recounted, 5 differences fixed."
    assert Message.objects.first().message_html == "<p>It does not work.</p>"
