"""The console is the desk's; that customers find nothing there, the matrix of permissions says."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from django_support_tickets import actions
from django_support_tickets.models import Ticket
from django_support_tickets.policies import actor_of
from tests.factories import TicketFactory
from tests.ui.desk import desk_page, page

pytestmark = pytest.mark.django_db
FORMS = ("bulk", "view-keep", "canned-new", "notifications")
TICKET_FORMS = ("desk-messages", "desk-change", "desk-read", "desk-escalate", "desk-canned")


@pytest.mark.parametrize("name", [*FORMS, *TICKET_FORMS, "desk-presence"])
def test_a_form_of_another_site_is_refused(
    name: str, browser_of: Callable[..., Client], agent: Any, ticket: Ticket
) -> None:
    browser = browser_of(agent, enforce_csrf_checks=True)
    address = page(name) if name in FORMS else desk_page(name, ticket)
    assert browser.post(address, {"message_text": "Hello"}).status_code == 403
    assert ticket.messages.count() == 1


def test_an_agents_own_ticket_is_on_the_customers_page(
    browser_of: Callable[[Any], Client], agent: Any, other_agent: Any
) -> None:
    """Invariant 3: there they see what a customer sees."""
    own = TicketFactory(customer=agent, title="My own")
    actions.post_message(own, by=actor_of(other_agent), message_text="Psst", is_internal=True)
    browser = browser_of(agent)
    answer = browser.get(desk_page("desk-ticket", own), follow=True)
    assert answer.redirect_chain == [(page("ticket", own.pk), 303)]
    assert b"Psst" not in answer.content
    assert b"My own" not in browser.get(page("queue")).content
    assert browser.get(desk_page("desk-messages", own)).status_code == 404
    for name in TICKET_FORMS:
        form = {"message_text": "", "priority": "low", "reason": "x", "is_internal": "true"}
        assert browser.post(desk_page(name, own), form).status_code == 404


def test_the_way_to_the_console_is_shown_to_agents(
    browser: Client, browser_of: Callable[[Any], Client], agent: Any
) -> None:
    queue = page("queue")
    assert queue.encode() not in browser.get(page("ticket-list")).content
    assert queue.encode() in browser_of(agent).get(page("ticket-list")).content
    assert browser_of(agent).get(page("home"))["Location"] == queue
