"""Who is told what: one test for each row of the table in docs/reference/notifications.md."""

from typing import Any

import pytest

from django_support_tickets import actions
from django_support_tickets.actors import SYSTEM, Actor
from django_support_tickets.enums import EventType
from django_support_tickets.models import Ticket
from django_support_tickets.policies import actor_of, get_policy
from django_support_tickets.policies.support import SupportPolicy
from django_support_tickets.selectors.audience import recipients_of
from tests.factories import TicketFactory, user_of
from tests.notifying.conftest import Configure, Told, all_of, by_recipient

pytestmark = pytest.mark.django_db


def last_event(ticket: Ticket) -> Any:
    return ticket.events.select_related("ticket").order_by("-sequence").first()


def assign(ticket: Ticket, agent: Any) -> None:
    actions.assign_ticket(ticket, by=SYSTEM, agent=agent)


def test_opening_is_confirmed_to_the_customer_and_told_to_the_team(
    customer: Any, agent: Any, other_agent: Any, other_customer: Any, told: Told
) -> None:
    """Invariant 17: the receipt is the one thing that people are told of their own acts."""
    TicketFactory(customer=customer, title="No light", message_text="It is dark.")
    found = told()
    assert by_recipient(found) == all_of("ticket_opened", customer, agent, other_agent)
    titles = {n.recipient_id: n.title for n in found}
    assert titles[str(customer.pk)] == "We have received your request: No light"
    name = get_policy().name_of(customer)
    assert titles[str(agent.pk)] == f"New ticket from {name}: No light"
    assert {n.body for n in found} == {"It is dark."}


def test_who_may_not_log_in_is_not_told(
    ticket: Ticket, customer: Any, as_agent: Actor, told: Told
) -> None:
    """An account that was closed, or taken over and closed, gets no mail with a conversation."""
    told()
    actions.post_message(ticket, by=as_agent, message_text="Hello.")
    user = user_of(customer)
    if user is not customer:
        pytest.skip("these people have no accounts of their own to be closed")
    user.is_active = False
    user.save()
    assert told() == []


def test_opening_for_a_customer_is_told_to_all_but_the_agent_who_did_it(
    customer: Any, agent: Any, other_agent: Any, told: Told
) -> None:
    TicketFactory(customer=customer, by=actor_of(agent))
    assert by_recipient(told()) == all_of("ticket_opened", customer, other_agent)


def test_an_agents_own_ticket_is_confirmed_to_them_as_to_any_customer(
    agent: Any, other_agent: Any, told: Told
) -> None:
    """Invariant 3."""
    TicketFactory(customer=agent)
    found = told()
    assert by_recipient(found) == all_of("ticket_opened", agent, other_agent)
    assert {n.recipient_id: n.title[:16] for n in found}[str(agent.pk)] == "We have received"


def test_an_answer_is_told_to_the_customer(
    ticket: Ticket, customer: Any, as_agent: Actor, other_agent: Any, told: Told
) -> None:
    told()
    actions.post_message(ticket, by=as_agent, message_text="On our way.")
    found = told()
    assert by_recipient(found) == all_of("message_posted", customer)
    assert found[0].body == "On our way."
    assert (found[0].actor_id, found[0].actor_name) == (str(as_agent.id), as_agent.name)


def test_a_customers_message_is_told_to_the_team_while_nobody_has_the_ticket(
    ticket: Ticket, as_customer: Actor, agent: Any, other_agent: Any, told: Told
) -> None:
    told()
    actions.post_message(ticket, by=as_customer, message_text="Hello?")
    assert by_recipient(told()) == all_of("message_posted", agent, other_agent)


def test_a_customers_message_is_told_to_the_assignee_alone(
    ticket: Ticket, as_customer: Actor, agent: Any, other_agent: Any, told: Told
) -> None:
    assign(ticket, agent)
    told()
    actions.post_message(ticket, by=as_customer, message_text="Hello?")
    assert by_recipient(told()) == all_of("message_posted", agent)


def test_the_team_hears_the_customer_when_the_assignee_has_left(
    ticket: Ticket, as_customer: Actor, agent: Any, other_agent: Any, told: Told
) -> None:
    assign(ticket, agent)
    user = user_of(agent)
    user.is_active = False
    user.save()
    told()
    actions.post_message(ticket, by=as_customer, message_text="Hello?")
    assert by_recipient(told()) == all_of("message_posted", other_agent)


def test_an_assignment_is_told_to_the_new_assignee_and_to_nobody_else(
    ticket: Ticket, customer: Any, as_agent: Actor, other_agent: Any, told: Told
) -> None:
    told()
    actions.assign_ticket(ticket, by=as_agent, agent=other_agent)
    assert by_recipient(told()) == all_of("ticket_assigned", other_agent)


def test_who_takes_a_ticket_is_not_told_and_nobody_is_told_of_taking_it_away(
    ticket: Ticket, as_agent: Actor, other_agent: Any, told: Told
) -> None:
    told()
    actions.assign_ticket(ticket, by=as_agent, agent=as_agent.person)
    actions.assign_ticket(ticket, by=as_agent, agent=None)
    assert told() == []


def test_an_escalation_is_told_to_the_contacts_but_not_to_the_customer(
    ticket: Ticket, as_agent: Actor, other_agent: Any, told: Told
) -> None:
    told()
    actions.escalate_ticket(ticket, by=as_agent, reason="Third time.")
    found = told()
    assert by_recipient(found) == all_of("ticket_escalated", other_agent)
    assert found[0].body == "Priority: Medium → High"


def test_a_policy_names_other_escalation_contacts(
    *,
    ticket: Ticket,
    as_agent: Actor,
    other_agent: Any,
    agent: Any,
    told: Told,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def nobody_but(self: Any) -> Any:
        return self.agents().filter(pk=other_agent.pk)

    told()
    monkeypatch.setattr(SupportPolicy, "escalation_contacts", nobody_but)
    actions.escalate_ticket(ticket, by=SYSTEM, reason="Third time.")
    assert by_recipient(told()) == all_of("ticket_escalated", other_agent)


@pytest.mark.parametrize("status", ["in_progress", "resolved", "closed"])
def test_a_new_status_is_told_to_the_customer(
    *, ticket: Ticket, customer: Any, as_agent: Actor, status: str, other_agent: Any, told: Told
) -> None:
    told()
    actions.change_status(ticket, by=as_agent, status=status)
    found = told()
    assert by_recipient(found) == all_of("status_changed", customer)
    assert found[0].body.startswith("Status: Open → ")


def test_a_status_that_the_customer_changed_is_told_to_nobody(
    ticket: Ticket, as_customer: Actor, agent: Any, told: Told
) -> None:
    told()
    actions.close_ticket(ticket, by=as_customer)
    assert told() == []


def test_a_note_is_told_to_the_assignee_without_its_text(
    ticket: Ticket, as_agent: Actor, other_agent: Any, told: Told
) -> None:
    """Invariant 2: a mail is forwarded, so not even an agent's has the text of a note."""
    assign(ticket, other_agent)
    told()
    actions.post_message(ticket, by=as_agent, message_text="He is a liar.", is_internal=True)
    found = told()
    assert by_recipient(found) == all_of("note_posted", other_agent)
    assert "liar" not in f"{found[0].title}{found[0].body}"


def test_a_note_on_a_ticket_of_nobodys_is_told_to_nobody(
    ticket: Ticket, as_agent: Actor, other_agent: Any, told: Told
) -> None:
    told()
    actions.post_message(ticket, by=as_agent, message_text="Hm.", is_internal=True)
    assert told() == []


def test_an_agent_hears_nothing_internal_of_their_own_ticket(
    agent: Any, other_agent: Any, told: Told
) -> None:
    """Invariants 2 and 3, even when somebody assigned the ticket to its own customer."""
    ticket = TicketFactory(customer=agent)
    told()
    assign(ticket, agent)
    actions.post_message(ticket, by=actor_of(other_agent), message_text="Hm.", is_internal=True)
    actions.escalate_ticket(ticket, by=actor_of(other_agent), reason="Hm.")
    assert told() == []


@pytest.mark.parametrize(
    "change",
    [
        {"priority": "high"},
        {"category": "billing"},
        {"tags": ["a"]},
        {"title": "B"},
        {"metadata": {"a": 1}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_other_changes_are_told_to_nobody(
    ticket: Ticket, as_agent: Actor, other_agent: Any, change: dict[str, Any], told: Told
) -> None:
    told()
    actions.update_ticket(ticket, by=as_agent, **change)
    assert told() == []


def test_who_may_no_longer_see_the_ticket_is_not_told(
    ticket: Ticket, customer: Any, as_agent: Actor, told: Told
) -> None:
    """Invariant 1: the policy is asked at delivery, not only when it was written."""
    told()
    actions.post_message(ticket, by=as_agent, message_text="On our way.")
    Ticket.objects.filter(pk=ticket.pk).update(customer=as_agent.id)
    assert told() == []


def test_an_agent_who_may_not_see_the_ticket_is_not_told(
    ticket: Ticket, agent: Any, other_agent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Invariant 1: whom the team is made of does not decide who sees what."""

    def only_assigned(_self: Any, tickets: Any, actor: Actor) -> Any:
        return tickets.filter(assigned_agent=actor.id)

    assign(ticket, agent)
    actions.escalate_ticket(ticket, by=SYSTEM, reason="Third time.")
    assert set(recipients_of(last_event(ticket))) == {agent, other_agent}
    monkeypatch.setattr(SupportPolicy, "scope", only_assigned)
    assert recipients_of(last_event(ticket)) == [agent]


def test_the_system_has_no_side_and_the_customer_is_told(
    ticket: Ticket, customer: Any, told: Told
) -> None:
    told()
    actions.post_message(ticket, by=SYSTEM, message_text="We are closed on Friday.")
    found = told()
    assert by_recipient(found) == all_of("message_posted", customer)
    assert found[0].title.startswith("Support wrote: ")
    assert found[0].actor_id is None


def test_a_ticket_whose_customer_was_deleted_tells_the_team(
    ticket: Ticket, customer: Any, as_customer: Actor, agent: Any, told: Told
) -> None:
    """Invariant 11: nothing breaks."""
    told()
    actions.post_message(ticket, by=as_customer, message_text="Bye.")
    user_of(customer).delete()
    assert by_recipient(told()) == all_of("message_posted", agent)


def test_every_kind_of_event_has_been_thought_of(ticket: Ticket, agent: Any) -> None:
    """An event without a row in the table concerns nobody, and raises nothing."""
    event = last_event(ticket)
    event.type = EventType.TAGS_CHANGED
    assert recipients_of(event) == []


def test_two_people_are_told_in_a_number_of_queries_that_no_others_change(
    ticket: Ticket,
    customer: Any,
    as_agent: Actor,
    desk: Configure,
    django_assert_max_num_queries: Any,
) -> None:
    actions.post_message(ticket, by=as_agent, message_text="On our way.")
    event = last_event(ticket)
    with django_assert_max_num_queries(6):
        assert recipients_of(event) == [customer]
