"""Invariant 20: text is kept as typed, and shown as HTML that can do no harm."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from time import perf_counter
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from django_support_tickets.models import Ticket
from django_support_tickets.sanitizers import render_html
from tests.calls import reply, url_of

ClientFor = Callable[[Any], APIClient]
AS_TYPED = [
    "  leading and trailing  ",
    "a<b and b>c & d",
    "<script>alert(1)</script>",
    "line one\nline two\r\n\tline three\n",
    "&lt;already escaped&gt;",
    "\u202etfel ot thgir",
    "नमस्ते 👩‍👩‍👧",
]


class Markup(HTMLParser):
    """Collects what a browser would make of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[dict[str, str | None]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "a":
            self.links.append(dict(attrs))
        elif attrs:
            raise AssertionError(f"{tag} with {attrs}")

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("text", AS_TYPED)
def test_text_is_stored_as_typed(
    text: str, ticket: Ticket, customer: Any, client_for: ClientFor
) -> None:
    """Invariant 20."""
    client = client_for(customer)
    assert reply(client, ticket, text).json()["message_text"] == text
    assert client.get(url_of(ticket)).json()["messages"][-1]["message_text"] == text


def test_html_shows_the_text_and_interprets_nothing(
    ticket: Ticket, customer: Any, client_for: ClientFor
) -> None:
    """Invariant 20."""
    text = "a<b & c\n<script>alert(1)</script> <img src=x onerror=alert(1)>"
    html = reply(client_for(customer), ticket, text).json()["message_html"]
    markup = Markup(html)
    assert markup.tags == ["br"]
    assert markup.text == text.replace("\n", "")


@pytest.mark.parametrize(
    "text",
    ["&lt;b&gt; &amp;amp; &nbsp;", "if a <b && c=", "<a href=", "www.example.com/?a&lt=1 &copy"],
)
def test_nothing_that_was_typed_is_lost_or_changed(text: str) -> None:
    """Invariant 20: a reader who sees only the HTML reads what was written."""
    assert Markup(render_html(text)).text == text


def test_links_can_be_followed_and_gain_nothing(
    ticket: Ticket, customer: Any, client_for: ClientFor
) -> None:
    """Invariant 20."""
    text = "see https://example.com/a?b=1&c=2, or www.example.org"
    link, other = Markup(reply(client_for(customer), ticket, text).json()["message_html"]).links
    assert (link["href"], other["href"]) == (
        "https://example.com/a?b=1&c=2",
        "http://www.example.org",
    )
    assert {"nofollow", "noopener", "noreferrer"} <= set((link["rel"] or "").split())


PARTS = st.sampled_from(
    [
        "javascript:", "data:", "vbscript:", "//", "example.com", "/%0a", "<a href=", '"', "'", ">",
        "<", "alert(1)", "&#x6a;", "&colon;", "\n", "\x01", "script", "on", "=", " ", "https://",
        "mailto:", "xmpp:", "file:", "<!--", "-->", "]]>", "<svg/onload=", "\u2028", "@", "é",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example(text="data:example.com/x")
@example(text="xmpp:example.com")
@example(text="javascript://example.com/%0aalert(1)")
@given(text=st.lists(PARTS, min_size=1, max_size=10).map("".join))
def test_no_text_becomes_anything_but_breaks_and_links_to_the_web(text: str) -> None:
    """Invariant 20."""
    markup = Markup(render_html(text))
    assert set(markup.tags) <= {"a", "br"}
    assert markup.text == text.replace("\n", "").replace("\x01", "?")
    for link in markup.links:
        assert (link["href"] or "").startswith(("http://", "https://"))
        assert link.keys() == {"href", "rel", "target"}


@pytest.mark.parametrize("part", ["a.b-", "www.", "http://", "https://(", "&", "a@b.c ", "<!--"])
def test_no_text_takes_long_to_render(part: str) -> None:
    """It is rendered under the lock of its ticket: what takes seconds stops the desk."""

    def seconds(text: str) -> float:
        starts = [(perf_counter(), render_html(text), perf_counter()) for _ in range(3)]
        return min(end - start for start, _, end in starts)

    escaping_each_character = seconds("<" * 5000)
    assert seconds((part * 5000)[:5000]) < 10 * escaping_each_character


def test_messages_rendered_at_once_do_not_mix() -> None:
    """Invariants 2 and 20: a renderer that threads share would put one's words into another's."""
    texts = [f"see https://example{n}.com/ <b>{n}</b> " * 20 for n in range(8)]
    alone = [render_html(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(render_html, texts * 20))
    assert together == alone * 20
