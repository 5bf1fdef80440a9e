"""What operators have: the command, the admin's list and the system checks."""

import sys
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import checks
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.utils import timezone

from django_support_tickets.actions import post_message
from django_support_tickets.enums import DeliveryState
from django_support_tickets.models import Delivery, TicketEvent
from django_support_tickets.policies import actor_for
from tests.factories import AgentFactory, TicketFactory, user_of
from tests.outbox.conftest import Use, states
from tests.outbox.notifiers import HERE, told
from tests.outbox.processes import needs_extras

pytestmark = pytest.mark.django_db


def relay(*arguments: str) -> str:
    output = StringIO()
    call_command("support_relay", *arguments, stdout=output)
    return output.getvalue()


def add(event: TicketEvent, state: DeliveryState, number: int = 1, **fields: Any) -> list[Delivery]:
    first = Delivery.objects.count()
    return Delivery.objects.bulk_create(
        Delivery(event=event, notifier="hook", recipient_key=f"{first + n}", state=state, **fields)
        for n in range(number)
    )


def test_it_drains_once(use: Use, event: TicketEvent) -> None:
    use()
    assert relay() == "Worked on 2 deliveries.\n"  # the event's row, and the customer's
    assert len(told) == 1
    assert relay() == "Worked on 0 deliveries.\n"


def test_status_of_an_empty_outbox() -> None:
    Delivery.objects.all().delete()
    assert relay("--status") == "pending 0\noldest -\nfailed 0\ndead 0\n"


def test_status_counts_and_delivers_nothing(event: TicketEvent) -> None:
    long_ago = timezone.now() - timedelta(minutes=10)
    Delivery.objects.all().delete()
    add(event, DeliveryState.PENDING, 3)
    add(event, DeliveryState.FAILED, 2, created_at=long_ago)
    add(event, DeliveryState.SENT, 4, created_at=long_ago - timedelta(days=1))
    printed = relay("--status").replace("\xa0", " ")
    assert printed == "pending 3\noldest 10 minutes\nfailed 2\ndead 0\n"
    assert states() == {"pending": 3, "failed": 2, "sent": 4}


@pytest.mark.parametrize(
    ("state", "minutes"),
    [(DeliveryState.DEAD, 0), (DeliveryState.PENDING, 16), (DeliveryState.FAILED, 16)],
)
def test_status_shouts(event: TicketEvent, state: DeliveryState, minutes: int) -> None:
    Delivery.objects.all().delete()
    add(event, state, created_at=timezone.now() - timedelta(minutes=minutes))
    with pytest.raises(CommandError) as error:
        relay("--status")
    assert error.value.returncode == 1


def test_replay_all_or_some(event: TicketEvent) -> None:
    Delivery.objects.all().delete()
    dead = add(event, DeliveryState.DEAD, 3, attempts=30, last_error="gone")
    keys = Delivery.objects.order_by("pk").values_list("pk", flat=True)
    assert relay("--replay", str(keys[1])) == "Made 1 deliveries pending again.\n"
    assert states() == {"dead": 2, "pending": 1}
    assert relay("--replay") == f"Made {len(dead) - 1} deliveries pending again.\n"
    assert set(Delivery.objects.values_list("state", "attempts")) == {("pending", 0)}


@pytest.fixture
def admin(agent: Any) -> Client:
    client = Client()
    client.force_login(user_of(agent))
    return client


LIST = "/admin/support_tickets/delivery/"


def test_the_admin_says_how_the_outbox_stands(admin: Client, event: TicketEvent) -> None:
    add(event, DeliveryState.DEAD, 2, last_error="SMTPServerDisconnected: gone")
    add(event, DeliveryState.FAILED)
    page = admin.get(LIST).content.decode()
    assert "1 pending, 1 failed, 2 given up" in page
    assert "SMTPServerDisconnected: gone" in page
    assert "SMTPServerDisconnected" not in admin.get(f"{LIST}?state__exact=failed").content.decode()


def test_the_admin_replays(admin: Client, event: TicketEvent, use: Use) -> None:
    use()
    add(event, DeliveryState.DEAD, 2)
    add(event, DeliveryState.SENT)
    keys = [str(key) for key in Delivery.objects.values_list("pk", flat=True)]
    answer = admin.post(LIST, {"action": "replay", "_selected_action": keys}, follow=True)
    assert "2 deliveries are pending again." in answer.content.decode()
    assert states() == {"pending": 3, "sent": 1}


def test_the_admin_is_for_agents(client: Client, customer: Any, event: TicketEvent) -> None:
    client.force_login(user_of(customer))
    assert client.get(LIST).status_code == 302


def complaints(**ours: Any) -> list[str]:
    with override_settings(SUPPORT_TICKETS=ours):
        found = checks.run_checks(tags=["support_tickets"])
    return [f"{complaint.id} {complaint.msg} {complaint.hint}" for complaint in found]


@pytest.mark.parametrize("relay", ["thread", "immediate", "none"])
def test_relays_that_need_nothing(relay: str) -> None:
    assert complaints(RELAY=relay) == []


@needs_extras
@pytest.mark.parametrize("relay", ["celery", "django_tasks"])
def test_relays_whose_package_is_there(relay: str) -> None:
    assert complaints(RELAY=relay) == []


def test_an_unknown_relay() -> None:
    (complaint,) = complaints(RELAY="threads")
    assert complaint.startswith("support_tickets.E015 SUPPORT_TICKETS['RELAY'] is 'threads'.")
    assert "thread, celery, django_tasks, none, immediate" in complaint


def test_a_relay_whose_package_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "django_support_tickets.contrib.celery", None)
    (complaint,) = complaints(RELAY="celery")
    assert complaint.startswith("support_tickets.E015")
    assert "Install celery" in complaint


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("a.path", "names no backend"),
        ({"OPTIONS": {}}, "names no backend"),
        ({"BACKEND": "no.such.Notifier"}, "makes no notifier: ModuleNotFoundError"),
        ({"BACKEND": f"{HERE}.Unfinished"}, "makes no notifier: TypeError"),
        ({"BACKEND": f"{HERE}.Recorder", "OPTIONS": {"colour": 1}}, "has no option colour"),
        ({"BACKEND": f"{HERE}.Recorder", "OPTION": {}}, "unknown key 'OPTION'"),
        ({"BACKEND": "collections.OrderedDict"}, "is not a notifier"),
    ],
)
def test_notifiers_that_do_not_fit(entry: Any, words: str) -> None:
    (complaint,) = complaints(NOTIFIERS={"hook": entry})
    assert words in complaint
    assert "['NOTIFIERS']['hook']" in complaint


def test_an_alias_that_no_column_can_hold() -> None:
    (complaint,) = complaints(NOTIFIERS={"h" * 51: {"BACKEND": f"{HERE}.Recorder"}})
    assert "does not fit" in complaint


def test_a_notifier_is_asked_what_is_wrong_with_its_options() -> None:
    found = complaints(NOTIFIERS={"hook": {"BACKEND": f"{HERE}.Complaining"}})
    assert [complaint.split()[0] for complaint in found] == ["host.E001"]


def test_the_figures_know_no_more_than_the_list(admin: Client, agent: Any, use: Use) -> None:
    """Invariant 2: an agent is not told that there is a note on a ticket of their own."""
    use()
    AgentFactory()
    note = _note_on_ticket_of(agent)
    Delivery.objects.exclude(event=note).delete()
    assert Delivery.objects.filter(event=note).exists()
    assert "0 pending" in admin.get(LIST).content.decode()


def _note_on_ticket_of(agent: Any) -> TicketEvent:
    ticket = TicketFactory(customer=agent)
    colleague = actor_for(user_of(AgentFactory()))
    post_message(ticket, by=colleague, message_text="A note.", is_internal=True)
    return TicketEvent.objects.get(ticket=ticket, public_sequence=None)
