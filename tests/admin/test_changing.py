"""Changes from the queue and from a ticket's page: each ticket by itself, by the actions."""

import re
from typing import Any

import pytest
from django.test import Client

from django_support_tickets.actions import bulk, close_ticket
from django_support_tickets.actors import SYSTEM
from django_support_tickets.enums import EventType, Status
from django_support_tickets.models import Message, Ticket, TicketEvent
from tests.admin.conftest import DELIVERIES, QUEUE, act, page_of, text_of, told
from tests.factories import TicketFactory, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(customer: Any) -> list[Ticket]:
    return TicketFactory.create_batch(3, customer=customer)


def again(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def test_assigning_asks_to_whom(admin: Client, three: list[Ticket], other_agent: Any) -> None:
    page = act(admin, "assign", *three[:2])
    assert "This will change 2 tickets:" in text_of(page)
    assert three[0].reference in text_of(page)
    assert not Ticket.objects.exclude(assigned_agent=None).exists()
    done = act(admin, "assign", *three[:2], agent=str(other_agent.pk), answered="1")
    assert told(done) == ["2 tickets changed."]
    assigned = Ticket.objects.filter(assigned_agent=other_agent)
    assert {ticket.pk for ticket in assigned} == {ticket.pk for ticket in three[:2]}
    assert TicketEvent.objects.filter(type=EventType.TICKET_ASSIGNED).count() == 2


@pytest.mark.parametrize("value", ["", "x", "9" * 40, "0", "customer"])
def test_nobody_is_assigned_who_is_no_agent(
    value: str, admin: Client, ticket: Ticket, customer: Any
) -> None:
    value = str(customer.pk) if value == "customer" else value
    page = act(admin, "assign", ticket, agent=value, answered="1")
    assert "errorlist" in text_of(page)
    assert again(ticket).assigned_agent_id is None


def test_to_me_and_to_nobody(admin: Client, agent: Any, three: list[Ticket]) -> None:
    act(admin, "assign_to_me", *three)
    assert Ticket.objects.filter(assigned_agent=agent).count() == 3
    act(admin, "unassign", three[0])
    assert Ticket.objects.filter(assigned_agent=agent).count() == 2


def test_escalating_asks_why(admin: Client, ticket: Ticket) -> None:
    assert "Reason" in text_of(act(admin, "escalate", ticket))
    for reason in (" ", "x" * 5001):
        page = act(admin, "escalate", ticket, reason=reason, answered="1")
        assert "Write 1 to 5000 characters." in text_of(page)
        assert f"{reason.strip()}</textarea>" in text_of(page)
    assert again(ticket).escalated_at is None
    assert told(act(admin, "escalate", ticket, reason="Fire", answered="1")) == [
        "1 ticket changed."
    ]
    assert again(ticket).escalated_at is not None
    assert Message.objects.get(ticket=ticket, is_internal=True).message_text == "Fire"


@pytest.mark.parametrize(
    ("action", "status"), [("resolve", Status.RESOLVED), ("close", Status.CLOSED)]
)
def test_finishing_and_reopening(
    action: str, status: Status, admin: Client, three: list[Ticket]
) -> None:
    act(admin, action, *three)
    assert {ticket.status for ticket in Ticket.objects.all()} == {status}
    act(admin, "reopen", *three)
    assert {ticket.status for ticket in Ticket.objects.all()} == {Status.OPEN}


def test_marking_as_read(admin: Client, ticket: Ticket) -> None:
    assert again(ticket).staff_unread_count == 1
    act(admin, "mark_read", ticket)
    assert again(ticket).staff_unread_count == 0


def test_one_that_fails_is_named_and_leaves_the_others(admin: Client, three: list[Ticket]) -> None:
    close_ticket(three[1], by=SYSTEM)
    done = told(act(admin, "escalate", *three, reason="Fire", answered="1"))
    closed = f"{three[1].reference}: This ticket is closed. Reopen it to write again."
    assert done == [closed, "2 tickets changed."]
    assert Ticket.objects.exclude(escalated_at=None).count() == 2


def test_many_failures_are_not_many_messages(admin: Client, customer: Any) -> None:
    tickets = TicketFactory.create_batch(22, customer=customer, by=SYSTEM)
    for ticket in tickets:
        close_ticket(ticket, by=SYSTEM)
    done = told(act(admin, "escalate", *tickets, reason="Fire", answered="1"))
    assert len(done) == 21
    assert done[-1] == "2 other tickets were not changed."


def test_too_many_change_nothing(
    admin: Client, three: list[Ticket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django_support_tickets.admin.changing.MOST_TICKETS", 2)
    done = act(admin, "close", three[0], select_across="1", index="0")
    assert told(done) == ["Choose at most 2 tickets. Nothing was changed."]
    assert not Ticket.objects.filter(status=Status.CLOSED).exists()
    assert bulk.MOST_TICKETS == 500


def test_own_tickets_cannot_be_chosen(admin: Client, agent: Any) -> None:
    own = TicketFactory(customer=agent)
    act(admin, "resolve", own)
    assert again(own).status == Status.OPEN


@pytest.mark.parametrize("key", ["x", "", "\0", "9" * 5000])
@pytest.mark.parametrize("page", [QUEUE, DELIVERIES])
def test_what_can_be_no_key_is_chosen_by_nobody(key: str, page: str, admin: Client) -> None:
    """Invariant 19."""
    for action in ("close", "assign", "replay"):
        body = {"action": action, "_selected_action": [key]}
        assert admin.post(page, body, follow=True).status_code == 200


@pytest.mark.parametrize("action", ["resolve", "escalate"])
def test_from_its_page_one_comes_back_to_it(action: str, admin: Client, ticket: Ticket) -> None:
    page = text_of(admin.get(page_of(ticket)))
    assert f'name="action" value="{action}"' in page
    sent = {"index": "0", "from_ticket": "1"}
    if action == "escalate":
        question = act(admin, action, ticket, **sent)
        assert 'name="from_ticket" value="1"' in text_of(question)
        sent = {"from_ticket": "1", "reason": "Fire", "answered": "1"}
    answer = act(admin, action, ticket, **sent)
    assert answer.redirect_chain[-1][0] == page_of(ticket)


def test_the_question_carries_no_more_than_the_selection(
    admin: Client, three: list[Ticket]
) -> None:
    page = text_of(act(admin, "assign", three[0], three[1]))
    assert str(three[2].pk) not in page


def test_forged_requests_are_refused(agent: Any, ticket: Ticket) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user_of(agent))
    body = {"action": "close", "_selected_action": [str(ticket.pk)]}
    assert client.post(QUEUE, body).status_code == 403
    assert client.post(page_of(ticket), {"message_text": "Hi", "write": "reply"}).status_code == 403


def offered(admin: Client, ticket: Ticket) -> set[str]:
    found = re.findall(r'name="action" value="(\w+)"', text_of(admin.get(page_of(ticket))))
    return set(found)


def test_a_tickets_page_offers_only_what_would_change_it(
    admin: Client, agent: Any, ticket: Ticket
) -> None:
    always = {"assign"}
    openly = {"assign_to_me", "escalate", "mark_read", "resolve", "close"}
    assert offered(admin, ticket) == always | openly
    act(admin, "assign_to_me", ticket)
    act(admin, "mark_read", ticket)
    assert offered(admin, ticket) == always | {"unassign", "escalate", "resolve", "close"}
    act(admin, "resolve", ticket)
    assert offered(admin, ticket) == always | {"unassign", "escalate", "close", "reopen"}
    act(admin, "close", ticket)
    assert offered(admin, ticket) == always | {"unassign", "reopen"}


def test_a_tickets_page_names_its_customer_as_others_see_them(
    admin: Client, ticket: Ticket, customer: Any
) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(customer_name="Sita Sharma")
    fields, _, conversation = text_of(admin.get(page_of(ticket))).partition("support-conversation")
    assert conversation
    assert "Sita Sharma" in fields
    assert user_of(customer).email not in fields
