"""A ticket's page: what was said, and a form to answer."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.test import Client

from django_support_tickets.actions import close_ticket, post_message
from django_support_tickets.actors import SYSTEM
from django_support_tickets.models import Attachment, Message, Ticket
from django_support_tickets.policies import actor_for
from tests.admin.conftest import QUEUE, page_of, text_of, told, write
from tests.calls import text_file
from tests.factories import TicketFactory, user_of

pytestmark = pytest.mark.django_db


def shown(answer: Any) -> list[str]:
    """Return the texts of the conversation, without white space around them."""
    found = re.findall(r'<div class="support-text">(.*?)</div>', answer.content.decode(), re.DOTALL)
    return [text.strip() for text in found]


def test_it_takes_as_many_statements_for_100_messages_as_for_1(
    admin: Client,
    ticket: Ticket,
    statements: Callable[..., list[str]],
    request: pytest.FixtureRequest,
) -> None:
    """Invariant 22."""
    few = statements(admin, page_of(ticket))
    request.getfixturevalue("many")
    many = statements(admin, page_of(ticket))
    assert len(many) == len(few) <= 6
    assert len([sql for sql in many if " LIMIT 51" in sql]) == 1  # one more than is shown
    assert len([sql for sql in many if " LIMIT 50" in sql]) == 1  # events


@pytest.mark.usefixtures("many")
def test_the_newest_messages_come_last_and_older_ones_are_a_page_away(
    admin: Client, ticket: Ticket
) -> None:
    Message.objects.exclude(sequence=1).update(message_html="")
    for message in Message.objects.exclude(sequence=1):
        Message.objects.filter(pk=message.pk).update(message_html=f"<p>{message.message_text}</p>")
    page = admin.get(page_of(ticket))
    assert shown(page) == [f"<p>Text {n}</p>" for n in range(52, 102)]
    assert 'href="?before=52"' in text_of(page)
    page = admin.get(page_of(ticket), {"before": 52})
    assert shown(page)[0] == "<p>Text 2</p>"
    assert shown(page)[-1] == "<p>Text 51</p>"
    assert 'href="?before=2"' in text_of(page)
    assert "before=" not in text_of(admin.get(page_of(ticket), {"before": 2}))


@pytest.mark.parametrize("before", ["0", "-1", "x", "9" * 5000, "²"])
def test_a_place_that_is_none(before: str, admin: Client, ticket: Ticket) -> None:
    """Invariant 19."""
    assert admin.get(page_of(ticket), {"before": before}).status_code == 200


def test_text_is_harmless_and_notes_are_marked(
    admin: Client, ticket: Ticket, customer: Any, other_agent: Any
) -> None:
    text = "<script>alert(1)</script> see https://example.com/"
    post_message(ticket, by=actor_for(user_of(customer)), message_text=text)
    colleague = actor_for(user_of(other_agent))
    post_message(ticket, by=colleague, message_text="Careful", is_internal=True)
    page = admin.get(page_of(ticket)).content.decode()
    assert "<script>alert(1)" not in page
    assert 'href="https://example.com/"' in page
    (note,) = re.findall(
        r'<article class="support-message support-note">(.*?)</article>', page, re.DOTALL
    )
    assert "Internal note" in note
    assert "Careful" in note
    assert page.count("Internal note</span>") == 1


def test_state_is_shown_and_cannot_be_typed(admin: Client, ticket: Ticket) -> None:
    page = text_of(admin.get(page_of(ticket)))
    assert not re.search(r'name="(status|priority|title|assigned_agent|_save)"', page)
    write(admin, ticket, "Hello", status="closed", title="Other")
    after = Ticket.objects.get(pk=ticket.pk)
    assert (after.status, after.title) == ("open", ticket.title)


def test_a_reply_and_a_note(admin: Client, ticket: Ticket, agent: Any) -> None:
    assert told(write(admin, ticket, "An answer\r\nof two lines")) == ["The reply is sent."]
    assert told(write(admin, ticket, "A note", "note")) == ["The note is kept."]
    reply, note = Message.objects.filter(ticket=ticket).order_by("sequence")[1:]
    assert (reply.message_text, reply.is_internal) == ("An answer\nof two lines", False)
    assert (note.message_text, note.is_internal) == ("A note", True)
    assert {reply.sender_id, note.sender_id} == {agent.pk}
    assert Ticket.objects.get(pk=ticket.pk).customer_unread_count == 1


def test_a_form_sent_twice_is_one_message(admin: Client, ticket: Ticket) -> None:
    page = text_of(admin.get(page_of(ticket)))
    match = re.search(r'name="client_token" value="(\w+)"', page)
    assert match
    for _ in range(2):
        write(admin, ticket, "Once", client_token=match[1])
    assert Message.objects.filter(message_text="Once").count() == 1


@pytest.mark.parametrize("kind", ["reply", "note"])
def test_a_refusal_is_shown_and_the_draft_stays(kind: str, admin: Client, ticket: Ticket) -> None:
    close_ticket(ticket, by=SYSTEM)
    page = write(admin, ticket, "A long & careful draft", kind)
    assert "This ticket is closed. Reopen it to write again." in text_of(page)
    assert "A long & careful draft</textarea>" in text_of(page)
    assert Message.objects.filter(ticket=ticket).count() == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"text": " "}, "Write 1 to 5000 characters."),
        ({"text": "x" * 5001}, "Write 1 to 5000 characters."),
        ({"text": "a\0b"}, "Null characters are not allowed."),
        ({"text": "Look", "client_token": "x" * 65}, ""),
    ],
)
def test_what_cannot_be_said(
    data: dict[str, str], words: str, admin: Client, ticket: Ticket
) -> None:
    page = write(admin, ticket, **data)
    assert words in text_of(page)
    assert Message.objects.filter(ticket=ticket).count() == 1


def test_files_go_with_a_reply_and_are_read_by_link(admin: Client, ticket: Ticket) -> None:
    files = [text_file("one.txt", b"First"), text_file("two.txt", b"Second")]
    assert told(write(admin, ticket, "See these", attachments=files)) == ["The reply is sent."]
    page = text_of(admin.get(page_of(ticket)))
    for attachment in Attachment.objects.all():
        link = f"{QUEUE}files/{attachment.pk}/"
        assert link in page
        assert attachment.filename in page
        answer = admin.get(link)
        assert answer.status_code == 302
        content = b"".join(Client().get(answer["Location"]).streaming_content)
        assert content in {b"First", b"Second"}


def test_a_file_that_is_refused(admin: Client, ticket: Ticket) -> None:
    page = write(admin, ticket, "See this", attachments=[text_file("x.exe", b"MZ" + bytes(99))])
    assert "errorlist" in text_of(page)
    assert "See this</textarea>" in text_of(page)
    assert not Attachment.objects.exists()


def test_a_file_that_was_not_scanned_has_no_link(admin: Client, ticket: Ticket) -> None:
    write(admin, ticket, "See this", attachments=[text_file()])
    Attachment.objects.update(scan_status="infected")
    link = f"{QUEUE}files/{Attachment.objects.get().pk}/"
    assert link not in text_of(admin.get(page_of(ticket)))
    assert admin.get(link).status_code == 404


def test_an_own_ticket_is_not_there_to_be_answered(
    admin: Client, agent: Any, other_agent: Any
) -> None:
    """Invariant 3: its agent is its customer, who must not learn of notes."""
    own = TicketFactory(customer=agent)
    post = partial(post_message, own, by=actor_for(user_of(other_agent)), message_text="Psst")
    post(files=[text_file()], is_internal=True)
    assert admin.get(page_of(own)).status_code == 302
    assert admin.post(page_of(own), {"message_text": "Hi", "write": "note"}).status_code == 302
    assert Message.objects.filter(ticket=own).count() == 2
    assert admin.get(f"{QUEUE}files/{Attachment.objects.get().pk}/").status_code == 404


def test_looking_changes_nothing(admin: Client, ticket: Ticket) -> None:
    """Invariant 5."""
    before = Ticket.objects.values().get(pk=ticket.pk)
    admin.get(page_of(ticket))
    assert Ticket.objects.values().get(pk=ticket.pk) == before
