"""Invariant 19 for what stands in URLs: filters, pages, cursors, ids and headers."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.utils.http import urlsafe_base64_encode
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from django_support_tickets.models import Ticket
from tests.calls import BASE, TICKETS, act, download_url, url_of
from tests.factories import AgentFactory, TicketFactory
from tests.test_hostile_input import assert_answered

PARAMETERS = (
    "status", "priority", "assigned_agent", "customer", "category", "tag", "source", "search",
    "created_after", "created_before", "updated_after", "ordering", "page", "page_size", "cursor",
    "after", "limit", "format", "signature", "inline",
)  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(["", ",", ",,", "high,", "open,", "me,none", "none,", "-", "%", "_", "\\"]),
    st.sampled_from(["\x00", "a\x00b", "\ufffd", "0", "-1", "1.5", "1e999", "nan"]),
    st.sampled_from(["9" * 30, "9" * 5000, "--created_at", "2026-02-30T00:00:00Z", "24:00"]),
    st.sampled_from([str(2**31), str(2**63), str(2**64), str(-(2**63) - 1), "true", "null", "[]"]),
    st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=12),
)
INSIDE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from([10**30, -(2**64), {"a": 1}, [], "2026-01-01", "2026-01-01T00:00:00Z"]),
)
# What an agent's list is ordered by; cursors say it.
ORDERS = {
    "": "-updated_at,-id",
    "priority": "priority,updated_at,id",
    "created_at": "created_at,id",
    "-created_at": "-created_at,-id",
    "agents": "pk",
    "messages": "sequence",
}
soon = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(params=["customer", "agent"])
def client(request: pytest.FixtureRequest, client_for: Callable[[Any], APIClient]) -> APIClient:
    return client_for(request.getfixturevalue(request.param))


def cursor(value: Any) -> str:
    """Return a cursor in its right dress, whatever is in it."""
    return urlsafe_base64_encode(json.dumps(value).encode())


@soon
@given(
    tail=st.sampled_from(["tickets/", "agents/", "meta/", "messages/", "events/"]),
    query=st.dictionaries(st.sampled_from(PARAMETERS), TEXTS, min_size=1, max_size=4),
)
def test_no_query_breaks_a_list(
    client: APIClient, ticket: Ticket, tail: str, query: dict[str, str]
) -> None:
    """Invariant 19."""
    url = url_of(ticket, tail) if tail in {"messages/", "events/"} else f"{BASE}{tail}"
    assert_answered(client.get(f"{url}?{urlencode(query)}"))


@soon
@given(ordering=st.sampled_from([*ORDERS]), whole=INSIDE, place=st.lists(INSIDE, max_size=4))
@example(ordering="agents", whole=None, place=[0])  # MariaDB has no automatic key 0
def test_no_cursor_breaks_a_list(
    client: APIClient, ticket: Ticket, ordering: str, whole: Any, place: list[Any]
) -> None:
    """Invariant 19: base64 of JSON that is not ours is a 400 or a page, in every list."""
    for value in (whole, place, [False, ORDERS[ordering], *place]):
        for url in (TICKETS, f"{BASE}agents/", url_of(ticket, "messages/")):
            query = urlencode({"cursor": cursor(value), "ordering": ordering})
            assert_answered(client.get(f"{url}?{query}"))


KEY = "00000000-0000-0000-0000-000000000000"
MOMENT = "2026-01-01T00:00:00Z"
# In UTC these lie in the years 0 and 10000, which neither Python nor most databases have.
BEYOND_UTC = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]
PLACES = {
    "tickets/": [[None, None], [MOMENT, None], *([moment, KEY] for moment in BEYOND_UTC)],
    "tickets/?ordering=priority": [[10**30, MOMENT, KEY], [None, MOMENT, KEY]],
    "tickets/?ordering=created_at": [["2026-01-01", KEY], ["2026-01-01T00:00:00", KEY]],
    "agents/": [[None], [10**40]],  # more than a UUID, too
}
BAD_CURSORS = [
    (
        path,
        cursor([False, ORDERS["agents" if "agents" in path else path.partition("=")[2]], *place]),
    )
    for path, places in PLACES.items()
    for place in places
]


@pytest.mark.parametrize(("path", "bad"), BAD_CURSORS)
def test_a_cursor_of_the_right_shape_with_wrong_values_is_refused(
    path: str, bad: str, agent: Any, client_for: Callable[[Any], APIClient]
) -> None:
    """Invariant 19: each of these passes a field's own validation or breaks a database."""
    separator = "&" if "?" in path else "?"
    answer = client_for(agent).get(f"{BASE}{path}{separator}cursor={bad}")
    assert (answer.status_code, [*answer.json()["details"]]) == (400, ["cursor"])


@pytest.mark.parametrize("moment", BEYOND_UTC)
@pytest.mark.parametrize("name", ["created_after", "created_before", "updated_after"])
def test_a_moment_beyond_utc_is_refused(
    name: str, moment: str, client: APIClient, ticket: Ticket
) -> None:
    """Invariant 19."""
    answer = client.get(TICKETS, {name: moment})
    assert (answer.status_code, [*answer.json()["details"]]) == (400, [name])


@pytest.mark.parametrize("name", ["customer", "assigned_agent"])
@pytest.mark.parametrize("key", [0, 2**63, -(2**63) - 1, 10**40])
def test_a_number_that_no_database_has_for_a_key_is_refused(
    key: int, name: str, agent: Any, client_for: Callable[[Any], APIClient]
) -> None:
    """Invariant 19."""
    answer = client_for(agent).get(TICKETS, {name: str(key)})
    assert (answer.status_code, [*answer.json()["details"]]) == (400, [name])


def test_a_cursor_of_another_order_is_refused(ticket: Ticket, agent: Any, client_for: Any) -> None:
    """It would name a place that the list does not have."""
    TicketFactory()
    client = client_for(agent)
    page = client.get(TICKETS, {"cursor": "", "page_size": 1}).json()["next"]
    assert client.get(page).status_code == 200
    for other in ("created_at", "-created_at", "updated_at", "priority"):
        assert client.get(f"{page}&ordering={other}").status_code == 400


def test_a_comma_too_many_is_no_value(client: APIClient, ticket: Ticket) -> None:
    """Invariant 19."""
    assert client.get(TICKETS, {"priority": "medium,"}).json()["count"] == 1
    assert client.get(TICKETS, {"priority": ",", "status": ",", "tag": ","}).status_code == 200


def test_every_list_can_be_walked_by_its_cursors(client_for: Any, agent: Any) -> None:
    """The other side: cursors that we made lead from page to page."""
    client, page, seen = client_for(AgentFactory()), f"{BASE}agents/?cursor=&page_size=1", []
    while page:
        body = client.get(page).json()
        seen += [person["id"] for person in body["results"]]
        page = body["next"]
    assert len(seen) == len(set(seen)) == 2


@pytest.mark.parametrize("length", [1000, 60_000])
def test_no_length_of_a_search_breaks_it(client: APIClient, ticket: Ticket, length: int) -> None:
    """Invariant 19: SQLite refuses patterns of more than 50000 bytes."""
    assert_answered(client.get(TICKETS, {"search": "a" * length}))


@pytest.mark.parametrize("separator", [",", " "])
def test_no_number_of_values_breaks_a_list(
    client: APIClient, ticket: Ticket, separator: str
) -> None:
    many = separator.join(map(str, range(3000)))
    for name in ("tag", "search", "status", "customer", "assigned_agent"):
        assert_answered(client.get(TICKETS, {name: many}))


JUNK = st.text(alphabet=st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=40)


@soon
@given(junk=JUNK)
def test_no_id_breaks_a_call(client: APIClient, junk: str) -> None:
    """Invariant 19: what is no UUID is no ticket and no file."""
    fake = Ticket(id=quote(junk, safe="").replace(".", "%2E"))
    calls = [url_of(fake), url_of(fake, "events/"), url_of(fake, "messages/")]
    answers = [client.get(url) for url in (*calls, download_url(fake.pk))]
    for answer in [*answers, act(client, fake, "read")]:
        assert answer.status_code == 404


@soon
@given(value=st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=255), max_size=20))
@pytest.mark.parametrize("header", ["HTTP_IF_MATCH", "HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE"])
def test_no_header_breaks_a_call(
    header: str, client: APIClient, ticket: Ticket, value: str
) -> None:
    """Invariant 19."""
    assert_answered(client.patch(url_of(ticket), {}, format="json", **{header: value}))
    assert_answered(client.get(url_of(ticket), **{header: value}))


CHARSETS = ["zlib", "bz2", "hex", "rot13", "idna", "punycode", "undefined", "utf-16", "nonsense"]


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
def test_no_charset_breaks_a_call(
    kind: str, charset: str, client: APIClient, ticket: Ticket
) -> None:
    """Invariant 19: Python has codecs that are no charsets, and Django looks them up."""
    for body in (b"{}", b"\xff\xfe{", b'{"message_text": "x"}', b"message_text=%ff"):
        answer = client.generic(
            "POST", url_of(ticket, "messages/"), body, content_type=f"{kind}; charset={charset}"
        )
        assert_answered(answer)


@pytest.mark.parametrize(
    ("name", "value"), [("status", "open"), ("tag", "a"), ("customer", "1"), ("priority", "low")]
)
def test_no_filter_takes_more_values_than_a_statement(
    name: str, value: str, client: APIClient
) -> None:
    """300000 keys were a 500 on SQLite, which takes 250000 in one statement."""
    answers = [client.get(TICKETS, {name: ",".join([value] * n)}) for n in (101, 300_000)]
    assert [answer.status_code for answer in answers] == [400, 400]
    assert [[*answer.json()["details"]] for answer in answers] == [[name], [name]]
