"""What every page keeps to: who sees it, what is in it, how much it asks of the database."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from django_support_tickets import actions
from django_support_tickets.enums import ScanStatus
from django_support_tickets.exceptions import SearchTooSlow
from django_support_tickets.models import Attachment, Message, Ticket
from django_support_tickets.policies import actor_for
from tests.factories import TicketFactory, user_of

LIST = "/support/tickets/"
PART = {"HX-Request": "true"}
HOSTILE = ("\x00", "\ud800", "'\"><script>", "9" * 400, "💥" * 300, "-1", "../../etc")


def page(name: str, *args: Any) -> str:
    return reverse(f"support_pages:{name}", args=args)


def pages_of(ticket: Ticket) -> list[str]:
    names = ("ticket", "close", "messages")
    return [LIST, page("ticket-new"), *(page(name, ticket.pk) for name in names)]


class Inline(HTMLParser):
    """Collects what a strict Content-Security-Policy forbids."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        if tag == "style" or (tag == "script" and "src" not in names) or "style" in names:
            self.found.append(self.get_starttag_text() or tag)
        forbidden = [name for name in names if name.startswith(("on", "hx-on"))]
        self.found.extend(forbidden)


@pytest.fixture
def answered(ticket: Ticket, agent: Any) -> Ticket:
    by = actor_for(user_of(agent))
    actions.post_message(ticket, by=by, message_text="See www.example.com")
    actions.post_message(ticket, by=by, message_text="Secret plan", is_internal=True)
    return ticket


def test_no_page_needs_inline_script_or_style(browser: Client, answered: Ticket) -> None:
    for url in pages_of(answered):
        found = Inline()
        found.feed(browser.get(url).content.decode())
        assert found.found == [], url
    policy = re.compile(r"allowEval.{1,9}false")
    assert policy.search(browser.get(LIST).content.decode())


def test_a_customer_learns_nothing_of_a_note(browser: Client, answered: Ticket) -> None:
    """Invariant 2."""
    for url in [*pages_of(answered), page("messages", answered.pk) + "?after=1"]:
        for headers in ({}, PART):
            shown = browser.get(url, headers=headers).content.decode()
            assert "Secret" not in shown
            assert "Internal note" not in shown
    # The places of messages are counted without the note.
    browser.post(page("messages", answered.pk), {"message_text": "Thanks"})
    shown = browser.get(page("ticket", answered.pk)).content.decode()
    places = re.findall(r'data-sequence="(\d+)"', shown)
    assert places == ["1", "2", "3"]


def test_an_agent_sees_a_note_marked_as_one(
    browser_of: Callable[[Any], Client], agent: Any, answered: Ticket
) -> None:
    shown = browser_of(agent).get(page("ticket", answered.pk)).content.decode()
    assert "Secret plan" in shown
    assert "support-note-badge" in shown


def test_what_an_agent_lists_as_their_own_are_their_own(
    browser_of: Callable[[Any], Client], agent: Any, ticket: Ticket
) -> None:
    own = TicketFactory(customer=agent, title="The agent's own")
    shown = browser_of(agent).get(LIST).content.decode()
    assert own.title.replace("'", "&#x27;") in shown
    assert ticket.title not in shown


def test_text_is_shown_as_typed_and_never_as_html(browser: Client, ticket: Ticket) -> None:
    form = {"message_text": "<b onclick=x>bold</b> <script>1</script>"}
    browser.post(page("messages", ticket.pk), form)
    shown = browser.get(page("ticket", ticket.pk)).content.decode()
    assert "<script>1" not in shown
    assert "<b onclick" not in shown


def test_a_form_without_its_token_is_refused(
    browser_of: Callable[..., Client], customer: Any, ticket: Ticket
) -> None:
    browser = browser_of(customer, enforce_csrf_checks=True)
    for name in ("messages", "close", "reopen", "read", "typing", "ticket-files"):
        assert browser.post(page(name, ticket.pk), {"message_text": "x"}).status_code == 403
    assert browser.post(page("ticket-new"), {"title": "x"}).status_code == 403
    assert Message.objects.count() == 1

    browser.get(LIST)
    browser.get(page("ticket", ticket.pk))
    token = browser.cookies["csrftoken"].value
    form = {"message_text": "x", "csrfmiddlewaretoken": token}
    assert browser.post(page("messages", ticket.pk), form).status_code == 303


def test_no_get_changes_anything(browser: Client, answered: Ticket) -> None:
    """Invariant 5."""
    before = list(Ticket.objects.values()), list(Message.objects.values())
    for url in pages_of(answered):
        browser.get(url)
    for name in ("reopen", "read", "typing", "ticket-files"):
        assert browser.get(page(name, answered.pk)).status_code == 405
    assert before == (list(Ticket.objects.values()), list(Message.objects.values()))


def test_the_flag_closes_every_page_in_a_friendly_way(
    browser: Client, ticket: Ticket, desk: Callable[..., None]
) -> None:
    desk(ENABLED=False)
    for url in pages_of(ticket):
        answer = browser.get(url)
        assert answer.status_code == 503
        assert "Support is not available at the moment." in answer.content.decode()
    assert browser.post(page("messages", ticket.pk), {"message_text": "x"}).status_code == 503
    assert Client().get(LIST).status_code == 503


@pytest.mark.parametrize("headers", [{}, PART])
def test_no_cache_keeps_what_is_one_readers(
    headers: dict[str, str], browser: Client, desk: Callable[..., None]
) -> None:
    """Neither a page nor a refusal: shared caches may keep a 404 that does not forbid it."""
    answers = [
        browser.get(LIST, headers=headers),
        browser.get(page("ticket", "x"), headers=headers),
    ]
    answers.append(Client().get(LIST, headers=headers))
    desk(ENABLED=False)
    answers.append(browser.get(LIST, headers=headers))
    for answer in answers:
        assert "no-store" in answer["Cache-Control"], answer.status_code
        assert "HX-Request" in answer["Vary"], answer.status_code


def test_a_throttle_says_when_to_come_back(
    browser: Client, ticket: Ticket, desk: Callable[..., None]
) -> None:
    desk(THROTTLES={"write": "1/min"})
    form = {"message_text": "x"}
    assert browser.post(page("messages", ticket.pk), form).status_code == 303
    refused = browser.post(page("messages", ticket.pk), form, headers=PART)
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) >= 1
    assert "Please wait" in refused.content.decode()


@pytest.mark.parametrize("bad", HOSTILE, ids=ascii)
def test_no_input_breaks_a_page(browser: Client, ticket: Ticket, bad: str) -> None:
    """Invariant 19."""
    encoded = bad.encode("utf-8", "surrogatepass")
    query = dict.fromkeys(("status", "category", "search", "cursor", "before", "after"), encoded)
    for name, value in query.items():
        for url in (LIST, page("ticket", ticket.pk), page("messages", ticket.pk)):
            assert browser.get(url, {name: value}).status_code in {200, 400}, (url, name)
    fields = ("title", "category", "priority", "message_text", "client_token", "attachment_ids")
    for name in fields:
        form = {"title": "T", "category": "general", "message_text": "x", name: encoded}
        assert browser.post(page("ticket-new"), form).status_code in {303, 400}, name
        assert browser.post(page("messages", ticket.pk), form).status_code in {303, 400}, name
    assert browser.get(f"{LIST}not-a-uuid/").status_code == 404
    assert browser.get("/support/files/not-a-uuid/").status_code == 404


def test_a_script_is_told_where_a_form_leads(browser: Client) -> None:
    form = {"title": "T", "category": "general", "message_text": "x"}
    answer = browser.post(page("ticket-new"), form, headers=PART)
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == page("ticket", Ticket.objects.get().pk)


def test_what_htmx_takes_from_its_history_is_a_whole_page(browser: Client) -> None:
    again = {**PART, "HX-History-Restore-Request": "true"}
    assert "<html" in browser.get(LIST, headers=again).content.decode()
    assert "<html" not in browser.get(LIST, headers=PART).content.decode()


def queries(browser: Client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert browser.get(url).status_code == 200
    return len(captured)


def test_a_page_asks_as_much_of_a_long_list_as_of_a_short_one(
    browser: Client, customer: Any, ticket: Ticket
) -> None:
    """Invariant 22."""
    url = page("ticket", ticket.pk)
    before = queries(browser, LIST), queries(browser, url)
    by = actor_for(user_of(customer))
    for n in range(5):
        TicketFactory(customer=customer)
        file = SimpleUploadedFile(f"{n}.txt", b"Text.")
        actions.post_message(ticket, by=by, message_text=f"{n}", files=[file])
    assert (queries(browser, LIST), queries(browser, url)) == before


def test_a_long_conversation_comes_in_pieces(
    browser: Client, customer: Any, ticket: Ticket
) -> None:
    by = actor_for(user_of(customer))
    for n in range(2, 61):
        actions.post_message(ticket, by=by, message_text=f"Number {n}.")
    newest = browser.get(page("ticket", ticket.pk)).content.decode()
    assert newest.count("data-sequence=") == 50
    assert "Number 11." in newest
    assert "Number 10." not in newest
    older = browser.get(page("messages", ticket.pk) + "?before=11").content.decode()
    assert older.count("data-sequence=") == 10
    assert "Older messages" not in older
    with_page = browser.get(page("ticket", ticket.pk) + "?before=11").content.decode()
    assert "Back to the newest messages" in with_page


@pytest.mark.parametrize("name", ["messages", "desk-messages"])
def test_who_missed_much_is_told_that_there_is_more(
    browser_of: Callable[[Any], Client], agent: Any, ticket: Ticket, name: str
) -> None:
    by = actor_for(user_of(agent))
    for n in range(2, 53):
        actions.post_message(ticket, by=by, message_text=f"Number {n}.")
    url, browser = page(name, ticket.pk), browser_of(agent)
    part = browser.get(f"{url}?after=1").content.decode()
    assert part.count("data-sequence=") == 50
    assert "data-more" in part
    assert "data-more" not in browser.get(f"{url}?after=51").content.decode()


def test_a_script_gets_only_the_form_of_a_new_ticket(browser: Client) -> None:
    part = browser.get(page("ticket-new"), headers=PART).content.decode()
    assert "<form" in part
    assert "<html" not in part
    refused = browser.post(page("ticket-new"), {"title": ""}, headers=PART)
    assert refused.status_code == 400
    assert "<html" not in refused.content.decode()
    assert 'id="error-title"' in refused.content.decode()


def test_the_list_is_paged_by_place(browser: Client, customer: Any) -> None:
    for n in range(25):
        TicketFactory(customer=customer, title=f"Ticket <{n}>")
    first = browser.get(LIST).content.decode()
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following is not None
    second = browser.get(LIST + following[1].replace("&amp;", "&")).content.decode()
    titles = re.findall(r"Ticket &lt;(\d+)&gt;", first + second)
    assert sorted(set(titles), key=int) == [str(n) for n in range(25)]


def test_filters_and_search_narrow_the_list(browser: Client, customer: Any) -> None:
    TicketFactory(customer=customer, title="Broken tap", priority="high")
    TicketFactory(customer=customer, title="Wrong bill", category="billing")
    for query, title in (("search=tap", "Broken tap"), ("category=billing", "Wrong bill")):
        shown = browser.get(f"{LIST}?{query}", headers=PART).content.decode()
        assert re.findall(r'row-link"[^>]*>([^<]+)', shown) == [title]
    assert b"No ticket fits" in browser.get(f"{LIST}?search=nothing").content


def test_a_search_that_takes_too_long_does_not_close_the_desk(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_slow(*_args: Any) -> None:
        raise SearchTooSlow

    monkeypatch.setattr("django_support_tickets.ui.views.tickets.matching", too_slow)
    answer = browser.get(LIST, {"search": "the"})
    shown = answer.content.decode()
    assert answer.status_code == 503
    assert "This search takes too long." in shown
    assert "Support is taking a break" not in shown
    assert "Back to support" in shown


def test_who_is_not_logged_in_is_sent_to_the_login_and_back(ticket: Ticket) -> None:
    answer = Client().get(page("ticket", ticket.pk))
    assert answer["Location"] == f"/accounts/login/?next={page('ticket', ticket.pk)}"
    part = Client().get(LIST, headers=PART)
    assert part.status_code == 401
    assert "You have been logged out" in part.content.decode()


def test_a_host_puts_the_pages_into_its_own_layout(
    browser: Client, desk: Callable[..., None], settings: Any, tmp_path: Path
) -> None:
    (tmp_path / "site.html").write_text("<p>Ours</p>{% block support_content %}{% endblock %}")
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path]}]
    desk(BASE_TEMPLATE="site.html")
    shown = browser.get(LIST).content.decode()
    assert shown.startswith("<p>Ours</p>")
    assert "No tickets yet" in shown


def test_files_go_to_those_who_may_read_them(
    browser: Client, browser_of: Callable[[Any], Client], other_customer: Any, ticket: Ticket
) -> None:
    """Invariant 13."""
    upload = {"files": SimpleUploadedFile("tap.txt", b"It drips.")}
    answer = browser.post(page("ticket-files", ticket.pk), upload, headers=PART)
    [key] = re.findall(r'name="attachment_ids" value="([^"]+)"', answer.content.decode())
    read = browser.get(page("file", key))
    assert read.getvalue() == b"It drips."
    assert read["Content-Disposition"] == 'attachment; filename="tap.txt"'
    assert browser_of(other_customer).get(page("file", key)).status_code == 404
    assert browser.post(page("ticket-files", ticket.pk), {}).status_code == 400
    Attachment.objects.update(scan_status=ScanStatus.INFECTED)
    assert browser.get(page("file", key)).status_code == 404
    shown = browser.get(page("ticket", ticket.pk)).content.decode()
    assert page("file", key) not in shown
