"""The host's API deletes users: PROTECT would make that a 500, CASCADE would erase answers."""

from __future__ import annotations

from conftest import logged_in

from django_support_tickets import actions
from django_support_tickets.models import Message, Ticket
from django_support_tickets.policies import actor_for


def delete(user, *, by):
    return logged_in(by).delete(f"/api/auth/users/{user.pk}/")


def test_a_deleted_customer_leaves_the_ticket_and_their_name(ticket, customer, agent):
    assert delete(customer, by=agent).status_code == 204

    kept = Ticket.objects.get(pk=ticket.pk)
    assert kept.customer_id is None
    assert kept.customer_name == "Sita Sharma"
    seen = logged_in(agent).get(f"/api/support/tickets/{ticket.pk}/").json()
    assert seen["customer"] == {"id": None, "name": "Sita Sharma"}
    assert len(seen["messages"]) == 1


def test_a_deleted_agent_leaves_their_answers(ticket, customer, agent, django_user_model):
    by_agent = actor_for(agent)
    actions.assign_ticket(ticket, by=by_agent, agent=agent)
    actions.post_message(ticket, by=by_agent, message_text="Tomorrow at nine.")
    boss = django_user_model.objects.create_superuser("boss@example.com")

    assert delete(agent, by=boss).status_code == 204

    assert Message.objects.filter(ticket=ticket.pk).count() == 2
    seen = logged_in(customer).get(f"/api/support/tickets/{ticket.pk}/").json()
    assert seen["messages"][-1]["sender"] == {"id": None, "name": "Gita Karki"}
    assert seen["messages"][-1]["message_text"] == "Tomorrow at nine."
