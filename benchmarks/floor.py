"""What the API does, by hand: one statement, one view, the same JSON, and nothing else."""

import json
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import JsonResponse
from django.urls import path

from django_support_tickets.models.keys import new_reference, time_ordered_uuid
from django_support_tickets.selectors.search import KEYS

NAMES = {1: "low", 2: "medium", 3: "high", 4: "urgent"}
PLAIN = (
    "id, reference, title, status, priority, category, last_message_snippet, message_count, tags,"
    " metadata, created_at, waiting_since"
)
COLUMNS = (
    f"{PLAIN}, customer_id, customer_name, assigned_agent_id, assigned_agent_name,"
    " staff_unread_count, customer_unread_count, updated_at, public_updated_at, version,"
    " public_version"
)
MESSAGES = """(
    SELECT json_agg(json_build_object('id', id, 'sequence', sequence, 'sender_id', sender_id,
        'sender_name', sender_name, 'is_from_customer', is_from_customer, 'is_internal',
        is_internal, 'message_text', message_text, 'message_html', message_html, 'created_at',
        created_at) ORDER BY sequence)
    FROM support_tickets_message WHERE ticket_id = ticket.id)
"""
TICKETS = "SELECT {columns} FROM support_tickets_ticket ticket WHERE {where}"
LIST = f"{TICKETS} ORDER BY {{order}} DESC, id DESC LIMIT 11"
CREATE = """
WITH ticket AS (
    INSERT INTO support_tickets_ticket (id, reference, title, category, status, priority, source,
        tags, metadata, customer_id, customer_name, assigned_agent_name, version, public_version,
        last_message_snippet, message_count, customer_unread_count, staff_unread_count, created_at,
        updated_at, public_updated_at, reopened_count, legal_hold, waiting_since)
    VALUES (%(id)s, %(reference)s, %(title)s, %(category)s, 'open', 2, 'web', '[]', '{}', %(me)s,
        'Somebody', '', 1, 1, %(text)s, 1, 0, 1, now(), now(), now(), 0, false, now())
), message AS (
    INSERT INTO support_tickets_message (id, ticket_id, sequence, public_sequence, sender_id,
        sender_name, is_from_customer, is_internal, message_text, message_html, read_by_customer,
        read_by_staff, created_at)
    VALUES (%(message)s, %(id)s, 1, 1, %(me)s, 'Somebody', true, false, %(text)s, %(text)s, true,
        false, now())
)
INSERT INTO support_tickets_ticketevent (id, ticket_id, sequence, public_sequence, type, actor_id,
    actor_name, data, created_at)
VALUES (%(event)s, %(id)s, 1, 1, 'ticket_opened', %(me)s, 'Somebody', '{}', now())
RETURNING ticket_id
"""
REPLY = """
WITH ticket AS (
    UPDATE support_tickets_ticket SET version = version + 1, public_version = public_version + 1,
        last_message_snippet = %(text)s, message_count = message_count + 1, updated_at = now(),
        public_updated_at = now(), customer_unread_count = customer_unread_count + 1,
        waiting_since = NULL
    WHERE id = %(id)s RETURNING id, version, public_version
), message AS (
    INSERT INTO support_tickets_message (id, ticket_id, sequence, public_sequence, sender_id,
        sender_name, is_from_customer, is_internal, message_text, message_html, read_by_customer,
        read_by_staff, created_at)
    SELECT %(message)s, id, version, public_version, %(me)s, 'Somebody', false, false, %(text)s,
        %(text)s, false, true, now() FROM ticket
)
INSERT INTO support_tickets_ticketevent (id, ticket_id, sequence, public_sequence, type, actor_id,
    actor_name, data, created_at)
SELECT %(event)s, id, version, public_version, 'message_posted', %(me)s, 'Somebody', '{}', now()
FROM ticket RETURNING ticket_id, sequence, created_at
"""


def rows_of(statement: str, values: Any) -> list[dict[str, Any]]:
    """Return rows as dicts."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def ticket_of(row: dict[str, Any]) -> dict[str, Any]:
    """Return the ticket as the API writes it."""
    ticket = {name: row[name] for name in PLAIN.split(", ")}
    agent = row["assigned_agent_id"]
    return ticket | {
        "priority": NAMES[row["priority"]],
        "tags": json.loads(row["tags"]),
        "metadata": json.loads(row["metadata"]),
        "customer": {"id": row["customer_id"], "name": row["customer_name"]},
        "assigned_agent": agent and {"id": agent, "name": row["assigned_agent_name"]},
        "unread_count": row["staff_unread_count"],
        "updated_at": row["updated_at"],
        "version": row["version"],
    }


def tickets(request: Any) -> JsonResponse:
    """Return a page, or open a ticket."""
    me = request.user.pk
    if request.method == "POST":
        keys = {name: time_ordered_uuid() for name in ("id", "message", "event")}
        data = {**json.loads(request.body), **keys, "me": me, "reference": new_reference()}
        data["text"] = data["message_text"]
        return JsonResponse(rows_of(CREATE, data)[0], status=201)
    asked, conditions, values, order = request.GET, ["true"], [], "updated_at"
    if not request.user.is_staff:
        conditions, values, order = ["customer_id = %s"], [me], "public_updated_at"
    for name in asked.keys() & {"status", "priority"}:
        conditions.append(f"{name} = %s")
        values.append(asked[name] if name == "status" else 4)
    if "before" in asked:
        conditions.append("(updated_at, id) < (%s, %s)")
        values += asked["before"].split(",")
    if "rare" in asked:
        conditions.append(f"id = ANY({KEYS})")
        values += [asked["rare"]] * 2
    if "common" in asked:
        conditions.append(
            "EXISTS (SELECT FROM support_tickets_message WHERE ticket_id = ticket.id"
            " AND NOT is_internal AND message_text ILIKE %s LIMIT 1 OFFSET 0)"
        )
        values.append(f"%{asked['common']}%")
    where = " AND ".join(conditions)
    rows = rows_of(LIST.format(columns=COLUMNS, where=where, order=order), values)
    return JsonResponse({"results": [ticket_of(row) for row in rows[:10]], "more": len(rows) > 10})


def detail(request: Any, key: UUID) -> JsonResponse:
    """Return a ticket with its messages."""
    columns = f"{COLUMNS}, {MESSAGES} AS messages"
    where, values = "id = %s", [key]
    if not request.user.is_staff:
        where, values = f"{where} AND customer_id = %s", [key, request.user.pk]
    (row,) = rows_of(TICKETS.format(columns=columns, where=where), values)
    return JsonResponse({**ticket_of(row), "messages": row["messages"]})


def reply(request: Any, key: UUID) -> JsonResponse:
    """Post a message."""
    keys = {name: time_ordered_uuid() for name in ("message", "event")}
    text = json.loads(request.body)["message_text"]
    values = {**keys, "id": key, "me": request.user.pk, "text": text}
    return JsonResponse({**rows_of(REPLY, values)[0], "message_text": text}, status=201)


urlpatterns = [
    path("tickets/", tickets),
    path("tickets/<uuid:key>/", detail),
    path("tickets/<uuid:key>/messages/", reply),
]
