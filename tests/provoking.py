"""How to get each answer that the contract describes."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from rest_framework.test import APIClient

from django_support_tickets.conf import host_values
from tests.calls import text_file
from tests.contract import Operation

IN_APP = {"in_app": {"BACKEND": "django_support_tickets.notifiers.inapp.InAppNotifier"}}
NOBODY = "tests.projects.extended.policy.NobodyPolicy"
OPENING = {
    "title": "Two charges",
    "category": "billing",
    "message_text": "I was charged twice.",
    "priority": "high",
    "metadata": {"booking": 17},
    "client_token": "a1",
    "source": "phone",
    "tags": ["refund"],
}
CANNED = {"title": "Refund", "body": "It is on its way.", "tags": ["refund"], "is_shared": True}
VIEW = {"name": "Mine", "parameters": {"assigned_agent": "me"}, "is_shared": True}
NO_TICKET = str(uuid4())
GOOD: Mapping[str, Any] = {
    "canned_responses_create": CANNED,
    "canned_responses_update": CANNED,
    "canned_responses_partial_update": {"body": "It came back."},
    "views_create": VIEW,
    "views_update": VIEW,
    "views_partial_update": {"name": "My own"},
    "tickets_bulk_create": {"ids": [NO_TICKET], "priority": "low", "add_tags": ["late"]},
    "preferences_update": {"switches": {"message_posted": {"in_app": False}}},
    "tickets_create": OPENING,
    "tickets_update": {"priority": "high", "tags": ["vip"], "metadata": {"a": 1}, "version": 2},
    "tickets_partial_update": {
        "title": "Charged twice",
        "status": "in_progress",
        "legal_hold": False,
    },
    "stream_link_create": {},
    "tickets_presence_create": {"state": "viewing"},
    "tickets_assign_create": {"agent_id": None},
    "tickets_close_create": {"version": 2},
    "tickets_reopen_create": {},
    "tickets_escalate_create": {"reason": "VIP", "priority": "urgent"},
    "tickets_messages_create": {"message_text": "Noted.", "is_internal": True, "client_token": "b"},
}
BAD: Mapping[str, Any] = {
    "canned_responses_partial_update": {"title": ""},
    "canned_responses_update": {"body": "{{nothing}}"},
    "views_partial_update": {"parameters": {"nonsense": "1"}},
    "views_update": {"name": ""},
    "preferences_update": {"switches": {"nonsense": 1}},
    "tickets_create": {"title": ""},
    "tickets_update": {"status": "gone"},
    "tickets_partial_update": {"priority": 7},
    "stream_link_create": {"ticket": "nonsense"},
    "tickets_presence_create": {"state": "asleep"},
    "tickets_assign_create": {"agent_id": "nobody"},
    "tickets_attachments_confirm_create": {"token": "forged", "filename": "a.txt"},
    "tickets_close_create": {"version": -1},
    "tickets_reopen_create": {"version": "one"},
    "tickets_escalate_create": {},
    "tickets_messages_create": {"message_text": " "},
}
BAD_QUERY = {
    "attachments_download_retrieve": "?inline=%00",
    "attachments_preview_retrieve": "?inline=%00",
    "tickets_list": "?status=gone",
    "tickets_events_list": "?after=x",
    "tickets_stream_retrieve": "?after=x",
    "stats_retrieve": "?from=yesterday",
}
STALE = ("update", "partial_update", "assign_create", "close_create", "reopen_create")


class Desk:
    """A desk with one of everything, and an agent who asks."""

    def __init__(
        self, settings: Any, client: APIClient, customer: APIClient, keys: Mapping[str, Any]
    ) -> None:
        self.settings, self.client, self.customer = settings, client, customer
        self.keys = dict(keys)
        self.turn(NOTIFIERS=IN_APP)

    def turn(self, **values: Any) -> None:
        """Set keys of ``SUPPORT_TICKETS`` on top of the host's."""
        self.settings.SUPPORT_TICKETS = {**host_values(), **values}

    def ask(self, call: Operation, body: Any = None, *, query: str = "", **headers: Any) -> Any:
        """Make the call with a good body, or with ``body``."""
        url = f"/api/support{call.path.format(**self.keys)}{query}"
        send = getattr(self.client, call.method)
        if call.name == "tickets_attachments_create":
            return send(url, {"file": text_file()} if body is None else body, **headers)
        if call.name == "canned_responses_use_create" and body is None:
            body = {"ticket": str(self.keys["ticket_id"])}
        body = GOOD.get(call.name) if body is None else body
        return (
            send(url, body, format="json", **headers) if body is not None else send(url, **headers)
        )


def bad(desk: Desk, call: Operation) -> Any:
    if call.method == "get":
        return desk.ask(call, query=BAD_QUERY.get(call.name, "?cursor=x"))
    return desk.ask(call, BAD.get(call.name, {}))


def anonymous(desk: Desk, call: Operation) -> Any:
    desk.client.force_authenticate(None)
    return desk.ask(call)


def forbidden(desk: Desk, call: Operation) -> Any:
    desk.turn(POLICY=NOBODY)
    return desk.ask(call)


def lost(desk: Desk, call: Operation) -> Any:
    if "{" in call.path:
        unknown = dict.fromkeys(("ticket_id", "attachment_id", "response_id", "view_id"), NO_TICKET)
        desk.keys.update(unknown, notification_id=0)
    elif call.name == "stream_link_create":
        return desk.ask(call, {"ticket": NO_TICKET})
    elif call.name == "tickets_list":
        return desk.ask(call, query="?page=999")
    elif call.path.startswith("/notifications"):
        desk.turn(NOTIFIERS={})
    elif call.path.startswith("/preferences"):
        desk.turn(NOTIFICATION_PREFERENCES="tests.projects.extended.hooks.always")
    else:  # for agents only
        desk.client = desk.customer
    return desk.ask(call)


def conflict(desk: Desk, call: Operation) -> Any:
    if "redact" in call.name:
        held = f"/api/support/tickets/{desk.keys['ticket_id']}/"
        desk.client.patch(held, {"legal_hold": True}, format="json")
        return desk.ask(call)
    if call.name.removeprefix("tickets_") in STALE:
        return desk.ask(call, {**GOOD[call.name], "version": 0})
    desk.keys["ticket_id"] = desk.keys["closed_id"]
    return desk.ask(call)


def unreadable(desk: Desk, call: Operation) -> Any:
    send = getattr(desk.client, call.method)
    return send(f"/api/support{call.path.format(**desk.keys)}", "a", content_type="text/plain")


def throttled(desk: Desk, call: Operation) -> Any:
    desk.turn(THROTTLES={"open_ticket": "1/day", "write": "1/day", "presence": "1/day"})
    desk.ask(call)
    return desk.ask(call)


def disabled(desk: Desk, call: Operation) -> Any:
    desk.turn(ENABLED=False)
    return desk.ask(call)


def not_streaming(desk: Desk, call: Operation) -> Any:
    return desk.ask(call)  # Django's test client speaks WSGI


def part(desk: Desk, call: Operation) -> Any:
    return desk.ask(call, HTTP_RANGE="bytes=0-3")


def known(desk: Desk, call: Operation) -> Any:
    first = desk.ask(call)
    first.getvalue()  # to the end, where its file is closed
    return desk.ask(call, HTTP_IF_NONE_MATCH=first["ETag"])


def beyond(desk: Desk, call: Operation) -> Any:
    return desk.ask(call, HTTP_RANGE="bytes=9999-")


PROVOKE: Mapping[int, Callable[[Desk, Operation], Any]] = {
    200: Desk.ask,
    201: Desk.ask,
    204: Desk.ask,
    206: part,
    304: known,
    400: bad,
    401: anonymous,
    403: forbidden,
    404: lost,
    409: conflict,
    415: unreadable,
    416: beyond,
    429: throttled,
    501: not_streaming,
    503: disabled,
}
