"""Live subscription on the running example project, by whichever channel it has."""

from __future__ import annotations

import pytest

from browser.conftest import be, log_in
from browser.following import counted, has_seen, subscribe
from demo.people import RAM

CHANNELS = {"sse", "websocket", "polling"}


@pytest.fixture
def following(example, page, ticket):
    """The customer's page, which follows the ticket from its beginning."""
    be(page, example.customer, "{ pollSeconds: 0.2 }")
    subscribe(page, ticket["id"])
    assert has_seen(page, 1) == [1]
    return page


def answer(as_agent, ticket, text: str, **extra) -> None:
    message = {"message_text": text, **extra}
    as_agent.post(f"tickets/{ticket['id']}/messages/", json=message).raise_for_status()


def test_answers_arrive_and_notes_leave_no_gap(following, ticket, as_agent):
    answer(as_agent, ticket, "We are looking into it.")
    answer(as_agent, ticket, "Not the first time.", is_internal=True)
    answer(as_agent, ticket, "Somebody will come tomorrow.")

    assert has_seen(following, 3) == counted(3)
    assert following.evaluate("subscription.transport") in CHANNELS


def test_what_happened_while_the_page_was_offline_arrives_once(following, ticket, as_agent):
    following.context.set_offline(True)
    following.wait_for_function("() => subscription.state === 'offline'")
    for number in range(3):
        answer(as_agent, ticket, f"Answer {number}")
    following.context.set_offline(False)
    assert has_seen(following, 4) == counted(4)

    answer(as_agent, ticket, "And another.")
    assert has_seen(following, 5) == counted(5)


def test_an_own_message_arrives_as_an_event_too(following, ticket):
    sent = following.evaluate(
        "(id) => support.sendMessage(id, { message_text: 'Well?' }).settled", ticket["id"]
    )
    assert sent["state"] == "sent"
    assert has_seen(following, 2) == counted(2)


def test_agents_get_hints_of_every_ticket(example, page, ticket, as_agent):
    be(page, example.agent, "{ pollSeconds: 0.2 }")
    known = page.evaluate("async () => (await support.tickets({ page_size: 100 })).results")
    subscribe(page, None, known=known)
    page.wait_for_function("() => ['live', 'polling'].includes(subscription.state)")
    answer(as_agent, ticket, "We are looking into it.")

    page.wait_for_function("() => hints.includes(2)")


def test_a_ticket_of_somebody_else_ends_it(example, page, ticket):
    be(page, log_in(example.address, RAM))
    subscribe(page, ticket["id"])
    page.wait_for_function("() => subscription.state === 'closed'")

    assert page.evaluate("[seen, states.at(-1)]") == [[], ["closed", None, 404]]
