"""
Walk through a ticket's whole life on a running server, over HTTP, with JWTs.

    python example_project/walk.py http://127.0.0.1:8000

needs the people of `manage.py seed_demo`. Before each call about the ticket, a caller without a
token and another customer try the very same call: they must get 401 and 404. Prints each step
with a tick; stops with exit code 1 at the first answer that is not what the contract says.
"""

from __future__ import annotations

import sys
from uuid import uuid4

import httpx

from walking import opening, talking, telling, working
from walking.callers import WalkError
from walking.ticket import Walk

STEPS = (
    opening.log_everybody_in,
    opening.open_ticket,
    opening.find_ticket,
    opening.write_note,
    opening.look_for_note,
    talking.answer,
    telling.customer_is_told,
    talking.reply,
    working.assign,
    working.escalate,
    working.resolve,
    working.reopen_by_reply,
    working.close,
    working.reopen,
    talking.attach,
    talking.download,
    working.follow_events,
    telling.customer_was_told_once,
)


def main(address: str) -> int:
    with httpx.Client(base_url=address, timeout=30) as http:
        walk = Walk(http, canary=f"canary-{uuid4().hex}")
        for step in STEPS:
            try:
                step(walk)
            except (WalkError, httpx.HTTPError) as problem:
                say(f"✗ {step.__doc__}\n  {problem}")
                return 1
            say(f"✓ {step.__doc__}")
    return 0


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(f"usage: python {sys.argv[0]} http://127.0.0.1:8000")
    sys.exit(main(sys.argv[1]))
