"""The queue: narrowed as the API narrows, by the page and by views, without a query per row."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from django_support_tickets import actions
from django_support_tickets.actors import SYSTEM
from django_support_tickets.models import SavedView, Ticket
from django_support_tickets.policies import actor_of
from django_support_tickets.ui.console import queue
from tests.factories import TicketFactory
from tests.ui.desk import desk_page, page, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(browser_of: Callable[[Any], Client], agent: Any) -> Client:
    return browser_of(agent)


def titles(desk: Client, query: str = "") -> list[str]:
    answer = desk.get(f"{page('queue')}{query}")
    assert answer.status_code == 200, answer.content
    return re.findall(r'class="support-row-link" [^>]*>([^<]*)<', words_of(answer))


def test_it_begins_with_what_is_not_finished(desk: Client) -> None:
    for status in ("open", "in_progress", "resolved", "closed"):
        ticket = TicketFactory(title=status)
        actions.change_status(ticket, by=SYSTEM, status=status)
    assert titles(desk) == ["in_progress", "open"]
    assert titles(desk, "?status=") == ["closed", "resolved", "in_progress", "open"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?priority=urgent", ["Fire"]),
        ("?tag=vip", ["Fire"]),
        ("?escalated=true", ["Fire"]),
        ("?assigned_agent=none", ["Tap"]),
        ("?assigned_agent=me", ["Fire"]),
        ("?waiting=true", ["Fire", "Tap"]),
        ("?search=tap", ["Tap"]),
        ("?category=billing", ["Tap"]),
        ("?ordering=-priority", ["Fire", "Tap"]),
        ("?ordering=created_at", ["Tap", "Fire"]),
        ("?view=unassigned", ["Tap"]),
        ("?view=mine", ["Fire"]),
        ("?view=unassigned&assigned_agent=me", ["Fire"]),
    ],
)
def test_it_is_narrowed_and_ordered(query: str, found: list[str], desk: Client, agent: Any) -> None:
    TicketFactory(title="Tap", category="billing")
    fire = TicketFactory(title="Fire")
    actions.update_ticket(fire, by=SYSTEM, assigned_agent=agent, tags=["vip"])
    actions.escalate_ticket(fire, by=SYSTEM, reason="It burns.", priority="urgent")
    assert titles(desk, query) == found


@pytest.mark.parametrize(
    "query",
    [
        "?status=nonsense",
        "?priority=9",
        "?ordering=-title",
        "?cursor=x",
        "?customer=%00",
        "?assigned_agent=%ff%fe",
        "?created_after=yesterday",
        "?waiting=maybe&search=%00",
        "?assigned_agent=" + "9" * 40,
    ],
)
def test_what_no_list_understands_is_refused(query: str, desk: Client) -> None:
    """Invariant 19."""
    assert desk.get(f"{page('queue')}{query}").status_code in {200, 400}
    assert desk.get(f"{page('queue')}?view=nonsense").status_code == 404


def test_pages_follow_each_other_by_cursor(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "PAGE_SIZE", 2)
    for n in range(5):
        TicketFactory(title=f"T{n}")
    found, query = [], "?status=open"
    for _ in range(3):
        text = words_of(desk.get(f"{page('queue')}{query}"))
        found += re.findall(r'class="support-row-link" [^>]*>([^<]*)<', text)
        following = re.search(r'rel="next" href="([^"]*)"', text)
        query = following[1].replace("&amp;", "&") if following else ""
    assert found == ["T4", "T3", "T2", "T1", "T0"]
    assert query == ""


def test_marks_say_what_is_unread_waiting_and_escalated(desk: Client, ticket: Ticket) -> None:
    text = words_of(desk.get(page("queue")))
    assert "1 new" in text
    assert "Waiting" in text
    assert "Unassigned" in text
    actions.escalate_ticket(ticket, by=SYSTEM, reason="VIP")
    assert 'class="desk-escalated"' in words_of(desk.get(page("queue")))


def test_the_number_of_queries_does_not_grow(desk: Client, agent: Any) -> None:
    """Invariant 22."""

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            desk.get(page("queue"))
        return len(captured)

    TicketFactory()
    before = queries()
    for n in range(10):
        actions.assign_ticket(TicketFactory(), by=SYSTEM, agent=agent)
        actions.save_view(by=actor_of(agent), name=f"V{n}", parameters={"status": "open"})
    assert queries() == before


def test_a_list_is_kept_as_a_view_renamed_and_let_go(desk: Client, ticket: Ticket) -> None:
    form = {"name": "Low ones", "parameters": "priority=low&search=tap", "is_shared": "1"}
    answer = desk.post(page("view-keep"), form)
    view = SavedView.objects.get()
    assert (view.parameters, view.is_shared) == ({"priority": "low", "search": "tap"}, True)
    assert answer["Location"] == f"{page('queue')}?view={view.pk}"
    edit = page("view-edit", view.pk)
    assert f'href="{edit}"' in words_of(desk.get(answer["Location"]))
    assert 'value="Low ones"' in words_of(desk.get(edit))
    assert desk.post(edit, {"name": "Calm ones"})["Location"] == answer["Location"]
    view.refresh_from_db()
    assert (view.name, view.is_shared) == ("Calm ones", False)
    assert view.parameters == {"priority": "low", "search": "tap"}
    assert "Delete this view?" in words_of(desk.get(page("view-drop", view.pk)))
    desk.post(page("view-drop", view.pk))
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": " ", "parameters": "search=tap&tag=vip"}, 'aria-describedby="error-name"'),
        ({"name": "N" * 256, "parameters": "status=open"}, 'aria-describedby="error-name"'),
        ({"name": "Mine", "parameters": "colour=red"}, 'role="alert"'),
    ],
)
def test_a_view_that_is_refused_keeps_what_was_typed(
    form: dict[str, str], said: str, desk: Client
) -> None:
    answer = desk.post(page("view-keep"), {**form, "is_shared": "1"})
    assert answer.status_code == 400
    text = words_of(answer)
    assert said in text
    assert f'name="name" required maxlength="255" value="{form["name"]}"' in text
    assert f'name="parameters" value="{escape(form["parameters"])}"' in text
    assert 'name="is_shared" value="1" checked' in text


def test_a_colleagues_own_view_is_not_there(desk: Client, other_agent: Any) -> None:
    view = actions.save_view(by=actor_of(other_agent), name="Theirs", parameters={})
    for name in ("view-edit", "view-drop"):
        assert desk.get(page(name, view.pk)).status_code == 404
        assert desk.post(page(name, view.pk), {"name": "Ours"}).status_code == 404
    view.refresh_from_db()
    assert view.name == "Theirs"


def test_an_agents_own_ticket_counts_in_no_view(desk: Client, agent: Any) -> None:
    """Invariant 3: what the count of a view says agrees with its list."""
    TicketFactory(customer=agent)
    text = words_of(desk.get(f"{page('queue')}?view=unassigned"))
    assert re.search(r'Unassigned</span> <span class="desk-count">0<', text)


def test_scripts_get_the_list_alone(desk: Client, ticket: Ticket) -> None:
    answer = desk.get(page("queue"), headers={"HX-Request": "true"})
    assert words_of(answer).startswith("<form")
    assert f'data-id="{ticket.pk}" data-version="{ticket.version}"' in words_of(answer)


def ticked(*tickets: Ticket, **changes: Any) -> dict[str, Any]:
    return {"ids": [str(ticket.pk) for ticket in tickets], **changes}


def test_a_bulk_change_asks_first_and_names_the_number(desk: Client, agent: Any) -> None:
    tickets = [TicketFactory() for _ in range(3)]
    form = ticked(*tickets, assigned_agent="me", status="in_progress", add_tags="vip, late")
    question = words_of(desk.post(page("bulk"), form))
    assert "Change 3 tickets?" in question
    for words in ("Assign to", "Set the status to In progress", "Add the tags: vip"):
        assert words in question
    assert not Ticket.objects.filter(status="in_progress").exists()
    done = words_of(desk.post(page("bulk"), {**form, "confirmed": "1"}))
    assert "3 tickets changed" in done
    changed = Ticket.objects.filter(status="in_progress", assigned_agent=agent.pk)
    assert [ticket.tags for ticket in changed] == [["late", "vip"]] * 3


def test_a_bulk_change_tells_what_was_not_changed(desk: Client, agent: Any, ticket: Ticket) -> None:
    own = TicketFactory(customer=agent)
    form = ticked(ticket, own, priority="low", confirmed="1", back="?status=&search=%26a")
    done = words_of(desk.post(page("bulk"), form))
    assert "1 ticket changed" in done
    assert "Not changed:" in done
    assert 'href="/support/desk/?status=&amp;search=%26a"' in done


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"ids": ["nonsense"], "status": "open"},
        {"ids": ["00000000-0000-0000-0000-000000000000"]},
        {"ids": ["00000000-0000-0000-0000-000000000000"], "assigned_agent": "\0"},
        {"ids": ["00000000-0000-0000-0000-000000000000"], "assigned_agent": "9" * 50},
    ],
)
def test_a_bulk_change_of_nothing_is_refused(form: dict[str, Any], desk: Client) -> None:
    assert desk.post(page("bulk"), form).status_code == 400


def test_too_many_tickets_are_refused_at_once(desk: Client, ticket: Ticket) -> None:
    ids = [f"00000000-0000-0000-0000-{n:012}" for n in range(501)]
    answer = desk.post(page("bulk"), {"ids": ids, "status": "open", "confirmed": "1"})
    assert answer.status_code == 400


def test_a_host_without_htmx_has_the_same_queue(desk: Client, ticket: Ticket) -> None:
    assert desk_page("desk-ticket", ticket) in words_of(desk.get(page("queue")))
