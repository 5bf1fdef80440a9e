"""Mails that mail clients understand and that nobody's words can break."""

from datetime import datetime, timezone
from email import message_from_bytes
from email.message import Message as ParsedMail
from email.policy import default
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.test import override_settings

from django_support_tickets import actions
from django_support_tickets.actors import Actor
from django_support_tickets.models import Delivery, Message, Ticket
from django_support_tickets.notifiers.email import EmailNotifier
from tests.factories import TicketFactory
from tests.notifying import people
from tests.notifying.conftest import HERE, Configure, Told, deliver_all_again

pytestmark = pytest.mark.django_db


def only_email(desk: Configure, **options: Any) -> None:
    backend = {"BACKEND": f"{HERE}.email.EmailNotifier", "OPTIONS": options}
    desk(NOTIFIERS={"email": backend})


@pytest.fixture(autouse=True)
def _only_email(desk: Configure, settings: Any) -> None:
    only_email(desk)
    settings.DEFAULT_FROM_EMAIL = "Shop <help@shop.example>"


def parsed(mail: Any) -> ParsedMail:
    """Return the mail as a mail client reads it from the wire."""
    return message_from_bytes(mail.message().as_bytes(), policy=default)


def html_of(mail: Any) -> str:
    return str(mail.alternatives[0][0])


def answer(ticket: Ticket, by: Actor, text: str = "On our way.") -> None:
    actions.post_message(ticket, by=by, message_text=text)


def receipt(told: Told, mailoutbox: list[Any], **fields: Any) -> Any:
    TicketFactory(**fields)
    told()
    (mail,) = mailoutbox
    return mail


def test_a_mail_says_what_happened_as_text_and_as_html(
    ticket: Ticket, customer: Any, as_agent: Actor, told: Told, mailoutbox: list[Any]
) -> None:
    told()
    answer(ticket, as_agent, "On our way.\nSee <https://shop.example/map>")
    told()
    (mail,) = mailoutbox
    assert mail.to == [people.email_of(customer)]
    assert mail.cc == mail.bcc == []
    assert mail.from_email == "Shop <help@shop.example>"
    assert mail.subject == f"[{ticket.reference}] {ticket.title}"
    link = f"https://shop.example/support/{ticket.pk}"
    assert f"{as_agent.name} wrote: {ticket.title}" in mail.body
    assert link in mail.body
    assert "On our way.\nSee <https://shop.example/map>" in mail.body
    html = html_of(mail)
    assert f'href="{link}"' in html
    assert Message.objects.get(message_text__startswith="On our way").message_html in html
    assert parsed(mail).get_content_type() == "multipart/alternative"


def test_markup_in_a_message_or_title_stays_words(
    customer: Any, told: Told, mailoutbox: list[Any]
) -> None:
    """Invariant 20: what is quoted is the sanitised rendering."""
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    mail = receipt(told, mailoutbox, customer=customer, title=attack, message_text=attack)
    html = html_of(mail)
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html
    assert attack in mail.body  # plain text needs no escaping


def test_only_the_last_public_messages_are_quoted_newest_first(
    ticket: Ticket, as_customer: Actor, as_agent: Actor, told: Told, mailoutbox: list[Any]
) -> None:
    for n in range(5):
        answer(ticket, as_customer, f"Question {n}.")
    told()
    answer(ticket, as_agent)
    told()
    body = mailoutbox[0].body
    assert body.index("On our way.") < body.index("Question 4.") < body.index("Question 3.")
    assert "Question 2." not in body
    assert "Question 2." not in html_of(mailoutbox[0])


def test_a_late_mail_quotes_nothing_that_came_after_its_event(
    ticket: Ticket, customer: Any, as_agent: Actor, told: Told, mailoutbox: list[Any]
) -> None:
    told()
    answer(ticket, as_agent, "First.")
    answer(ticket, as_agent, "Second.")
    told()
    assert ["Second." in mail.body for mail in mailoutbox] == [False, True]


@pytest.mark.parametrize(
    "title",
    [
        "Hi\r\nBcc: everybody@shop.example",
        "Hi\nBcc: everybody@shop.example",
        "Hi\rBcc: everybody@shop.example",
        "Hi\u2028Bcc: everybody@shop.example",
        "Hi\x85Bcc: everybody@shop.example",
        "Hi\x0bBcc: everybody@shop.example\x0c",
        "\x1bHi" + "x" * 240,
        "मेरो बत्ती बल्दैन 💡" * 10,
        "=?utf-8?b?SGkKQmNjOiBhQGIuYw==?=",
        "%(name)s {0} {{ title }} {% now 'Y' %}",
    ],
    ids=ascii,
)
def test_no_title_breaks_the_headers(
    ticket: Ticket, as_agent: Actor, title: str, told: Told, mailoutbox: list[Any]
) -> None:
    """The action refuses line breaks; a row that came another way must not break a mail."""
    told()
    Ticket.objects.filter(pk=ticket.pk).update(title=title[:255])
    answer(ticket, as_agent)
    told()
    (mail,) = mailoutbox
    assert len(mail.subject.splitlines()) == 1
    assert len(mail.subject) <= 150
    assert mail.subject.startswith(f"[{ticket.reference}] ")
    seen = parsed(mail)
    assert seen["Bcc"] is None
    assert seen["Subject"].strip() == mail.subject or "=?" in title
    assert len(seen.get_all("Subject")) == 1


def test_mail_clients_put_the_mails_of_a_ticket_together(
    customer: Any, as_agent: Actor, told: Told, mailoutbox: list[Any]
) -> None:
    ticket = TicketFactory(customer=customer)
    told()
    first = next(mail for mail in mailoutbox if mail.to == [people.email_of(customer)])
    root = parsed(first)["Message-ID"]
    assert root.endswith("@shop.example>")
    assert parsed(first)["In-Reply-To"] is None
    answer(ticket, as_agent)
    actions.change_status(ticket, by=as_agent, status="resolved")
    told()
    later = [parsed(mail) for mail in mailoutbox]
    assert {mail["In-Reply-To"] for mail in later} == {root}
    assert {mail["References"] for mail in later} == {root}
    assert len({root, *(mail["Message-ID"] for mail in later)}) == 3
    assert {mail["Subject"] for mail in later} == {first.subject}


def test_a_mail_sent_again_has_the_message_id_of_the_first(
    ticket: Ticket, as_agent: Actor, told: Told, mailoutbox: list[Any]
) -> None:
    told()
    answer(ticket, as_agent)
    told()
    first = parsed(mailoutbox[0])["Message-ID"]
    deliver_all_again()
    told()
    ids = [parsed(mail)["Message-ID"] for mail in mailoutbox]
    assert first in ids
    assert len(ids) == len(set(ids))


def test_each_recipient_of_one_event_gets_a_mail_of_their_own(
    customer: Any, agent: Any, other_agent: Any, told: Told, mailoutbox: list[Any]
) -> None:
    TicketFactory(customer=customer)
    told()
    addresses = [mail.to for mail in mailoutbox]
    assert sorted(addresses) == sorted(
        [[people.email_of(p)] for p in (customer, agent, other_agent)]
    )
    assert len({parsed(mail)["Message-ID"] for mail in mailoutbox}) == 3


def test_machines_know_that_a_machine_wrote(
    ticket: Ticket, as_agent: Actor, told: Told, mailoutbox: list[Any], desk: Configure
) -> None:
    told()
    mail = parsed(_one_answer(ticket, as_agent, told, mailoutbox))
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"].startswith("<mailto:")
    only_email(desk, unsubscribe_url="https://shop.example/settings/")
    sent = _one_answer(ticket, as_agent, told, mailoutbox)
    assert parsed(sent)["List-Unsubscribe"] == "<https://shop.example/settings/>"
    assert "https://shop.example/settings/" in sent.body
    assert 'href="https://shop.example/settings/"' in html_of(sent)


def _one_answer(ticket: Ticket, by: Actor, told: Told, mailoutbox: list[Any]) -> Any:
    answer(ticket, by)
    told()
    (mail,) = mailoutbox
    return mail


def test_a_mail_speaks_the_recipients_language_and_tells_their_time(
    *,
    ticket: Ticket,
    customer: Any,
    as_agent: Actor,
    told: Told,
    mailoutbox: list[Any],
    desk: Configure,
) -> None:
    told()
    people.LANGUAGES[customer.pk] = "de"
    desk(USER_TIMEZONE=f"{__name__}.in_kathmandu")
    answer(ticket, as_agent)
    moment = datetime(2024, 3, 15, 18, 30, tzinfo=timezone.utc)
    Message.objects.update(created_at=moment)
    told()
    (mail,) = mailoutbox
    # 18:30 in London is 0:15 of the next day in Kathmandu.
    for text in (mail.body, html_of(mail)):
        assert "16. März 2024 00:15" in text
    assert '<html lang="de"' in html_of(mail)


def in_kathmandu(_person: Any) -> ZoneInfo:
    return ZoneInfo("Asia/Kathmandu")


def test_one_kind_of_mail_can_have_a_template_of_its_own(
    ticket: Ticket, as_agent: Actor, told: Told, mailoutbox: list[Any], settings: Any
) -> None:
    told()
    own = {
        "support_tickets/email/status_changed.txt": "{{ notification.body }} ({{ ticket_title }})"
    }
    loaders = [
        ("django.template.loaders.locmem.Loader", own),
        "django.template.loaders.app_directories.Loader",
    ]
    engine = {"BACKEND": "django.template.backends.django.DjangoTemplates"}
    with override_settings(TEMPLATES=[{**engine, "OPTIONS": {"loaders": loaders}}]):
        actions.change_status(ticket, by=as_agent, status="closed")
        told()
    (mail,) = mailoutbox
    assert mail.body == f"Status: Open → Closed ({ticket.title})"
    assert "It does not work." in html_of(mail)  # this half has no template of its own


def test_a_person_without_an_address_is_skipped_for_all_to_see(
    ticket: Ticket, as_agent: Actor, told: Told, mailoutbox: list[Any], desk: Configure
) -> None:
    told()
    desk(USER_EMAIL=f"{__name__}.nowhere")
    answer(ticket, as_agent)
    told()
    assert mailoutbox == []
    row = Delivery.objects.latest("id")
    assert (row.state, row.last_error) == (
        "skipped",
        "DeliverySkipped: This person has no e-mail address.",
    )


def nowhere(_person: Any) -> str:
    return ""


def test_nobodys_address_breaks_a_header(
    ticket: Ticket, as_agent: Actor, desk: Configure, told: Told, mailoutbox: list[Any]
) -> None:
    told()
    desk(USER_EMAIL=f"{__name__}.injected")
    answer(ticket, as_agent)
    with pytest.raises(AssertionError):  # the fixture finds a delivery that failed
        told()
    assert mailoutbox == []


def injected(_person: Any) -> str:
    return "a@shop.example\nBcc: everybody@shop.example"


class SlowBackend(BaseEmailBackend):
    """Like SMTP: has a timeout, and none unless the host sets one."""

    timeout: float | None = None
    waited: list[float | None] = []

    def send_messages(self, email_messages: Any) -> int:
        self.waited.append(self.timeout)
        return len(email_messages)


class PatientBackend(SlowBackend):
    timeout = 45


class PlainBackend(BaseEmailBackend):
    """Like those of services that are told over HTTP: has a send_messages() and nothing else."""

    sent: list[Any] = []

    def send_messages(self, email_messages: Any) -> int:
        self.sent.extend(email_messages)
        return len(email_messages)


def test_any_backend_can_send(
    ticket: Ticket, as_agent: Actor, told: Told, use_mail_backend: Any
) -> None:
    told()
    PlainBackend.sent.clear()
    use_mail_backend(f"{__name__}.PlainBackend")
    actions.post_message(ticket, by=as_agent, message_text="On our way.")
    told()
    assert [ticket.title in mail.subject for mail in PlainBackend.sent] == [True]


@pytest.mark.parametrize(("backend", "seconds"), [("SlowBackend", 10), ("PatientBackend", 45)])
def test_no_mail_server_is_waited_for_for_ever(
    ticket: Ticket, as_agent: Actor, backend: str, seconds: float, use_mail_backend: Any
) -> None:
    SlowBackend.waited.clear()
    use_mail_backend(f"{__name__}.{backend}")
    assert EmailNotifier().connection().timeout == seconds


@pytest.mark.parametrize(
    "options", [{"timeout": 0}, {"timeout": -1}, {"timeout": "10"}, {"timeout": None}]
)
def test_a_timeout_that_is_none_is_reported(options: Any) -> None:
    assert [found.id for found in EmailNotifier(**options).check()] == ["support_tickets.E019"]


def test_missing_templates_are_reported() -> None:
    assert EmailNotifier().check() == []
    with override_settings(TEMPLATES=[]):
        assert [found.id for found in EmailNotifier().check()] == ["support_tickets.E017"]


def test_unknown_options_are_refused() -> None:
    with pytest.raises(TypeError, match="EmailNotifier has no option form_email"):
        EmailNotifier(form_email="a@shop.example")
