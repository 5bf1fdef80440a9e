"""What was redacted is nowhere any more: not in a table, a file, a mail, an inbox or an answer."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils.translation import get_language
from rest_framework.test import APIClient

from django_support_tickets.enums import EventType
from django_support_tickets.models import Attachment, Delivery, Message, Ticket, TicketEvent
from django_support_tickets.models import message as message_module
from django_support_tickets.notifiers import memory
from django_support_tickets.outbox import deliver_due
from tests.calls import BASE, download_url, reply, text_file, url_of
from tests.law.canaries import CANARY, files_with, tables_with, told
from tests.notifying import people
from tests.walkers import every_answer

# Bytes go after a real commit.
pytestmark = pytest.mark.django_db(transaction=True)

REMOVED = "This message was removed."


def redact_message(client: APIClient, ticket: Ticket, message: Any) -> Any:
    return client.post(url_of(ticket, f"messages/{message['id']}/redact/"))


def redact_file(client: APIClient, file: Any) -> Any:
    return client.post(f"{BASE}attachments/{file['id']}/redact/")


def redact_all(client: APIClient, ticket: Ticket, message: Any) -> None:
    assert redact_message(client, ticket, message).status_code == 200
    for file in message["attachments"]:
        assert redact_file(client, file).status_code == 200


def recount(*options: str) -> None:
    call_command("support_recount", *options, stdout=StringIO())


def test_nothing_of_it_is_left_in_any_table_or_file(
    staff: APIClient, ticket: Ticket, slip: Any, note: Any
) -> None:
    deliver_due()
    Delivery.objects.filter(notifier="email").update(last_error=f"550 refused: {CANARY}")
    assert tables_with(CANARY)
    assert len(files_with(CANARY)) == 2
    redact_all(staff, ticket, slip)
    redact_all(staff, ticket, note)
    assert tables_with(CANARY) == set()
    assert files_with(CANARY) == []
    recount()
    recount("--render")


def test_everybody_reads_a_word_in_its_place_and_nobody_finds_it(
    mine: APIClient, staff: APIClient, ticket: Ticket, slip: Any
) -> None:
    found = [len(c.get(f"{BASE}tickets/?search={CANARY}").json()["results"]) for c in (mine, staff)]
    assert found == [1, 1]
    links = [file["download_url"] for file in slip["attachments"]]
    redact_all(staff, ticket, slip)
    for client in (mine, staff):
        answers = every_answer(client, ticket, f"?search={CANARY}")
        assert CANARY not in "".join(a for url, a in answers.items() if "search" not in url)
        listed = client.get(f"{BASE}tickets/").json()["results"]
        assert listed[0]["last_message_snippet"] == REMOVED
        assert client.get(f"{BASE}tickets/?search={CANARY}").json()["results"] == []
        shown = client.get(url_of(ticket)).json()["messages"][-1]
        assert (shown["message_text"], shown["message_html"]) == (REMOVED, REMOVED)
        assert shown["redacted_at"] is not None
        for file, before in zip(shown["attachments"], slip["attachments"], strict=True):
            assert (file["filename"], file["file_size"]) == ("Removed file", 0)
            assert (file["download_url"], file["preview_url"]) == (None, None)
            assert client.get(download_url(before["id"])).status_code == 404
            assert client.get(f"{BASE}attachments/{before['id']}/preview/").status_code == 404
    assert [APIClient().get(link).status_code for link in links] == [404, 404]


def test_mails_hooks_and_inboxes_do_not_quote_it(
    mine: APIClient, staff: APIClient, ticket: Ticket, slip: Any, mailoutbox: list[Any]
) -> None:
    """Also those of the very message that were still waiting to be sent."""
    redact_message(staff, ticket, slip)
    reply(staff, ticket, "We removed your card number.")
    deliver_due()
    said = told(mailoutbox) + repr(memory.told)
    inboxes = "".join(c.get(f"{BASE}notifications/").content.decode() for c in (mine, staff))
    assert "We removed your card number." in said
    assert REMOVED in said
    assert REMOVED in inboxes
    assert CANARY not in said + inboxes


def test_the_word_is_of_the_readers_language(
    staff: APIClient, ticket: Ticket, slip: Any, agent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    redact_message(staff, ticket, slip)
    monkeypatch.setattr(message_module, "gettext", lambda text: f"{get_language()}: {text}")
    people.LANGUAGES[agent.pk] = "de"
    deliver_due()
    bodies = {n.body for n in memory.told if n.kind == "message_posted"}
    assert bodies == {f"de: {REMOVED}"}
    shown = staff.get(url_of(ticket), headers={"Accept-Language": "fr"})
    assert REMOVED in shown.json()["messages"][-1]["message_text"]


def test_one_event_without_any_text_says_who_did_it(
    mine: APIClient, staff: APIClient, ticket: Ticket, slip: Any, agent: Any
) -> None:
    first = slip["attachments"][0]
    for _ in range(2):  # a repeat is no second event
        assert redact_message(staff, ticket, slip).status_code == 200
        assert redact_file(staff, first).status_code == 200
    events = mine.get(url_of(ticket, "events/")).json()["results"][2:]
    assert [(event["type"], event["data"]) for event in events] == [
        ("message_redacted", {"message": slip["id"]}),
        ("file_redacted", {"attachment": first["id"]}),
    ]
    assert {str(event["actor"]["id"]) for event in events} == {str(agent.pk)}


def test_of_a_redacted_note_the_customer_learns_nothing(
    mine: APIClient, staff: APIClient, ticket: Ticket, note: Any
) -> None:
    """Invariant 2."""
    before = every_answer(mine, ticket)
    assert redact_message(mine, ticket, note).status_code == 404
    assert redact_message(staff, ticket, note).status_code == 200
    assert every_answer(mine, ticket) == before
    assert not TicketEvent.objects.get(type="message_redacted").is_public


def test_who_may_not_is_refused_and_nothing_is_written(
    mine: APIClient, ticket: Ticket, slip: Any, other_customer: Any,
    client_for: Callable[[Any], APIClient],
) -> None:  # fmt: skip
    file = slip["attachments"][0]
    stranger = client_for(other_customer)
    assert redact_message(mine, ticket, slip).status_code == 403
    assert redact_file(mine, file).status_code == 403
    assert redact_message(stranger, ticket, slip).status_code == 404
    assert redact_file(stranger, file).status_code == 404
    link = (
        f"{BASE}attachments/{file['id']}/redact/{file['download_url'].partition('/download/')[2]}"
    )
    assert APIClient().post(link).status_code == 401, "a signed link is for reading"
    assert not Message.objects.exclude(redacted_at=None).exists()
    assert not Attachment.objects.exclude(redacted_at=None).exists()


def test_a_file_in_no_message_is_not_redacted(staff: APIClient, ticket: Ticket) -> None:
    waiting = staff.post(url_of(ticket, "attachments/"), {"file": text_file()}).json()
    assert redact_file(staff, waiting).status_code == 404
    assert redact_file(staff, {"id": "nonsense"}).status_code == 404
    assert redact_message(staff, ticket, {"id": "nonsense"}).status_code == 404


def test_a_client_that_sends_it_once_more_does_not_bring_it_back(
    mine: APIClient, staff: APIClient, ticket: Ticket, slip: Any
) -> None:
    redact_message(staff, ticket, slip)
    again = reply(mine, ticket, f"My card is {CANARY}.", client_token="once").json()
    assert (again["id"], again["message_text"]) == (slip["id"], REMOVED)
    assert Message.objects.count() == 2


def test_only_the_last_public_message_makes_the_snippet(
    staff: APIClient, ticket: Ticket, slip: Any
) -> None:
    reply(staff, ticket, "It is noted.")
    redact_message(staff, ticket, slip)
    ticket.refresh_from_db()
    assert ticket.last_message_snippet == "It is noted."
    assert TicketEvent.objects.filter(type=EventType.MESSAGE_REDACTED).count() == 1
