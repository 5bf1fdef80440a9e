"""What the agent does with a ticket until it is closed, and how it comes back."""

from __future__ import annotations

from typing import Any

from .callers import expect
from .ticket import Walk, look_for_canary


def assign(walk: Walk) -> None:
    """agent takes the ticket"""
    me = walk.cast.agent.call("GET", "meta/")["user"]
    ticket = walk.agent("POST", "assign/", json={"agent_id": me["id"]})
    expect("assigned agent", ticket["assigned_agent"], wanted={"id": me["id"], "name": me["name"]})


def escalate(walk: Walk) -> None:
    """agent escalates, which raises the priority; the reason stays internal"""
    ticket = walk.agent("POST", "escalate/", json={"reason": f"Third time. {walk.canary}"})
    expect("escalated", ticket["escalated"], wanted=True)
    expect("priority one step above medium", ticket["priority"], wanted="high")
    look_for_canary(walk)


def resolve(walk: Walk) -> None:
    """agent resolves; a change made of the old version is told what has changed"""
    version = walk.agent("GET")["version"]
    change = {"status": "resolved", "version": version}
    ticket = walk.agent("PATCH", json=change)
    expect("status", ticket["status"], wanted="resolved")
    stale = walk.agent("PATCH", wants=409, json={**change, "status": "open"})
    expect("error", stale["error"], wanted="conflict")
    expect("status of the ticket in the error", stale["ticket"]["status"], wanted="resolved")


def reopen_by_reply(walk: Walk) -> None:
    """customer reopens the ticket by replying"""
    walk.customer("POST", "messages/", wants=201, json={"message_text": "He did not come again."})
    ticket = walk.customer("GET")
    expect("status", ticket["status"], wanted="open")
    expect("resolved_at", ticket["resolved_at"], wanted=None)


def close(walk: Walk) -> None:
    """agent closes, and the closed ticket refuses a message"""
    ticket = walk.agent("POST", "close/")
    expect("status", ticket["status"], wanted="closed")
    message = {"message_text": "Anybody there?"}
    refused = walk.customer("POST", "messages/", wants=409, json=message)
    expect("error", refused["error"], wanted="ticket_closed")
    expect("can_reply", walk.customer("GET")["can_reply"], wanted=False)


def reopen(walk: Walk) -> None:
    """customer reopens it and can write again"""
    ticket = walk.customer("POST", "reopen/")
    expect("status", ticket["status"], wanted="open")
    expect("closed_at", ticket["closed_at"], wanted=None)
    walk.customer("POST", "messages/", wants=201, json={"message_text": "Thank you for reopening."})


def follow_events(walk: Walk) -> None:
    """customer follows the history: without gaps, up to the version"""
    sequences = [event["sequence"] for event in events_after(walk, 0)]
    version = walk.customer("GET")["version"]
    expect("sequences", sequences, wanted=list(range(1, version + 1)))
    expect("events after the last", events_after(walk, version), wanted=[])
    look_for_canary(walk)


def events_after(walk: Walk, sequence: int) -> list[dict[str, Any]]:
    answer = walk.customer("GET", f"events/?after={sequence}&limit=100")
    return answer["results"] if isinstance(answer, dict) else answer
