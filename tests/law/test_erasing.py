"""``support_erase_person``: tickets and figures stay, and the person is nowhere."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.utils import timezone
from rest_framework.test import APIClient

from django_support_tickets import actions
from django_support_tickets.actors import SYSTEM
from django_support_tickets.conf import settings as ours
from django_support_tickets.exceptions import NotAllowed
from django_support_tickets.models import (
    Attachment,
    CannedResponse,
    Delivery,
    InboxItem,
    Message,
    SavedView,
    Ticket,
    TicketEvent,
)
from django_support_tickets.outbox import deliver_due
from django_support_tickets.policies import actor_of
from tests.calls import BASE, act, change, reply, text_file, url_of
from tests.factories import PersonFactory, TicketFactory, user_of
from tests.law.canaries import CANARY, files_with, tables_with

# Bytes go after a real commit.
pytestmark = pytest.mark.django_db(transaction=True)

NAME = "maya-gurung-4711"  # in every name and address that the tests' hosts make


@pytest.fixture
def maya(db: None) -> Any:
    return PersonFactory(email=f"{NAME}@example.com")


@pytest.fixture
def worker(db: None) -> Any:
    return PersonFactory(email=f"{NAME}@example.com", is_agent=True)


def theirs() -> set[str]:
    """Return the tables of the host, in which people are until the host deletes them."""
    return {get_user_model()._meta.label, apps.get_model(ours.person_model)._meta.label}


def erase(person: Any, *options: str) -> str:
    output = StringIO()
    call_command("support_erase_person", str(person.pk), *options, stdout=output)
    return output.getvalue()


def live(client: APIClient, staff: APIClient, person: Any) -> Ticket:
    """Open a ticket as the person and use it from both sides."""
    ticket = TicketFactory(customer=person, title=f"Card of {CANARY}", metadata={"x": CANARY})
    body = {
        "message_text": f"I am {CANARY}.",
        "files": [text_file(f"{CANARY}.txt", CANARY.encode())],
    }
    assert client.post(url_of(ticket, "messages/"), body).status_code == 201
    reply(staff, ticket, f"Dear {CANARY}")
    reply(staff, ticket, f"{CANARY} was rude.", is_internal=True)
    act(client, ticket, "read")
    act(client, ticket, "close")
    deliver_due()
    Delivery.objects.filter(event__ticket=ticket).update(last_error=f"550 <{NAME}@example.com>")
    return ticket


def figures(staff: APIClient) -> dict[str, Any]:
    answer: dict[str, Any] = staff.get(f"{BASE}stats/").json()
    answer.pop("now", None)
    return answer


def test_name_and_address_are_nowhere_and_all_tickets_and_figures_stay(
    maya: Any, staff: APIClient, client_for: Callable[[Any], APIClient]
) -> None:
    ticket = live(client_for(maya), staff, maya)
    assert tables_with(NAME, *theirs())
    models = (Ticket, Message, Attachment)
    before, numbers = [model.objects.count() for model in models], figures(staff)
    assert erase(maya) == "Erased from tickets: 1.\n"
    assert tables_with(NAME, *theirs()) == set()
    assert [model.objects.count() for model in models] == before
    after = figures(staff)
    assert after == numbers
    call_command("support_recount", stdout=StringIO())
    detail = staff.get(url_of(ticket)).json()
    assert detail["customer"] is None
    assert detail["messages"][1]["message_text"] == f"I am {CANARY}.", "only --bodies removes it"
    assert [message["is_from_customer"] for message in detail["messages"]] == [
        True,
        True,
        False,
        False,
    ]
    assert detail["messages"][1]["attachments"][0]["filename"] == "Removed file"
    assert not files_with(CANARY)
    assert not Delivery.objects.filter(recipient=maya).exists()
    assert not InboxItem.objects.filter(person=maya).exists()
    assert client_for(maya).get(url_of(ticket)).status_code == 404


def test_with_bodies_no_word_of_their_tickets_is_left(
    maya: Any, staff: APIClient, client_for: Callable[[Any], APIClient], customer: Any
) -> None:
    ticket = live(client_for(maya), staff, maya)
    other = TicketFactory(customer=customer, message_text="Not hers.")
    erase(maya, "--bodies")
    assert tables_with(CANARY) == set()
    assert files_with(CANARY) == []
    ticket.refresh_from_db()
    assert ticket.title == ticket.reference
    assert other.messages.get().message_text == "Not hers."
    call_command("support_recount", "--render", stdout=StringIO())


def test_an_agent_is_taken_out_of_what_they_did_and_customers_keep_theirs(
    worker: Any, mine: APIClient, ticket: Ticket, client_for: Callable[[Any], APIClient]
) -> None:
    client = client_for(worker)
    act(client, ticket, "assign", agent_id=str(worker.pk))
    reply(client, ticket, "We look into it.")
    change(client, ticket, priority="high")
    body = {"title": "Mine", "body": "Hello", "is_shared": False}
    client.post(f"{BASE}canned-responses/", body, format="json")
    client.post(f"{BASE}views/", {"name": "Mine", "parameters": {}}, format="json")
    deliver_due()
    erase(worker)
    assert tables_with(NAME, *theirs()) == set()
    assert not CannedResponse.objects.exists()
    assert not SavedView.objects.exists()
    detail = mine.get(url_of(ticket)).json()
    assert (detail["assigned_agent"], detail["customer"]["name"] != "") == (None, True)
    assert detail["messages"][-1]["message_text"] == "We look into it."
    assert detail["messages"][-1]["sender"] is None


def test_it_is_one_internal_event_on_each_ticket_and_a_repeat_changes_nothing(
    maya: Any, staff: APIClient, agent: Any, client_for: Callable[[Any], APIClient]
) -> None:
    ticket = live(client_for(maya), staff, maya)
    erase(maya, "--by", str(agent.pk))
    event = ticket.events.get(type="person_erased")
    assert (event.actor_id, event.is_public, event.data) == (agent.pk, False, {"bodies": False})
    assert erase(maya) == "Erased from tickets: 0.\n"
    assert TicketEvent.objects.filter(type="person_erased").count() == 1


def test_a_dry_run_writes_nothing(
    maya: Any, staff: APIClient, client_for: Callable[[Any], APIClient]
) -> None:
    live(client_for(maya), staff, maya)
    before = tables_with(NAME), tables_with(CANARY), TicketEvent.objects.count()
    assert erase(maya, "--bodies", "--dry-run") == "Would erase from tickets: 1.\n"
    assert (tables_with(NAME), tables_with(CANARY), TicketEvent.objects.count()) == before
    assert files_with(CANARY)


def test_a_held_ticket_stays_whole_is_named_and_goes_after_its_release(
    maya: Any, staff: APIClient, client_for: Callable[[Any], APIClient]
) -> None:
    held = live(client_for(maya), staff, maya)
    other = live(client_for(maya), staff, maya)
    actions.hold_ticket(held, by=SYSTEM)
    mails = Delivery.objects.filter(event__ticket=held).count()
    for option in (["--dry-run"], []):
        with pytest.raises(CommandError, match=f"legal hold.*{held.reference}") as caught:
            erase(maya, "--bodies", *option)
        assert caught.value.returncode == 1
    held.refresh_from_db()
    other.refresh_from_db()
    assert (held.customer, other.customer) == (maya, None)
    assert CANARY in held.title
    assert held.messages.filter(redacted_at=None).count() == 4
    assert Delivery.objects.filter(event__ticket=held).count() == mails
    assert len(files_with(CANARY)) == 1
    assert held.attachments.get().redacted_at is None
    actions.release_ticket(held, by=SYSTEM)
    erase(maya, "--bodies")
    assert tables_with(NAME, *theirs()) == set()
    assert tables_with(CANARY) == set()


def test_who_may_not_cannot(maya: Any, ticket: Ticket, agent: Any) -> None:
    with pytest.raises(NotAllowed):
        actions.erase_person(maya, by=actor_of(maya))
    with pytest.raises(NotAllowed):
        actions.erase_person(agent, by=actor_of(agent))
    with pytest.raises(CommandError, match="not allowed"):
        call_command("support_erase_person", maya.pk, "--by", str(maya.pk))


def test_what_was_deleted_from_the_mail_log_is_not_told_again(
    maya: Any, staff: APIClient, client_for: Callable[[Any], APIClient], mailoutbox: list[Any]
) -> None:
    """Invariant 17: at least once, and after erasure no more."""
    live(client_for(maya), staff, maya)
    mailoutbox.clear()
    erase(maya)
    Delivery.objects.update(next_attempt_at=timezone.now())
    deliver_due()
    assert [mail for mail in mailoutbox if f"{NAME}@example.com" in mail.to] == []


def test_after_it_the_account_can_be_deleted(
    maya: Any, staff: APIClient, client_for: Callable[[Any], APIClient]
) -> None:
    live(client_for(maya), staff, maya)
    erase(maya, "--bodies")
    user_of(maya).delete()
    assert tables_with(NAME) == set()
    assert staff.get(f"{BASE}tickets/").json()["results"]
