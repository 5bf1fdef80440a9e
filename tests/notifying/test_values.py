"""Invariant 18: what a notifier is given can be frozen, queued and sent as JSON."""

import json
from dataclasses import FrozenInstanceError, asdict, fields

import pytest

from django_support_tickets import actions
from django_support_tickets.actors import Actor
from django_support_tickets.models import Ticket
from django_support_tickets.notifiers import Notification
from tests.notifying.conftest import Told

pytestmark = pytest.mark.django_db
IDS = {field.name for field in fields(Notification) if field.name.split("_")[-1] == "id"}


def test_every_value_is_json_and_every_id_is_text(
    ticket: Ticket, as_agent: Actor, as_customer: Actor, told: Told
) -> None:
    """Invariant 18."""
    actions.post_message(ticket, by=as_agent, message_text="On our way.")
    actions.post_message(ticket, by=as_customer, message_text="Thank you.")
    actions.escalate_ticket(ticket, by=as_agent, reason="VIP")
    actions.close_ticket(ticket, by=as_agent)
    notifications = told()
    assert {n.kind for n in notifications} >= {"ticket_opened", "message_posted", "status_changed"}
    for notification in notifications:
        values = asdict(notification)
        assert json.loads(json.dumps(values)) == values
        assert {type(values[name]) for name in IDS} <= {str, type(None)}
        assert values["recipient_id"]


def test_a_notifier_cannot_change_what_the_next_one_is_told(ticket: Ticket, told: Told) -> None:
    """Invariant 18."""
    notification = told()[0]
    with pytest.raises(FrozenInstanceError):
        notification.title = "Something else"  # type: ignore[misc]  # that is the point
