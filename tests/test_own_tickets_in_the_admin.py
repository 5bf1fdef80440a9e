"""Invariants 2 and 3 in the admin: nobody can count there what happened to their own ticket."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from django_support_tickets.actions import post_message
from django_support_tickets.policies import actor_for
from tests.factories import TicketFactory, user_of


@pytest.fixture
def admin(agent: Any) -> Client:
    client = Client()
    client.force_login(user_of(agent))
    return client


def test_an_agents_own_ticket_is_not_in_the_admin(
    admin: Client, agent: Any, other_agent: Any
) -> None:
    own, other = TicketFactory(customer=agent), TicketFactory()
    post_message(own, by=actor_for(user_of(other_agent)), message_text="Note", is_internal=True)
    queue = reverse("admin:support_tickets_ticket_changelist")
    assert admin.get(f"{queue}?version__gte=1").status_code == 400  # would count its notes
    listing = admin.get(queue)
    assert other.reference in listing.content.decode()
    assert own.reference not in listing.content.decode()
    page = reverse("admin:support_tickets_ticket_change", args=[own.pk])
    assert admin.get(page).status_code == 302  # Django's answer to what is not there
