"""Each row is delivered by itself: what one meets does not touch the others."""

from typing import Any

import pytest

from django_support_tickets.models import Delivery, NotificationPreference, TicketEvent
from django_support_tickets.outbox import deliver_due, delivering, retrying
from tests.factories import AgentFactory
from tests.outbox import notifiers
from tests.outbox.conftest import Use, states, time_has_come
from tests.outbox.notifiers import told

pytestmark = pytest.mark.django_db


def deliveries_to(person: Any) -> Delivery:
    return Delivery.objects.get(recipient=person)


def test_the_row_of_an_event_becomes_one_for_each_recipient(
    use: Use, event: TicketEvent, customer: Any, five_agents: list[Any]
) -> None:
    use()
    deliver_due()
    recipients = {str(person.pk) for person in (customer, *five_agents)}
    assert {person for person, _kind in told} == recipients
    assert len(told) == 6
    assert set(Delivery.objects.values_list("recipient_key", "state")) == {
        (key, "sent") for key in recipients
    }
    assert not Delivery.objects.filter(sent_at=None).exists()


def test_nothing_is_delivered_twice(use: Use, event: TicketEvent) -> None:
    use()
    deliver_due()
    time_has_come()
    assert deliver_due() == 0
    assert len(told) == 1


def test_what_concerns_nobody_leaves_nothing(use: Use, event: TicketEvent, customer: Any) -> None:
    use()
    customer.delete()
    deliver_due()
    assert not Delivery.objects.exists()
    assert told == []


def test_a_failure_is_kept_and_only_that_row_is_tried_again(
    use: Use, event: TicketEvent, five_agents: list[Any], settings: Any
) -> None:
    unlucky = five_agents[2]
    use("Failing", only=[unlucky.pk])
    deliver_due()
    assert states() == {"sent": 5, "failed": 1}
    row = deliveries_to(unlucky)
    assert (row.attempts, row.last_error) == (1, "ConnectionRefusedError: nobody listens")

    use()
    told.clear()
    time_has_come()
    deliver_due()
    assert [person for person, _kind in told] == [str(unlucky.pk)]
    row = deliveries_to(unlucky)
    assert (row.state, row.attempts, row.last_error) == ("sent", 2, "")


class Killed(BaseException):
    """No Exception: like a SIGKILL it leaves no time to write anything."""


def test_a_crash_half_way_does_not_tell_the_first_again(
    use: Use, event: TicketEvent, five_agents: list[Any]
) -> None:
    use("Failing", only=[five_agents[2].pk], error=Killed())
    with pytest.raises(Killed):
        deliver_due()
    already = list(told)
    assert 0 < len(already) < 6

    use()
    assert deliver_due() == 0, "the dead relay's lease is not over"
    time_has_come()
    deliver_due()
    assert told[: len(already)] == already
    assert len(told) == len(set(told)) == 6
    assert states() == {"sent": 6}


def test_a_crash_while_recipients_are_worked_out_loses_nobody(
    use: Use, event: TicketEvent, five_agents: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_args: Any, **_kwargs: Any) -> None:
        raise Killed

    use()
    with monkeypatch.context() as patch:
        patch.setattr(type(Delivery.objects.all()), "bulk_create", die)
        with pytest.raises(Killed):
            deliver_due()
    assert Delivery.objects.get().awaits_recipients
    time_has_come()
    deliver_due()
    assert len(told) == 6


def test_after_many_tries_it_is_given_up_with_its_reason(use: Use, event: TicketEvent) -> None:
    use("Failing")
    for _ in range(retrying.MAX_ATTEMPTS + 5):
        deliver_due()
        time_has_come()
    row = Delivery.objects.get()
    assert (row.state, row.attempts) == ("dead", retrying.MAX_ATTEMPTS)
    assert row.last_error == "ConnectionRefusedError: nobody listens"


def test_what_kills_its_relay_each_time_is_given_up(use: Use, event: TicketEvent) -> None:
    use("Failing", error=Killed())
    for _ in range(retrying.MAX_ATTEMPTS):
        with pytest.raises(Killed):
            deliver_due()
        time_has_come()
    deliver_due()
    row = Delivery.objects.get()
    assert row.state == "dead"
    assert "relays ended" in row.last_error


def test_what_kills_its_relay_before_anybody_is_addressed_is_given_up(
    use: Use, event: TicketEvent, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_args: Any, **_kwargs: Any) -> None:
        raise Killed

    use()
    with monkeypatch.context() as patch:
        patch.setattr(type(Delivery.objects.all()), "bulk_create", die)
        for _ in range(retrying.MAX_ATTEMPTS):
            with pytest.raises(Killed):
                deliver_due()
            time_has_come()
        deliver_due()
    row = Delivery.objects.get()
    assert (row.state, row.awaits_recipients) == ("dead", True)


def test_the_log_has_the_place_of_an_error_and_no_secret_of_it(
    use: Use, event: TicketEvent, caplog: pytest.LogCaptureFixture
) -> None:
    use("Failing", error=ConnectionError("https://me:hunter2@sms.example/?token=abc123 refused"))
    deliver_due()
    assert "ConnectionError" in caplog.text
    assert "raise self.error" in caplog.text
    assert "hunter2" not in caplog.text
    assert "abc123" not in caplog.text


def test_a_recipient_who_was_deleted_meanwhile(use: Use, event: TicketEvent, customer: Any) -> None:
    use("Failing")
    AgentFactory()
    deliver_due()
    customer.delete()
    use()
    time_has_come()
    deliver_due()
    assert states() == {"skipped": 1, "sent": 1}
    assert Delivery.objects.get(state="skipped").last_error.endswith("The recipient was deleted.")


def test_a_recipient_who_is_no_agent_any_more(use: Use, event: TicketEvent) -> None:
    agent = AgentFactory()
    use("Failing")
    deliver_due()
    _dismiss(agent)
    use()
    time_has_come()
    deliver_due()
    row = deliveries_to(agent)
    assert (row.state, told[1:]) == ("skipped", [])
    assert "may not know" in row.last_error


def _dismiss(agent: Any) -> None:
    for field in ("is_staff", "at_the_desk"):
        if hasattr(agent, field):
            setattr(agent, field, False)
    agent.save()


def test_a_recipient_who_has_changed_their_mind(use: Use, event: TicketEvent) -> None:
    agent = AgentFactory()
    use("Failing")
    deliver_due()
    NotificationPreference.objects.create(
        person=agent, kind=event.type, channel="hook", is_on=False
    )
    use()
    time_has_come()
    deliver_due()
    row = deliveries_to(agent)
    assert row.state == "skipped"
    assert "does not want" in row.last_error
    assert str(agent.pk) not in dict(told)


def test_a_notifier_that_cannot_tell_this_person(use: Use, event: TicketEvent) -> None:
    use("Fussy")
    deliver_due()
    row = Delivery.objects.get()
    assert (row.state, row.last_error) == ("skipped", "DeliverySkipped: no telephone number")


def test_an_alias_that_is_configured_no_more(use: Use, event: TicketEvent, settings: Any) -> None:
    settings.SUPPORT_TICKETS = {**settings.SUPPORT_TICKETS, "NOTIFIERS": {}}
    deliver_due()
    row = Delivery.objects.get()
    assert (row.state, row.last_error) == ("dead", "GivenUp: NOTIFIERS has no 'hook' any more.")


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("no.such.Notifier", "ModuleNotFoundError: No module named 'no'"),
        (f"{notifiers.HERE}.Nobody", "ImportError: Module"),
        (f"{notifiers.HERE}.Unfinished", "TypeError: Can't instantiate abstract class"),
    ],
)
def test_a_notifier_that_cannot_be_made_is_tried_again_and_the_others_go_on(
    use: Use, event: TicketEvent, settings: Any, path: str, reason: str
) -> None:
    Delivery.objects.create(event=event, notifier="good")
    use(path)
    settings.SUPPORT_TICKETS["NOTIFIERS"]["good"] = {"BACKEND": f"{notifiers.HERE}.Recorder"}
    deliver_due()
    assert len(told) == 1
    row = Delivery.objects.get(notifier="hook")
    assert row.state == "failed"
    assert row.last_error.startswith(reason)


def test_a_relay_that_is_stopped_gives_back_what_it_did_not_begin(
    use: Use, event: TicketEvent, five_agents: list[Any]
) -> None:
    use()
    assert deliver_due(stopping=lambda: len(told) == 2) == 3  # the row of the event, and two
    assert states() == {"sent": 2, "pending": 4}
    assert set(Delivery.objects.filter(state="pending").values_list("attempts", "claim")) == {
        (0, None)
    }
    deliver_due()
    assert len(set(told)) == len(told) == 6


def test_slow_deliveries_are_not_begun_late_in_the_lease(
    use: Use, event: TicketEvent, five_agents: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    claims: list[int] = []
    claim = delivering.claim
    monkeypatch.setattr(delivering, "CLAIM_SECONDS", -1)  # every delivery takes too long
    monkeypatch.setattr(delivering, "claim", lambda: (claims.append(1), claim())[1])
    use()
    deliver_due()
    assert len(claims) == 1 + 6 + 1, "one delivery of each claim, and the rest given back"
    assert len(set(told)) == len(told) == 6
