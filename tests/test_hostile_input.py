"""Invariant 19: no body, header or file name gives a 500, and every refusal has the error body."""

import json
from collections.abc import Callable
from functools import reduce
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from django_support_tickets.models import Ticket
from tests.calls import BASE, TICKETS, change, url_of

ERROR_KEYS = {"error", "message", "detail", "details"}
FIELDS = {
    "": ("status", "priority", "assigned_agent", "category", "tags", "title", "metadata"),
    "messages/": ("message_text", "is_internal", "attachment_ids", "files", "client_token"),
    "assign/": ("agent_id", "version"),
    "escalate/": ("reason", "priority"),
    "close/": ("version",),
    "reopen/": ("version",),
    "read/": ("anything",),
    "attachments/": ("file",),
    "attachments/direct/": ("filename", "file_size", "content_type"),
    "attachments/confirm/": ("token", "filename"),
    "mute/": ("anything",),
    "presence/": ("state", "is_internal"),
}
OTHER_DOORS = {
    "tickets/bulk/": ("POST", ("ids", "status", "priority", "assigned_agent", "tags", "anything")),
    "canned-responses/": ("POST", ("title", "body", "category", "tags", "is_shared")),
    "views/": ("POST", ("name", "parameters", "is_shared")),
    "preferences/": ("PUT", ("switches", "anything")),
    "stream-link/": ("POST", ("ticket",)),
    "notifications/read/": ("POST", ("anything",)),
}
OPEN_FIELDS = (
    "title", "category", "message_text", "priority", "metadata", "client_token", "files",
    "customer", "source", "tags",
)  # fmt: skip
GOOD = {"title": "Hi", "category": "general", "message_text": "Hi", "reason": "Hi"}
HOSTILE = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([0, -1, 2**31, 2**63, 2**64, -(2**63) - 1, 10**400, 1e308, 1.5, 5e-324]),
    st.sampled_from(["", " ", "\x00", "\ud800", "\udfffx", "\u2028", "a\nb", "\u202e"]),
    st.sampled_from(["%", "%s", "%(a)d", "{}", "{a.b}"]),  # texts that messages are made with
    st.sampled_from(["e" + "\u0301" * 3000, "\U0001f600" * 300]),
    st.sampled_from(["a" * 300, "a" * 6000, "9" * 5000, "null", "[]", "{}"]),
    st.text(max_size=20),
)  # fmt: skip
VALUES = st.recursive(
    HOSTILE,
    lambda part: (
        st.lists(part, max_size=4) | st.dictionaries(st.text(max_size=5), part, max_size=3)
    ),
    max_leaves=6,
)
RAW = (
    b"", b"{", b"null", b"[]", b'"text"', b"1", b"NaN", b'{"version": NaN}',
    b'{"version": 1e999}', b'{"metadata": {"a": 1e999}}', b'{"title": "\xff"}',
    b'{"message_text": "\\ud800"}',
    b'{"metadata": ' + b"[" * 10_000 + b"]" * 10_000 + b"}", b"[" * 10_000,
    b'{"a":' * 10_000 + b"1" + b"}" * 10_000, b"9" * 5000, b'{"version": ' + b"9" * 4000 + b"}",
    b"\xef\xbb\xbf{}", b"--x\r\n", b"title=%00&tags=%ff", b"\x00",
)  # fmt: skip
TYPES = st.sampled_from(
    [
        "application/json", "application/json; charset=utf-16", "application/json; charset=zlib",
        "application/json; charset=idna", "application/json; charset=rot13", "text/plain", "",
        "a/b/c", "application/json; charset=undefined",
        "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x",
        "multipart/form-data; boundary=x; charset=zlib", "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=bz2", "image/png", "\u00e9/x",
    ]
)  # fmt: skip
soon = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(params=["customer", "agent"])
def client(
    request: pytest.FixtureRequest, client_for: Callable[[Any], APIClient], settings: Any
) -> APIClient:
    host = getattr(settings, "SUPPORT_TICKETS", {})
    settings.SUPPORT_TICKETS = {**host, "THROTTLES": {"open_ticket": None, "write": None}}
    return client_for(request.getfixturevalue(request.param))


def assert_answered(response: Any) -> None:
    """A 500 would raise in the test client; what is refused must say why in our shape."""
    assert response.status_code < 500
    if response.status_code >= 400:
        body = response.json()
        assert not ERROR_KEYS - body.keys(), body
        assert isinstance(body["message"], str)
        assert all(isinstance(text, str) for texts in body["details"].values() for text in texts)


def send(client: APIClient, url: str, body: bytes, content_type: str) -> Any:
    method = "PATCH" if url.count("/") == 5 else "POST"  # a ticket itself is patched
    return client.generic(method, url, body, content_type=content_type)


@soon
@given(data=st.data())
@pytest.mark.parametrize("tail", FIELDS)
def test_no_field_of_a_write_breaks_it(
    tail: str, client: APIClient, ticket: Ticket, data: st.DataObject
) -> None:
    """Invariant 19: any JSON in the place of any field."""
    hostile = data.draw(st.dictionaries(st.sampled_from(FIELDS[tail]), VALUES, min_size=1))
    body = {**GOOD, **hostile} if tail else hostile
    text = json.dumps(body).encode()
    assert_answered(send(client, url_of(ticket, tail), text, "application/json"))


@soon
@given(data=st.data())
@pytest.mark.parametrize("path", OTHER_DOORS)
def test_no_field_of_the_desks_tools_breaks_them(
    path: str, client: APIClient, data: st.DataObject
) -> None:
    """Invariant 19."""
    method, fields = OTHER_DOORS[path]
    good = {"title": "Hi", "body": "Hi", "name": "Hi", "ids": [], "priority": "high"}
    hostile = data.draw(st.dictionaries(st.sampled_from(fields), VALUES, min_size=1))
    for body in (hostile, {**good, **hostile}):
        text = json.dumps(body).encode()
        url = f"{BASE}{path}"
        assert_answered(client.generic(method, url, text, content_type="application/json"))


@soon
@given(hostile=st.dictionaries(st.sampled_from(OPEN_FIELDS), VALUES, min_size=1))
def test_no_field_breaks_opening(client: APIClient, hostile: dict[str, Any]) -> None:
    """Invariant 19."""
    body = json.dumps({**GOOD, **hostile}).encode()
    assert_answered(client.post(TICKETS, body, content_type="application/json"))


@soon
@given(
    tail=st.sampled_from([*FIELDS, "tickets"]),
    body=st.sampled_from(RAW) | st.binary(max_size=30),
    kind=TYPES,
)
def test_no_body_of_any_type_breaks_a_write(
    tail: str, client: APIClient, ticket: Ticket, body: bytes, kind: str
) -> None:
    """Invariant 19: broken JSON, deep JSON, broken multipart, codecs that are no charsets."""
    url = TICKETS if tail == "tickets" else url_of(ticket, tail)
    assert_answered(send(client, url, body, kind))


@pytest.mark.parametrize("tail", [*FIELDS, "tickets"])
def test_no_body_breaks_a_json_parser(tail: str, client: APIClient, ticket: Ticket) -> None:
    """Invariant 19: ten thousand levels, halves of characters, numbers of thousands of digits."""
    url = TICKETS if tail == "tickets" else url_of(ticket, tail)
    for body in RAW:
        assert_answered(send(client, url, body, "application/json"))


UNSTORABLE = [
    "\x00",
    "a\ud800",
    {"a\x00": 1},
    reduce(lambda inside, _: [inside], range(40), "deep"),
]


@pytest.mark.parametrize("value", UNSTORABLE, ids=["NUL", "half", "key", "deep"])
def test_what_no_database_keeps_is_refused_wherever_it_stands(
    value: Any, client: APIClient, ticket: Ticket
) -> None:
    """Invariant 19: also in fields that a host adds and that no rule of ours looks at."""
    body = json.dumps({"message_text": "Hi", "unknown": value}).encode()
    answer = send(client, url_of(ticket, "messages/"), body, "application/json")
    assert_answered(answer)
    assert answer.status_code == 400


@soon
@given(hostile=st.dictionaries(st.sampled_from(OPEN_FIELDS), st.text(max_size=8), min_size=1))
def test_no_form_breaks_opening(client: APIClient, hostile: dict[str, str]) -> None:
    """Invariant 19: the same fields as multipart text."""
    parts = {**GOOD, **hostile}
    storable = {k: v.encode("utf-8", "replace").decode() for k, v in parts.items()}
    assert_answered(client.post(TICKETS, storable, format="multipart"))


METADATA = {
    "deep lists": "[" * 10_000,
    "deep objects": '{"a":' * 10_000,
    "NaN": '{"a": NaN}',
    "infinity": '{"a": 1e999}',
    "a long number": "1" * 5000,
    "half a character": r'{"a": "\ud800"}',
    "no end": "{",
}


@pytest.mark.parametrize("value", METADATA.values(), ids=METADATA.keys())
def test_no_metadata_in_a_form_breaks_opening(client: APIClient, value: str) -> None:
    """Invariant 19: JSON inside multipart is parsed apart from JSON bodies."""
    answer = client.post(TICKETS, {**GOOD, "metadata": value}, format="multipart")
    assert_answered(answer)
    assert [*answer.json()["details"]] == ["metadata"]


def test_a_text_of_combining_characters_fits_into_every_column(
    client: APIClient, ticket: Ticket
) -> None:
    """Invariant 19: three thousand accents on a letter are one character to Django's Truncator."""
    body = {"message_text": "e" + "\u0301" * 3000}
    assert client.post(url_of(ticket, "messages/"), body, format="json").status_code == 201
    ticket.refresh_from_db()
    assert len(ticket.last_message_snippet) <= 160


ALIKE = ["cafe", "caf\u00e9", "ss", "\u00df"]


def test_tags_that_a_database_takes_for_the_same_are_kept(
    client_for: Any, agent: Any, ticket: Ticket
) -> None:
    """Invariant 19: MariaDB's collation sees no accents."""
    client = client_for(agent)
    for tags in (ALIKE, ["caf\u00e9"], ["cafe"]):
        assert change(client, ticket, tags=tags).json()["tags"] == tags
        assert client.get(TICKETS, {"tag": tags[-1]}).json()["count"] == 1


def test_a_ticket_opens_with_tags_that_a_database_takes_for_the_same(
    client_for: Any, agent: Any
) -> None:
    """Invariant 19."""
    opened = client_for(agent).post(TICKETS, {**GOOD, "tags": ALIKE}, format="json")
    assert (opened.status_code, opened.json()["tags"]) == (201, ALIKE)
