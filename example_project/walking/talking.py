"""Answers, replies and files."""

from __future__ import annotations

from urllib.parse import urlsplit

from .callers import SUPPORT, expect
from .opening import PIXEL
from .ticket import Walk


def answer(walk: Walk) -> None:
    """agent answers, the customer has one unread message and reads it: 0 -> 1 -> 0"""
    expect("unread before the answer", walk.unread(walk.cast.customer), wanted=0)
    answer = {"message_text": "Sorry! Is tomorrow at 9:00 good?"}
    message = walk.agent("POST", "messages/", wants=201, json=answer)
    expect("unread after the answer", walk.unread(walk.cast.customer), wanted=1)
    last = walk.customer("GET")["messages"][-1]
    expect(
        "the answer as the customer reads it", last["message_text"], wanted=answer["message_text"]
    )
    expect("sender of the answer", last["sender"], wanted=message["sender"])
    walk.answer = last
    expect("unread after a GET, which changes nothing", walk.unread(walk.cast.customer), wanted=1)
    expect("answer of read/", walk.customer("POST", "read/")["unread_count"], wanted=0)
    expect("unread after reading", walk.unread(walk.cast.customer), wanted=0)


def reply(walk: Walk) -> None:
    """customer replies; the same reply sent twice is written once"""
    content = {"json": {"message_text": "Yes, 9:00 is good.", "client_token": walk.canary[-32:]}}
    first = walk.customer("POST", "messages/", wants=201, **content)
    again = walk.cast.customer.send("POST", walk.path + "messages/", **content)
    expect("id of the repeated reply", again.json().get("id"), wanted=first["id"])
    expect("number of messages", walk.customer("GET")["message_count"], wanted=3)


def attach(walk: Walk) -> None:
    """customer uploads a second file and sends it with a message"""
    files = {"file": ("receipt.txt", b"Rs 2,400 paid\n", "text/plain")}
    uploaded = walk.customer("POST", "attachments/", wants=201, files=files)
    message = {"message_text": "Here is the receipt.", "attachment_ids": [uploaded["id"]]}
    sent = walk.customer("POST", "messages/", wants=201, json=message)
    expect(
        "files of the message",
        [file["id"] for file in sent["attachments"]],
        wanted=[uploaded["id"]],
    )


def download(walk: Walk) -> None:
    """customer downloads the first file by its link, which needs no header"""
    (attachment,) = walk.customer("GET")["messages"][0]["attachments"]
    link = walk.http.get(attachment["download_url"])
    expect("status of the link", link.status_code, wanted=200)
    expect("bytes behind the link", link.content, wanted=PIXEL)
    expect("X-Content-Type-Options", link.headers.get("X-Content-Type-Options"), wanted="nosniff")
    # Without its signature the same address is for those who may see the ticket.
    path = urlsplit(attachment["download_url"]).path.removeprefix(SUPPORT)
    for caller, wants in ((walk.cast.anonymous, 401), (walk.cast.stranger, 404)):
        expect("status without a signature", caller.send("GET", path).status_code, wanted=wants)
    expect("bytes with a token", walk.cast.customer.send("GET", path).content, wanted=PIXEL)
