"""The whole way of a customer with plain forms, as a browser without JavaScript goes it."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from django_support_tickets import actions
from django_support_tickets.models import Ticket
from django_support_tickets.policies import actor_for
from tests.factories import user_of

LIST = "/support/tickets/"


def page(name: str, ticket: Ticket) -> str:
    return reverse(f"support_pages:{name}", args=[ticket.pk])


def test_a_customer_opens_a_ticket_answers_closes_and_reopens_it(
    browser: Client, agent: Any
) -> None:
    assert b"No tickets yet" in browser.get("/support/", follow=True).content
    form = {
        "title": "Broken tap",
        "category": "general",
        "priority": "high",
        "message_text": "It drips.\r\nAll night.",
        "client_token": "once",
        "files": [SimpleUploadedFile("tap.txt", b"Drip.")],
    }
    opened = browser.post(f"{LIST}new/", form)
    ticket = Ticket.objects.get()
    assert (opened.status_code, opened["Location"]) == (303, page("ticket", ticket))
    assert ticket.messages.get().message_text == "It drips.\nAll night."

    shown = browser.get(page("ticket", ticket)).content.decode()
    assert "Broken tap" in shown
    assert "tap.txt" in shown

    actions.post_message(ticket, by=actor_for(user_of(agent)), message_text="We come at noon.")
    listed = browser.get(LIST).content.decode()
    assert "1 new" in listed
    assert "We come at noon." in listed
    assert "New since your last visit" in browser.get(page("ticket", ticket)).content.decode()

    browser.post(page("read", ticket))
    assert "1 new" not in browser.get(LIST).content.decode()

    answer = {"message_text": "Thank you", "files": [SimpleUploadedFile("t.txt", b"Text.")]}
    assert browser.post(page("messages", ticket), answer).status_code == 303
    assert "Thank you" in browser.get(page("ticket", ticket)).content.decode()

    assert b"Close this ticket?" in browser.get(page("close", ticket)).content
    browser.post(page("close", ticket))
    closed = browser.get(page("ticket", ticket)).content.decode()
    assert "This ticket is closed." in closed
    assert 'name="message_text"' not in closed
    refused = browser.post(page("messages", ticket), {"message_text": "One more thing"})
    assert refused.status_code == 409

    browser.post(page("reopen", ticket))
    assert 'name="message_text"' in browser.get(page("ticket", ticket)).content.decode()
