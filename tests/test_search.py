"""Searching tickets: the same hits on every database, and from an index where there is one."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from django_support_tickets.models import Ticket
from django_support_tickets.models.words import INDEXES, create_indexes, drop_indexes
from django_support_tickets.selectors import search, time_limit
from tests.calls import TICKETS, reply
from tests.factories import TicketFactory
from tests.monitoring.test_doctor import doctor

pytestmark = pytest.mark.django_db

TEXTS = {  # title -> first message
    "Refund of order 4711": "It never came, and I don't know why.",
    "नेपालीमा टिकट": "काठमाडौँ बाट पठाएको सामान आएन।",
    "Café closed": "Write to maya.k+shop@mail.example.com or see https://shop.example.org/help/me?x=1",
    "Signs": "It costs 5² and 100% of a ca_dillac; ΔΡΌΜΟΣ is in İzmir",
    "Printer": "The PRINTER-4000x jams/stops at page_3, error <E:17> & 3.14 % of the time",
}
CASES = [  # words, and the beginnings of the titles of what they find
    ("refund", ["Refund"]),
    ("REFUND", ["Refund"]),
    ("ref", ["Refund"]),
    ("refund never", ["Refund"]),  # one in the title, one in the message
    ("never refund 4711", ["Refund"]),
    ("refund printer", []),
    ("don't", ["Refund"]),
    ("काठमाडौँ", ["नेपालीमा"]),
    ("काठमा", ["नेपालीमा"]),
    ("टिकट आएन", ["नेपालीमा"]),
    ("आएन।", ["नेपालीमा"]),
    ("café", ["Café"]),
    ("maya.k+shop@mail.example.com", ["Café"]),
    ("maya", ["Café"]),
    ("@mail.example.com", ["Café"]),
    ("mail.exam", ["Café"]),
    ("https://shop.example.org/help", ["Café"]),
    ("help/me", ["Café"]),
    ("printer-4000", ["Printer"]),
    ("4000x", ["Printer"]),
    ("jams", ["Printer"]),
    ("page_3", ["Printer"]),
    ("<E:17>", ["Printer"]),
    ("3.14", ["Printer"]),
    ("came never", ["Refund"]),
    ("costs 5²", ["Signs"]),  # "5" alone begins a part of many references
    ("100%", ["Signs"]),
    ("ca_dillac", ["Signs"]),
    ("ΔΡΌΜΟΣ", ["Signs"]),
    ("İzmir", ["Signs"]),
    ("nothing", []),
    ("refund !!", ["Refund"]),
]
HOSTILE = [
    *("'", "''", "\\", "\\'", "a\\", "&", "|", "!", ":*", "a:*", "a & b", "!(a|b)", "<->", "a<2>b"),
    *(
        "(",
        "%",
        "a%",
        "_",
        "%s",
        "%(a)s",
        "{}",
        "a'b",
        "';--",
        "🙂",
        "hello🙂",
        "\u0301",
        "a\u0301",
    ),
    *("\x7f", "\u0600", "\uff11\uff12", "1e5", "-7", "+", "\u0661", "a\u2028b", "\ufeff", "\u200d"),
    *("a" * 10_000, "a " * 5_000, "a-" * 60, "'" * 99 + "a", "'" * 300 + "a", "-" * 200 + "a"),
    *("é" * 10_000, "\U0001d4b3" * 300, "\U0001d4b3 " * 300, "<>" * 5_000, "a'" * 5_000),
]


@pytest.fixture
def written(customer: Any) -> list[Ticket]:
    return [
        TicketFactory(customer=customer, title=title, message_text=text)
        for title, text in TEXTS.items()
    ]


@pytest.fixture(params=["customer", "agent"])
def client(request: Any, written: Any, client_for: Any, customer: Any, agent: Any) -> APIClient:
    return client_for(customer if request.param == "customer" else agent)


@pytest.fixture(params=["few tickets", "many tickets"])
def crowd(request: Any, customer: Any) -> None:
    """So many others that the head of the list is all that is tried ticket by ticket."""
    if request.param == "many tickets":
        others = (
            Ticket(title="Other", category="general", reference=f"R{n}", customer=customer)
            for n in range(150)
        )
        Ticket.objects.bulk_create(others)


def found(client: APIClient, words: str, query: str = "cursor=") -> list[str]:
    answer = client.get(f"{TICKETS}?page_size=100&{query}&{urlencode({'search': words})}")
    assert answer.status_code == 200, answer.content
    return [row["title"].split()[0] for row in answer.json()["results"]]


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize("query", ["cursor=", "page=1"])
def test_the_same_is_found_on_every_database(client: APIClient, query: str) -> None:
    for words, expected in CASES:
        titles = [title for title in found(client, words, query) if title != "Other"]
        assert titles == expected, words


@pytest.mark.usefixtures("crowd")
def test_a_reference_is_found_by_any_of_its_beginnings(client: APIClient, written: Any) -> None:
    reference = written[0].reference
    for words in (reference, reference.lower(), reference[:5], reference[:3]):
        assert "Refund" in found(client, words), words
    assert found(client, reference) == ["Refund"]


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize("query", ["cursor=", "page=1", "status=open&ordering=-priority"])
def test_no_search_breaks_the_list(client: APIClient, query: str) -> None:
    """Invariant 19."""
    for words in HOSTILE:
        answer = client.get(f"{TICKETS}?{query}&{urlencode({'search': words})}")
        assert answer.status_code == 200, words[:20]


@pytest.mark.usefixtures("crowd")
def test_what_no_database_keeps_is_refused(client: APIClient) -> None:
    """Invariant 19."""
    for words in ("%00", "a%00b", "a+%00"):
        assert client.get(f"{TICKETS}?search={words}").status_code == 400


@pytest.mark.usefixtures("crowd")
def test_a_search_without_words_is_none(client: APIClient, written: Any) -> None:
    for words in ("", "  ", "!!", " - ? "):
        answer = client.get(TICKETS, {"search": words})
        assert answer.json()["count"] == Ticket.objects.count()


@pytest.mark.usefixtures("crowd")
def test_a_note_is_found_by_nobody(
    client: APIClient, written: Any, agent: Any, other_agent: Any, client_for: Any
) -> None:
    """Invariant 2: a hit would betray it."""
    note = reply(client_for(other_agent), written[0], "The pangolin again", is_internal=True)
    assert note.status_code == 201
    for query in ("cursor=", "page=1"):
        assert found(client, "pangolin", query) == found(client, "refund pangolin", query) == []
    change_into_message(written[0])
    assert found(client, "pangolin") == ["Refund"]


def change_into_message(ticket: Ticket) -> None:
    """Make the note what it must never be: so much for the test's own teeth."""
    ticket.messages.filter(is_internal=True).update(is_internal=False, public_sequence=99)


@pytest.mark.usefixtures("crowd")
def test_it_goes_with_filters_orders_pages_and_cursors(
    client: APIClient, written: Any, customer: Any
) -> None:
    more = [TicketFactory(customer=customer, message_text="The zebra") for _ in range(7)]
    Ticket.objects.filter(pk__in=[t.pk for t in more[:4]]).update(priority=4)
    keys = [str(ticket.pk) for ticket in more]
    page = client.get(TICKETS, {"search": "zebra", "page_size": 3}).json()
    assert (page["count"], page["total_pages"]) == (7, 3)
    assert [row["id"] for row in page["results"]] == keys[:3:-1]
    assert client.get(TICKETS, {"search": "zeb", "priority": "urgent"}).json()["count"] == 4
    assert client.get(TICKETS, {"search": "zebra", "status": "closed"}).json()["count"] == 0
    seen, url = [], f"{TICKETS}?search=zebra&cursor=&page_size=3&ordering=created_at"
    while url:
        body = client.get(url).json()
        seen += [row["id"] for row in body["results"]]
        url = body["next"]
    assert seen == keys


def test_a_strangers_ticket_is_not_found(
    written: Any, other_customer: Any, client_for: Any
) -> None:
    """Invariant 1, also where the index has it."""
    Ticket.objects.bulk_create(
        Ticket(title="Mine", category="general", reference=f"M{n}", customer=other_customer)
        for n in range(120)
    )
    assert found(client_for(other_customer), "refund") == []


on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="there are neither indexes nor limits elsewhere"
)


@on_postgresql
class TestOnPostgreSQL:
    """What the other databases do not have: indexes of words, and a limit of time."""

    def test_a_rare_word_comes_from_the_indexes(
        self, written: Any, agent: Any, client_for: Any, many: None
    ) -> None:
        with CaptureQueriesContext(connection) as queries:
            assert found(client_for(agent), "pangolin") == []
        (statement,) = (q["sql"] for q in queries if "cardinality" in q["sql"])
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE support_tickets_message")
            cursor.execute("ANALYZE support_tickets_ticket")
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {statement}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "Bitmap Index Scan on support_ticket_words" in plan
        assert "Bitmap Index Scan on support_message_words" in plan
        assert "Seq Scan" not in plan

    @pytest.fixture
    def many(self, customer: Any) -> None:
        Ticket.objects.bulk_create(
            Ticket(title="Other", category="general", reference=f"R{n}", customer=customer)
            for n in range(1200)
        )

    @pytest.mark.usefixtures("many")
    def test_tickets_with_common_words_are_counted_up_to_a_thousand(
        self, agent: Any, client_for: Any
    ) -> None:
        client = client_for(agent)
        page = client.get(TICKETS, {"search": "other", "page_size": 100, "page": 10}).json()
        assert (page["count"], len(page["results"]), page["next"]) == (1000, 100, None)
        assert len(found(client, "oth", "status=open")) == 100
        narrowed = client.get(
            TICKETS, {"search": "other", "created_before": "2020-01-01T00:00:00Z"}
        )
        assert narrowed.json()["count"] == 0

    def test_what_takes_too_long_is_said_in_words(
        self, written: Any, agent: Any, client_for: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with connection.cursor() as cursor:  # a host's own limit stays the lower one
            cursor.execute("SET LOCAL statement_timeout = '300ms'")
        monkeypatch.setattr(search, "KEYS", SLOW)
        monkeypatch.setattr(search, "HEAD", 4)
        client = client_for(agent)
        answer = client.get(TICKETS, {"search": "pangolin"})
        assert (answer.status_code, answer.json()["error"]) == (503, "search_too_slow")
        assert "Add a less common word" in answer.json()["message"]
        assert client.get(TICKETS).status_code == 200  # nothing is left over

    def test_the_limits_end_with_the_search(
        self, written: Any, agent: Any, client_for: Any
    ) -> None:
        """Also in a transaction of the host's, as with ATOMIC_REQUESTS."""
        before = shown_limits()
        found(client_for(agent), "refund")
        assert shown_limits() == before


SLOW = "ARRAY(SELECT gen_random_uuid() FROM pg_sleep(20) WHERE %s = %s)"


def shown_limits() -> Any:
    with connection.cursor() as cursor:
        cursor.execute(time_limit.PRESENT)
        return cursor.fetchone()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="elsewhere are no indexes of words")
@pytest.mark.django_db(transaction=True)
def test_the_migration_makes_the_indexes_and_drops_them() -> None:
    def there() -> set[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT indexname FROM pg_indexes WHERE indexname = ANY(%s)", [[*INDEXES]]
            )
            return {name for (name,) in cursor.fetchall()}

    assert there() == {*INDEXES}
    with connection.schema_editor() as editor:
        drop_indexes(None, editor)
    try:
        assert there() == set()
        assert "The index support_message_words of support_tickets_message" in doctor()[1]
    finally:
        with connection.schema_editor() as editor:
            create_indexes(None, editor)
    assert there() == {*INDEXES}
