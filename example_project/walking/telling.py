"""What the customer is told outside the desk: the host's own notifications, and mail."""

from __future__ import annotations

import os
import time
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

from demo.people import SITA

from .callers import expect
from .ticket import Walk

MAIL_DIR = Path(os.environ.get("EXAMPLE_DATA_DIR") or Path(__file__).parent.parent / "var") / "mail"
BETWEEN_MAILS = b"\n" + b"-" * 79 + b"\n"  # as Django's file backend writes it
SECONDS_TO_DELIVER = 30


def customer_is_told(walk: Walk) -> None:
    """customer is told of the answer by the host's notification and by mail"""
    deadline = time.monotonic() + SECONDS_TO_DELIVER
    while not (rows_of_answer(walk) and mails_of_answer(walk)) and time.monotonic() < deadline:
        time.sleep(0.2)
    told_once(walk)
    (row,) = rows_of_answer(walk)
    expect("type of the notification", row["type"], wanted="message")
    expect("text of the notification", row["message"], wanted=walk.answer["message_text"])
    path = f"/dashboard/support/{walk.ticket['id']}"
    expect("path of the notification", row["action_url"], wanted=path)
    (mail,) = mails_of_answer(walk)
    body = mail.get_body(("plain",)).get_content()
    expect("the answer is in the mail", walk.answer["message_text"] in body, wanted=True)


def customer_was_told_once(walk: Walk) -> None:
    """customer was told exactly once, and of no note"""
    told_once(walk)
    told = [repr(row) for row in rows(walk)] + [mail.as_string() for mail in mails(walk)]
    expect("the canary in what was told", walk.canary in "".join(told), wanted=False)


def told_once(walk: Walk) -> None:
    expect("notifications of the answer", len(rows_of_answer(walk)), wanted=1)
    expect("mails of the answer", len(mails_of_answer(walk)), wanted=1)


def rows(walk: Walk) -> list[dict[str, Any]]:
    """The host's notifications of the ticket, read as the host's front end reads them."""
    headers = {"Authorization": f"Bearer {walk.cast.customer.token}"}
    page = walk.http.get("/api/notifications/?page_size=100", headers=headers).json()
    return [row for row in page["results"] if row["data"].get("ticket_id") == walk.ticket["id"]]


def rows_of_answer(walk: Walk) -> list[dict[str, Any]]:
    return [row for row in rows(walk) if row["message"] == walk.answer["message_text"]]


def mails(walk: Walk) -> list[Any]:
    """The mails about the ticket that the customer got."""
    texts = [
        text for file in MAIL_DIR.glob("*.log") for text in file.read_bytes().split(BETWEEN_MAILS)
    ]
    found = [message_from_bytes(text.lstrip(), policy=default) for text in texts if text.strip()]
    reference = walk.ticket["reference"]
    return [m for m in found if m["To"] == SITA.email and reference in (m["Subject"] or "")]


def mails_of_answer(walk: Walk) -> list[Any]:
    start = f"<{walk.ticket['id']}.{walk.answer['sequence']}."
    return [mail for mail in mails(walk) if (mail["Message-ID"] or "").startswith(start)]
