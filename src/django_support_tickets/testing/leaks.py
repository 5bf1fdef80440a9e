"""Tests that a host inherits: a canary in a note must not be heard anywhere in the project."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse
from rest_framework.test import APIClient

from django_support_tickets import actions
from django_support_tickets.conf import host_values, settings
from django_support_tickets.outbox import deliver_due
from django_support_tickets.policies import actor_for
from django_support_tickets.testing.walking import pages_from, text_of, walk
from django_support_tickets.testing.witnesses import (
    mails,
    rows_of_the_project,
    streamed_to,
    witnessing,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.test import TestCase

    from django_support_tickets.models import Message, Ticket

    Base = TestCase
else:
    Base = object

CANARY = "Canary-Zwitscher-7391"


class LeakTests(Base):
    """A mixin for ``django.test.TestCase``: it works on the project's own settings and URLs.

    Give ``make_customer`` and ``make_agent``. They may be called more than once in a test and
    return a new user each time.
    """

    def make_customer(self) -> Any:
        """Return a new user who can open tickets and is no agent."""
        raise NotImplementedError

    def make_agent(self) -> Any:
        """Return a new user whom the policy takes for an agent."""
        raise NotImplementedError

    def client_for(self, user: Any) -> Any:
        """Return a test client that is logged in; override it for pages that need a session."""
        client = APIClient()
        client.force_authenticate(user)
        return client

    def more_urls(self, _ticket: Ticket) -> Iterable[str]:
        """Return URLs of the project's own that show something of a ticket."""
        return ()

    def setUp(self) -> None:
        """Make a ticket with a public conversation, of a customer who has a second one."""
        super().setUp()
        quiet = override_settings(SUPPORT_TICKETS=_quiet_settings())
        quiet.enable()
        self.addCleanup(quiet.disable)
        self.customer, self.agent = self.make_customer(), self.make_agent()
        self.ticket = self._open("Two charges")
        self._open("Another matter")
        asked = self._post(self.customer, "Anybody there?", files=[_file("log.txt", "At noon.")])
        self.file = asked.files[0]
        self._post(self.agent, "Yes.")
        self._read()

    def test_a_note_changes_no_answer_that_its_customer_gets(self) -> None:
        """Texts, files, counts, times, orders, numbers, ETags and pages stay as they were."""
        since = (self.ticket.public_updated_at + timedelta(microseconds=1)).isoformat()
        queries = (f"?updated_after={since.replace('+00:00', 'Z')}", f"?search={CANARY}")
        before = self._walk(self.customer, *queries)
        self._write_notes()
        after = self._walk(self.customer, *queries)
        self.assertEqual(after, before)
        self._assert_silent(after.items())

    def test_the_agent_hears_the_canary(self) -> None:
        """The other side: the walk goes where notes are."""
        self._write_notes()
        answers = self._walk(self.agent)
        self.assertTrue([url for url, answer in answers.items() if CANARY in answer])

    def test_a_notes_file_is_not_for_its_customer(self) -> None:
        """Neither the bytes nor the picture, whatever id the customer guesses."""
        client = self.client_for(self.customer)
        for file in self._write_notes().files:
            for name in ("download", "preview"):
                url = reverse(f"support_tickets:attachment-{name}", args=[file.pk])
                self.assertIn("404 ", text_of(client.get(url))[:4], url)

    def test_a_note_is_in_no_stream_of_its_customer(self) -> None:
        """Events, their numbers, and the hints that a list has moved."""
        before = streamed_to(self.customer, self.ticket)
        self._write_notes()
        self.assertEqual(streamed_to(self.customer, self.ticket), before)
        self.assertNotEqual(streamed_to(self.agent, self.ticket), before)

    def test_a_note_leaves_by_no_mail_hook_signal_or_log(self) -> None:
        """Whoever it is told to: a mail can be forwarded, and nobody asks a policy then."""
        with witnessing() as witness, self.captureOnCommitCallbacks(execute=True):
            colleague = actor_for(self.make_agent()).person
            actions.assign_ticket(self.ticket, by=actor_for(self.agent), agent=colleague)
            self._write_notes()
            actions.escalate_ticket(self.ticket, by=actor_for(self.agent), reason=CANARY)
            self._post(self.agent, "It is on its way.")
        with witnessing() as couriers:
            deliver_due()
        self._assert_silent([*witness.seen, *couriers.seen, *mails(), *rows_of_the_project()])
        self.assertTrue(witness.seen, "nothing was witnessed")

    def test_a_stranger_finds_nothing_of_a_ticket(self) -> None:
        """Neither what is written on it nor that it is there."""
        stranger = self.make_customer()
        self.ticket = self._open(CANARY)
        self._post(self.agent, CANARY)
        reference = self.ticket.reference
        answers = self._walk(stranger, f"?search={CANARY}", f"?search={reference}")
        self.assertEqual(streamed_to(stranger, self.ticket), ["ticket_not_found"])
        for word in (CANARY, reference, str(self.ticket.pk)):
            self._assert_silent(answers.items(), word)

    def _open(self, title: str) -> Ticket:
        return actions.open_ticket(
            actor_for(self.customer).person,
            by=actor_for(self.customer),
            title=title,
            category=next(iter(settings.categories())),
            message_text="It does not work.",
        )

    def _post(self, user: Any, text: str, **options: Any) -> Message:
        return actions.post_message(self.ticket, by=actor_for(user), message_text=text, **options)

    def _write_notes(self) -> Message:
        """Leave the canary in every place that a note has; return the note with a file."""
        self._post(self.agent, f"{CANARY} <b>{CANARY}</b>", is_internal=True)
        actions.attach_files(self.ticket, by=actor_for(self.agent), files=[_file()])
        note = self._post(self.agent, CANARY, is_internal=True, files=[_file()])
        self._read()
        return note

    def _read(self) -> None:
        actions.mark_read(self.ticket, by=actor_for(self.agent))
        self.ticket.refresh_from_db()

    def _walk(self, user: Any, *queries: str) -> dict[str, str]:
        client = self.client_for(user)
        known = {"ticket_id": [self.ticket.pk], "attachment_id": [self.file.pk]}
        answers = walk(client, known, *queries)
        for url in self.more_urls(self.ticket):
            answers |= pages_from(client, url)
        return answers

    def _assert_silent(self, places: Iterable[tuple[str, str]], word: str = CANARY) -> None:
        loud = [where for where, text in places if word in text.replace(where, "")]
        self.assertEqual(loud, [], f"{word} was heard here.")


def _file(name: str = f"{CANARY}.txt", text: str = CANARY) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def _quiet_settings() -> dict[str, Any]:
    """Return the project's, but for what would stand in the way of a test."""
    limits = settings.limits
    return {
        **host_values(),
        "ENABLED": True,
        "RELAY": "none",
        "THROTTLES": dict.fromkeys(settings.throttles),
        "LIMITS": {**limits, "content_types": (*limits["content_types"], "text/plain")},
    }
