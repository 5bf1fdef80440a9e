"""The host's hook writes rows that the host's narrow columns can hold, and writes them once."""

from __future__ import annotations

import pytest

from django_support_tickets import actions
from django_support_tickets.models import Delivery
from django_support_tickets.notifiers import Notification as Told
from django_support_tickets.outbox import deliver_due
from django_support_tickets.policies import actor_for
from notifications.models import Notification, UserNotificationSetting
from notifications.support import HostNotifier

pytestmark = pytest.mark.django_db
UUID = "0199e0a2-5bd1-7000-8000-000000000000"


@pytest.fixture(autouse=True)
def nobody_is_told_behind_the_tests_back(settings):
    settings.SUPPORT_TICKETS = {**settings.SUPPORT_TICKETS, "RELAY": "none"}


def answer(ticket, agent) -> None:
    deliver_due()
    Notification.objects.all().delete()
    actions.post_message(ticket, by=actor_for(agent), message_text="Tomorrow at 9:00?")
    deliver_due()


def test_an_answer_becomes_a_row_of_the_host_and_a_mail(ticket, customer, agent, mailoutbox):
    answer(ticket, agent)

    (row,) = Notification.objects.all()
    assert row.user == customer
    assert row.title == f"Gita Karki wrote: {ticket.title}"
    assert row.message == "Tomorrow at 9:00?"
    assert (row.type, row.notification_type) == ("message", "message")
    assert row.priority == "medium"
    assert row.related_id is None
    assert row.data["ticket_id"] == str(ticket.pk)
    assert row.action_url == f"/dashboard/support/{ticket.pk}"
    row.full_clean()
    mail = mailoutbox[-1]
    assert mail.to == [customer.email]
    assert f"http://localhost:3000/dashboard/support/{ticket.pk}" in mail.body


def test_a_repeated_delivery_writes_no_second_row(ticket, agent):
    answer(ticket, agent)
    before = Notification.objects.count()

    Delivery.objects.filter(notifier="host").update(
        state="pending", next_attempt_at="2020-01-01T00:00Z"
    )
    deliver_due()

    assert not Delivery.objects.exclude(state="sent").exists()
    assert Notification.objects.filter(message="Tomorrow at 9:00?").count() == before == 1


def test_the_longest_title_and_the_highest_priority_fit(customer):
    told = Told(
        id="1", kind="ticket_escalated", ticket_id=UUID, reference="7KQ-M2X-9TRB", title="x" * 400,
        body="", priority="urgent", recipient_id=str(customer.pk), actor_id=None, actor_name="",
        url="", sequence=1, created_at="2025-10-01T12:00:00+00:00", event_id=UUID,
    )  # fmt: skip

    HostNotifier().notify(told, customer)

    row = Notification.objects.get()
    assert (len(row.title), row.priority, row.type) == (255, "high", "system")


@pytest.mark.parametrize(
    ("switched_off", "rows", "mails"),
    [
        (None, 1, 1),
        ("message_notifications", 0, 1),
        ("email_notifications", 1, 0),
        ("system_notifications", 1, 1),
    ],
)
def test_the_hosts_own_switches_decide(
    *, ticket, customer, agent, mailoutbox, switched_off, rows, mails
):
    deliver_due()
    mailoutbox.clear()
    if switched_off:
        UserNotificationSetting.objects.create(user=customer, **{switched_off: False})

    answer(ticket, agent)

    assert Notification.objects.filter(user=customer).count() == rows
    assert len([mail for mail in mailoutbox if mail.to == [customer.email]]) == mails


def test_our_own_inbox_and_switches_are_not_there(customer_api):
    for path in ("notifications/", "preferences/"):
        assert customer_api.get(f"/api/support/{path}").status_code == 404
