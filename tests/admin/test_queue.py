"""The list of tickets: narrowed, searched, ordered, and never read as a whole."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from django_support_tickets.actions import (
    assign_ticket,
    close_ticket,
    escalate_ticket,
    post_message,
    save_view,
)
from django_support_tickets.actors import SYSTEM
from django_support_tickets.models import Ticket
from django_support_tickets.policies import actor_for
from django_support_tickets.selectors import capped, search
from tests.admin.conftest import QUEUE, references_in, text_of
from tests.factories import AgentFactory, PersonFactory, TicketFactory, user_of
from tests.test_search import SLOW

pytestmark = pytest.mark.django_db
Load = Callable[[Client, str], list[str]]
LISTS = [
    "",
    "?status__exact=open",
    "?priority__exact=2",
    "?category=general",
    "?assignee=none",
    "?assignee=me",
    "?view=unassigned",
    "?opened=2026",
    "?o=5",
    "?o=-9",
    "?q=help",
    "?all=1",
]


def listed(client: Client, query: str = "") -> list[str]:
    return references_in(client.get(f"{QUEUE}{query}"))


@pytest.mark.parametrize("query", LISTS)
def test_a_list_takes_as_many_statements_for_100_rows_as_for_1(
    query: str, admin: Client, ticket: Ticket, statements: Load, request: pytest.FixtureRequest
) -> None:
    """Invariant 22."""
    Ticket.objects.update(created_at=datetime(2026, 3, 31, tzinfo=timezone.utc))
    few = statements(admin, QUEUE + query)
    request.getfixturevalue("many")
    AgentFactory.create_batch(30)
    many = statements(admin, QUEUE + query)
    if connection.vendor == "postgresql" and "?q=" in query:
        # limits, the first tickets, and how the words that they have or have not are counted
        assert len(few) <= len(many) <= len(few) + 2 <= 14
    else:
        assert len(many) == len(few) <= 6


# What Django has counted to fit a page, it reads without a limit.
@pytest.mark.parametrize("query", [q for q in LISTS if q not in {"?assignee=me", "?all=1"}])
@pytest.mark.usefixtures("many")
def test_no_statement_reads_the_table_as_a_whole(
    query: str, admin: Client, statements: Load
) -> None:
    for sql in statements(admin, QUEUE + query):
        assert " LIMIT " in sql or "_config(" in sql or "current_setting(" in sql, sql
        assert "DISTINCT" not in sql, sql


@pytest.mark.parametrize("order", ["5", "-5", "8", "-8", "9", "-9", "5.8", "1", "99", "x", "-"])
def test_every_order_is_that_of_an_index(order: str, admin: Client, statements: Load) -> None:
    """Columns of one direction, as far as the index has them."""
    TicketFactory.create_batch(2)
    indexes = [[column.lstrip("-") for column in index.fields] for index in Ticket._meta.indexes]
    *_, last = [sql for sql in statements(admin, f"{QUEUE}?o={order}") if "ORDER BY" in sql]
    terms = last.split("ORDER BY ")[1].split(" LIMIT")[0].split(", ")
    columns = [term.split(".")[1].split()[0].strip('"`') for term in terms]
    assert columns in indexes
    assert len({term.split()[-1] for term in terms}) == 1


def test_the_newest_activity_comes_first(admin: Client, customer: Any) -> None:
    first, second = TicketFactory.create_batch(2, customer=customer)
    assert listed(admin) == [second.reference, first.reference]
    post_message(first, by=actor_for(user_of(customer)), message_text="Still broken")
    assert listed(admin) == [first.reference, second.reference]


def test_it_is_narrowed_by_what_agents_ask(admin: Client, agent: Any, other_agent: Any) -> None:
    mine, theirs, nobodys = TicketFactory.create_batch(3, by=SYSTEM, customer=PersonFactory())
    assign_ticket(mine, by=SYSTEM, agent=agent)
    assign_ticket(theirs, by=SYSTEM, agent=other_agent)
    close_ticket(nobodys, by=SYSTEM)
    escalate_ticket(theirs, by=SYSTEM, reason="Fire")
    found = {
        "?assignee=me": [mine],
        "?assignee=none": [nobodys],
        f"?assignee={other_agent.pk}": [theirs],
        "?assignee=999999999999999999999999": [],
        "?status__exact=closed": [nobodys],
        "?category=general": [theirs, nobodys, mine],
        "?category=billing": [],
        "?view=mine": [mine],
        "?view=escalated": [theirs],
        "?view=escalated&assignee=me": [],
    }
    for query, tickets in found.items():
        assert set(listed(admin, query)) == {ticket.reference for ticket in tickets}, query


def test_own_saved_views_are_there_and_others_are_not(
    admin: Client, agent: Any, other_agent: Any
) -> None:
    ticket = TicketFactory(category="billing")
    for person, name in ((agent, "Bills"), (other_agent, "Secret")):
        save_view(by=actor_for(user_of(person)), name=name, parameters={"category": "billing"})
    page = text_of(admin.get(QUEUE))
    assert "Bills" in page
    assert "Secret" not in page
    key = page.split("?view=")[-1].split('"')[0]
    assert listed(admin, f"?view={key}") == [ticket.reference]


def test_days_are_those_of_the_calendar(admin: Client, settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Kathmandu"
    early, late = TicketFactory.create_batch(2)
    for ticket, moment in (
        (early, datetime(2024, 2, 28, 18, 14, tzinfo=timezone.utc)),  # 28 February, 23:59
        (late, datetime(2024, 2, 28, 18, 16, tzinfo=timezone.utc)),  # 29 February, 00:01
    ):
        Ticket.objects.filter(pk=ticket.pk).update(created_at=moment)
    assert set(listed(admin, "?opened=2024")) == {early.reference, late.reference}
    assert listed(admin, "?opened=2024-02-28") == [early.reference]
    assert listed(admin, "?opened=2024-02-29") == [late.reference]
    page = text_of(admin.get(f"{QUEUE}?opened=2024-02"))
    assert "?opened=2024-02-29" in page
    assert "?opened=2024-02-27" not in page  # nothing is older than the 28th
    assert "?opened=2024-02-30" not in page


@pytest.mark.parametrize(
    "query",
    [
        *("opened=0000", "opened=9999", "opened=2024-13", "opened=2023-02-29", "opened=x"),
        *("view=x", "p=999", "status__exact=%00", "o=9.x", "assignee=%00", "x=1"),
    ],
)
def test_a_wrong_address_shows_no_error_of_ours(query: str, admin: Client) -> None:
    """Invariant 19."""
    assert admin.get(f"{QUEUE}?{query}", follow=True).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        *("title__regex=(", "status__regex=(", "category__iregex=[", "metadata__contains=x"),
        *(f"version__in={10**30}", "created_at__year=99999999999", "priority__gt=1"),
        *("title=Help", "title__icontains=help", "pk=x", "x__y=1", "messages__is_internal=1"),
    ],
)
def test_only_filters_of_the_list_narrow_it(query: str, admin: Client, ticket: Ticket) -> None:
    """Any other column would be read as a whole, or compared with what it cannot be."""
    assert admin.get(f"{QUEUE}?{query}").status_code == 400


def test_search_is_that_of_the_api(admin: Client, customer: Any, agent: Any) -> None:
    one = TicketFactory(customer=customer, title="Charged twice", message_text="The pangolin app")
    TicketFactory()
    post_message(one, by=actor_for(user_of(agent)), message_text="An armadillo", is_internal=True)
    for words in ("pangolin", "twice pangolin", one.reference[:5], one.reference):
        assert listed(admin, f"?q={words}") == [one.reference], words
    assert listed(admin, "?q=armadillo") == []  # notes are never searched
    assert listed(admin, "?q=pangolin elephant") == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="there is no limit elsewhere")
def test_a_search_that_takes_too_long_is_said_in_words(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    TicketFactory()
    monkeypatch.setattr(search, "KEYS", SLOW)
    monkeypatch.setattr(search, "HEAD", 1)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '1s'")
    answer = admin.get(f"{QUEUE}?q=pangolin&status__exact=open", follow=True)
    assert answer.redirect_chain == [(f"{QUEUE}?status__exact=open", 302)]
    assert "This search takes too long" in text_of(answer)


@pytest.mark.usefixtures("many")
def test_counting_stops_and_the_page_says_so(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capped, "MOST_COUNTED", 60)
    page = text_of(admin.get(QUEUE))
    assert "The first 60 tickets: narrow the list for others" in page
    assert "?p=2" in page
    assert "?p=3" not in page


def test_other_lists_may_look_tickets_up(admin: Client) -> None:
    """A host's own model that points to a ticket finds it by ``autocomplete_fields``."""
    answer = admin.get(f"{QUEUE}?_popup=1&q=zebra")
    assert references_in(answer) == []


class TestAgentsByName:
    URL = f"{QUEUE}agents/"

    def test_they_are_found_a_page_at_a_time(self, admin: Client) -> None:
        for n in range(25):
            AgentFactory(email=f"zoe{n}@example.com")
        PersonFactory(email="zoe-customer@example.com")
        with CaptureQueriesContext(connection) as queries:
            pages = [admin.get(self.URL, {"term": "zoe", "page": n}).json() for n in (1, 2)]
        ordered = [query["sql"] for query in queries if "ORDER BY" in query["sql"]]
        assert len([sql for sql in ordered if " LIMIT 21" in sql]) == 2
        assert [len(page["results"]) for page in pages] == [20, 5]
        assert [page["pagination"]["more"] for page in pages] == [True, False]
        names = [found["text"] for page in pages for found in page["results"]]
        assert not [name for name in names if "customer" in name]

    @pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 5000, "²"])
    def test_pages_that_are_none(self, page: str, admin: Client) -> None:
        assert admin.get(self.URL, {"term": "\0", "page": page}).status_code == 200

    def test_the_list_loads_none(self, admin: Client) -> None:
        AgentFactory(email="unmistakable@example.com")
        assert "unmistakable" not in text_of(admin.get(QUEUE))


def test_an_old_ticket_counts_its_days_from_the_oldest_of_others(
    admin: Client, agent: Any, ticket: Ticket
) -> None:
    own = TicketFactory(customer=agent)
    long_ago = datetime.now(tz=timezone.utc) - timedelta(days=9 * 366)
    Ticket.objects.filter(pk=own.pk).update(created_at=long_ago)
    assert f"?opened={long_ago.year}" not in text_of(admin.get(QUEUE))
