"""A ticket at the desk: answers, notes, changes, and two agents at once."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from django_support_tickets import actions
from django_support_tickets.actors import SYSTEM
from django_support_tickets.models import CannedResponse, Ticket
from django_support_tickets.policies import actor_of
from tests.ui.desk import desk_page, page, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(browser_of: Callable[[Any], Client], agent: Any) -> Client:
    return browser_of(agent)


def write(desk: Client, ticket: Ticket, text: str = "Hello", **form: Any) -> Any:
    return desk.post(desk_page("desk-messages", ticket), {"message_text": text, **form})


def change(desk: Client, ticket: Ticket, **form: Any) -> Any:
    return desk.post(desk_page("desk-change", ticket), form)


def test_an_answer_and_a_note(desk: Client, browser: Client, ticket: Ticket) -> None:
    assert write(desk, ticket, "We come at noon.").status_code == 303
    assert write(desk, ticket, "He is angry.", is_internal="true").status_code == 303
    assert [m.is_internal for m in ticket.messages.order_by("sequence")] == [False, False, True]
    shown = words_of(desk.get(desk_page("desk-ticket", ticket)))
    assert "is-note" in shown
    assert "support-note-badge" in shown
    theirs = words_of(browser.get(page("ticket", ticket.pk)))
    assert "We come at noon." in theirs
    assert "He is angry." not in theirs


def test_what_is_neither_answer_nor_note_is_an_answer_by_its_label(
    desk: Client, ticket: Ticket
) -> None:
    """The form comes up as an answer, and says who will read it."""
    shown = words_of(desk.get(desk_page("desk-ticket", ticket)))
    assert 'name="is_internal" value="false" checked' in shown
    for words in ("Send reply", "Keep internal note", "Only colleagues read this."):
        assert words in shown


def test_somebody_answered_meanwhile(
    desk: Client, browser_of: Callable[[Any], Client], other_agent: Any, ticket: Ticket
) -> None:
    """Invariant 10: nothing is written, the draft is kept, the newer messages are shown."""
    seen = ticket.version
    write(browser_of(other_agent), ticket, "I have it.", version=seen)
    refused = write(desk, ticket, "My long draft", version=seen, is_internal="true")
    shown = words_of(refused)
    assert refused.status_code == 409
    assert "Somebody answered meanwhile" in shown
    assert shown.count("I have it.") == 2  # in the conversation, and beside the draft
    assert ">My long draft</textarea>" in shown
    assert 'value="true" checked' in shown
    assert ticket.messages.count() == 2
    ticket.refresh_from_db()
    assert f'name="version" value="{ticket.version}"' in shown
    again = write(desk, ticket, "My long draft", version=ticket.version, is_internal="true")
    assert again.status_code == 303


def test_scripts_hear_that_somebody_answered(desk: Client, customer: Any, ticket: Ticket) -> None:
    seen = ticket.version
    actions.post_message(ticket, by=actor_of(customer), message_text="And now this.")
    form = {"message_text": "Hello", "version": seen}
    address = desk_page("desk-messages", ticket)
    refused = desk.post(address, form, headers={"HX-Request": "true"})
    assert (refused.status_code, ticket.messages.count()) == (409, 2)
    assert "Somebody answered meanwhile" in words_of(refused)


def test_other_changes_and_own_messages_make_no_answer_stale(desk: Client, ticket: Ticket) -> None:
    seen = ticket.version
    actions.change_priority(ticket, by=SYSTEM, priority="high")
    assert write(desk, ticket, "First", version=seen).status_code == 303
    assert write(desk, ticket, "Second", version=seen).status_code == 303


def test_a_note_makes_no_customers_answer_stale(agent: Any, customer: Any, ticket: Ticket) -> None:
    """Invariant 2: a customer's answer is refused because of public messages only."""
    seen = ticket.public_version
    actions.post_message(ticket, by=actor_of(agent), message_text="Psst", is_internal=True)
    by = actor_of(customer)
    actions.post_message(ticket, by=by, message_text="Hello", version=seen)
    assert ticket.messages.count() == 3


def test_a_repeat_that_arrives_after_an_answer_is_still_a_repeat(
    desk: Client, customer: Any, ticket: Ticket
) -> None:
    form = {"version": ticket.version, "client_token": "t1"}
    write(desk, ticket, "Once", **form)
    actions.post_message(ticket, by=actor_of(customer), message_text="Thanks")
    assert write(desk, ticket, "Once", **form).status_code == 303
    assert ticket.messages.count() == 3


def test_a_closed_ticket_keeps_the_draft(desk: Client, ticket: Ticket) -> None:
    actions.close_ticket(ticket, by=SYSTEM)
    refused = write(desk, ticket, "My long draft")
    assert refused.status_code == 409
    assert "My long draft" in words_of(refused)


def test_what_is_wrong_is_shown_with_what_was_typed(desk: Client, ticket: Ticket) -> None:
    refused = write(desk, ticket, "x" * 5001, is_internal="true")
    assert refused.status_code == 400
    assert "Write 1 to 5000 characters." in words_of(refused)
    assert "x" * 5001 in words_of(refused)


def test_an_answer_is_written_below_the_newest_messages(desk: Client, ticket: Ticket) -> None:
    """Among older ones nothing new is shown, and so not what was just sent either."""
    address = desk_page("desk-ticket", ticket)
    assert "desk-composer" in words_of(desk.get(address))
    older = words_of(desk.get(address, {"before": "9"}))
    assert "desk-composer" not in older
    assert "Back to the newest messages" in older


def test_a_long_conversation_comes_in_pieces_with_its_notes(
    desk: Client, agent: Any, ticket: Ticket
) -> None:
    for n in range(2, 61):
        actions.post_message(
            ticket, by=actor_of(agent), message_text=f"{n}", is_internal=n % 2 == 0
        )
    older = f'hx-get="{desk_page("desk-messages", ticket)}?before=11"'
    assert older in words_of(desk.get(desk_page("desk-ticket", ticket)))
    part = desk.get(f"{desk_page('desk-messages', ticket)}?before=11")
    assert words_of(part).count("data-sequence=") == 10
    assert words_of(part).count("support-note-badge") == 5
    assert "Older messages" not in words_of(part)


def test_the_side_panel_changes_the_ticket(desk: Client, agent: Any, ticket: Ticket) -> None:
    form = {"assigned_agent": str(agent.pk), "status": "in_progress", "priority": "urgent"}
    assert change(desk, ticket, **form, tags="vip, Late").status_code == 303
    ticket.refresh_from_db()
    assert (ticket.status, ticket.priority, ticket.tags) == ("in_progress", 4, ["late", "vip"])
    shown = words_of(desk.get(desk_page("desk-ticket", ticket)))
    for words in ("Status: In progress", "Priority: Urgent", "Assigned to", "Tags: +late, +vip"):
        assert words in shown
    assert change(desk, ticket, assigned_agent="none", tags="").status_code == 303
    ticket.refresh_from_db()
    assert (ticket.assigned_agent, ticket.tags) == (None, [])


def test_a_panel_that_shows_other_values_changes_nothing(desk: Client, ticket: Ticket) -> None:
    """Invariant 10; a message, which the panel does not show, makes it not stale."""
    was = "None|open|2"
    actions.post_message(ticket, by=SYSTEM, message_text="Hello")
    assert change(desk, ticket, was=was, priority="high").status_code == 303
    refused = change(desk, ticket, was=was, priority="low")
    assert refused.status_code == 409
    assert "The ticket has changed since you last saw it." in words_of(refused)
    ticket.refresh_from_db()
    assert ticket.priority == 3
    assert change(desk, ticket, version="1", status="closed").status_code == 409


def test_assign_close_and_reopen_by_one_button(desk: Client, agent: Any, ticket: Ticket) -> None:
    shown = words_of(desk.get(desk_page("desk-ticket", ticket)))
    assert "Assign to me" in shown
    for form in ({"assigned_agent": "me"}, {"status": "closed"}, {"status": "open"}):
        ticket.refresh_from_db()
        assert change(desk, ticket, **form, version=ticket.version).status_code == 303
    ticket.refresh_from_db()
    assert (ticket.assigned_agent_id, ticket.status) == (agent.pk, "open")


def test_an_escalation_needs_a_reason(desk: Client, ticket: Ticket) -> None:
    address = desk_page("desk-escalate", ticket)
    assert 'value="high" selected' in words_of(desk.get(address))
    refused = desk.post(address, {"reason": "  ", "priority": "urgent"})
    assert refused.status_code == 400
    assert 'id="error-reason"' in words_of(refused)
    assert desk.post(address, {"reason": "VIP", "priority": "urgent"}).status_code == 303
    ticket.refresh_from_db()
    assert ticket.escalated
    assert ticket.messages.last().is_internal  # type: ignore[union-attr]


def test_an_escalation_that_comes_late_keeps_its_reason(desk: Client, ticket: Ticket) -> None:
    """Invariant 10."""
    form = {"reason": "VIP, told at length", "priority": "urgent", "version": ticket.version}
    actions.post_message(ticket, by=SYSTEM, message_text="Hello")
    refused = desk.post(desk_page("desk-escalate", ticket), form)
    shown = words_of(refused)
    assert refused.status_code == 409
    assert ">VIP, told at length</textarea>" in shown
    assert "The ticket has changed since you last saw it." in shown
    assert 'value="urgent" selected' in shown
    ticket.refresh_from_db()
    assert not ticket.escalated
    assert f'name="version" value="{ticket.version}"' in shown


def test_the_panel_keeps_an_assignee_who_has_left_the_desk(
    desk: Client, other_agent: Any, ticket: Ticket
) -> None:
    actions.assign_ticket(ticket, by=SYSTEM, agent=other_agent)
    field = "at_the_desk" if hasattr(other_agent, "at_the_desk") else "is_staff"
    type(other_agent).objects.filter(pk=other_agent.pk).update(**{field: False})
    panel = words_of(desk.get(desk_page("desk-ticket", ticket))).partition('name="was"')[2]
    chosen = re.search(r'name="assigned_agent">.*?<option value="([^"]*)" selected>', panel)
    assert chosen is not None
    form = {"assigned_agent": chosen[1], "status": "open", "priority": "high", "tags": ""}
    assert change(desk, ticket, **form).status_code == 303
    ticket.refresh_from_db()
    assert (ticket.assigned_agent_id, ticket.priority) == (other_agent.pk, 3)


def test_metadata_and_the_customer_are_shown_safely(desk: Client, ticket: Ticket) -> None:
    metadata = {
        "order": "https://shop.example/orders/7?a=1&b=2",
        "script": "javascript:alert(1)",
        "deep": {"<b>": ["ü"]},
    }
    actions.update_ticket(ticket, by=SYSTEM, metadata=metadata)
    shown = words_of(desk.get(desk_page("desk-ticket", ticket)))
    assert 'href="https://shop.example/orders/7?a=1&amp;b=2"' in shown
    assert 'href="javascript' not in shown
    assert "{&quot;&lt;b&gt;&quot;: [&quot;ü&quot;]}" in shown
    assert f"customer={ticket.customer_id}" in shown


def test_a_ticket_of_a_deleted_customer_can_be_worked_on(desk: Client, ticket: Ticket) -> None:
    """Invariant 11."""
    Ticket.objects.filter(pk=ticket.pk).update(customer=None, customer_name="")
    assert "Deleted person" in words_of(desk.get(desk_page("desk-ticket", ticket)))


def test_a_canned_response_comes_into_the_draft_filled_in(
    desk: Client, agent: Any, ticket: Ticket
) -> None:
    by = actor_of(agent)
    response = actions.save_canned_response(
        by=by, title="Broken thing", body="About {{ticket.reference}}: sorry.", is_shared=True
    )
    actions.save_canned_response(by=by, title="Refund", body="Money comes.", is_shared=False)
    address = desk_page("desk-canned", ticket)
    found = words_of(desk.get(address, {"canned_search": "MONEY"}))
    assert "Refund" in found
    assert "Broken thing" not in found
    form = {"canned": response.pk, "message_text": "Dear you,", "is_internal": "true"}
    shown = words_of(desk.post(address, form))
    assert f">Dear you,\n\nAbout {ticket.reference}: sorry.</textarea>" in shown
    assert 'value="true" checked' in shown
    part = desk.post(address, form, headers={"HX-Request": "true"})
    assert words_of(part) == f"About {ticket.reference}: sorry."
    assert CannedResponse.objects.get(pk=response.pk).usage_count == 2
    assert "Refund" in words_of(desk.post(address, {"canned_search": "money"}))


def test_nobody_uses_a_colleagues_own_response(
    desk: Client, other_agent: Any, ticket: Ticket
) -> None:
    theirs = actions.save_canned_response(by=actor_of(other_agent), title="Mine", body="Psst")
    address = desk_page("desk-canned", ticket)
    assert desk.post(address, {"canned": theirs.pk}).status_code == 404
    assert "Psst" not in words_of(desk.get(address, {"canned_search": "psst"}))


def test_the_number_of_queries_does_not_grow(
    desk: Client, agent: Any, customer: Any, ticket: Ticket
) -> None:
    """Invariant 22."""

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            desk.get(desk_page("desk-ticket", ticket))
        return len(captured)

    actions.assign_ticket(ticket, by=SYSTEM, agent=agent)
    actions.save_canned_response(by=actor_of(agent), title="First", body="Hello")
    before = queries()
    for n in range(10):
        actions.post_message(ticket, by=actor_of(customer), message_text=f"{n}")
        actions.assign_ticket(ticket, by=SYSTEM, agent=None if n % 2 else agent)
        actions.save_canned_response(by=actor_of(agent), title=f"T{n}", body="Hello")
    assert queries() == before


@pytest.mark.parametrize(
    "form",
    [
        {"status": "nonsense"},
        {"priority": "\0"},
        {"assigned_agent": "nonsense"},
        {"tags": "a" * 60},
        {"tags": "\ud800".encode("utf-8", "surrogatepass")},
        {"version": "9" * 30},
        {"version": "-1"},
        {"was": "\0"},
    ],
)
def test_hostile_changes_are_refused(form: dict[str, Any], desk: Client, ticket: Ticket) -> None:
    """Invariant 19."""
    assert change(desk, ticket, **form).status_code in {303, 400, 409}
    assert write(desk, ticket, "\0", **form).status_code == 400


def test_presence_is_told_and_nothing_written(desk: Client, ticket: Ticket) -> None:
    assert desk.post(desk_page("desk-presence", ticket)).status_code == 204
    ticket.refresh_from_db()
    assert ticket.version == 1


def test_read_is_marked_by_post(desk: Client, ticket: Ticket) -> None:
    """Invariant 5."""
    desk.get(desk_page("desk-ticket", ticket))
    ticket.refresh_from_db()
    assert ticket.staff_unread_count == 1
    assert desk.post(desk_page("desk-read", ticket)).status_code == 303
    ticket.refresh_from_db()
    assert ticket.staff_unread_count == 0
