"""A scratch database with a large desk in it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection

from django_support_tickets.models import Ticket
from django_support_tickets.models.words import create_indexes, drop_indexes

PEOPLE = """
INSERT INTO auth_user (id, username, password, email, first_name, last_name,
                       is_superuser, is_staff, is_active, date_joined)
SELECT n, 'person' || n, '', 'person' || n || '@shop.example', 'Person', n::text,
    false, n <= 50, true, now()
FROM generate_series(1, 20000) n
"""
# Two years, evenly. 97 of 100 are answered, after four hours on average; 94 are resolved, after
# 40 hours; of those two of three are closed a week later. Others are only closed, or wait.
TICKETS = """
INSERT INTO support_tickets_ticket (
    id, reference, title, category, status, priority, source, tags, metadata,
    customer_id, customer_name, assigned_agent_id, assigned_agent_name, version, public_version,
    last_message_snippet, message_count, customer_unread_count, staff_unread_count, reopened_count,
    legal_hold, created_at, updated_at, public_updated_at, first_responded_at, resolved_at,
    closed_at)
SELECT gen_random_uuid(), lpad(to_hex(n), 12, '0'), 'A ticket of the benchmark',
    (ARRAY['billing', 'technical', 'account', 'service', 'general'])[1 + floor(a * 5)::int],
    CASE WHEN closed IS NOT NULL THEN 'closed' WHEN resolved IS NOT NULL THEN 'resolved'
         WHEN b < 0.5 THEN 'open' ELSE 'in_progress' END,
    1 + floor(b * 4)::int, 'web', '[]', '{}',
    51 + floor(c * 19950)::int, 'Somebody', CASE WHEN d < 0.9 THEN 1 + floor(e * 50)::int END, '',
    4, 4, 'It still does not work, and I have tried all that you wrote.', 3, 0, 0,
    CASE WHEN f < 0.05 THEN 1 ELSE 0 END, false,
    opened, opened, opened,
    CASE WHEN answered < now() THEN answered END, resolved, closed
FROM (
    SELECT *, CASE WHEN solved IS NULL AND f > 0.98 AND opened < now() - interval '1 day'
                   THEN opened + interval '1 hour'
                   WHEN solved < now() - interval '7 days' AND e < 0.66
                   THEN solved + interval '7 days' END AS closed,
           solved AS resolved
    FROM (
        SELECT *, CASE WHEN c < 0.97 THEN opened - ln(1 - d) * interval '4 hours' END AS answered,
               CASE WHEN a < 0.94 AND opened - ln(1 - b) * interval '40 hours' < now()
                    THEN opened - ln(1 - b) * interval '40 hours' END AS solved
        FROM (
            SELECT n, now() - (%(tickets)s - n) * (interval '730 days' / %(tickets)s) AS opened,
                random() a, random() b, random() c, random() d, random() e, random() f
            FROM generate_series(1, %(tickets)s) n
        ) born
    ) worked
) told
"""

# Three of each ticket, each with eight words of a vocabulary of 22,000, of which some are as
# common as "the" and most are rare; and words that one ticket in ten has, and so on.
MESSAGES = """
INSERT INTO support_tickets_message (
    id, ticket_id, sequence, public_sequence, sender_id, sender_name, is_from_customer, is_internal,
    message_text, message_html, read_by_customer, read_by_staff, created_at)
SELECT gen_random_uuid(), id, place, place,
    CASE WHEN place = 2 THEN coalesce(assigned_agent_id, 1) ELSE customer_id END,
    'Somebody', place <> 2, false, text, text, true, true, created_at + place * interval '1 hour'
FROM (
    SELECT ticket.*, place, concat_ws(' ', 'I have tried all that you wrote:', words,
        CASE WHEN place = 1 AND number % 10 = 0 THEN 'tenth' END,
        CASE WHEN place = 1 AND number % 100 = 0 THEN 'hundredth' END,
        CASE WHEN place = 1 AND number % 1000 = 0 THEN 'seldom' END,
        CASE WHEN place = 1 AND number = 471 THEN 'rareword' END) AS text
    FROM (
        SELECT *, row_number() OVER (ORDER BY reference) AS number FROM support_tickets_ticket
    ) ticket, generate_series(1, 3) place, LATERAL (
        SELECT string_agg(translate(left(md5(floor(exp(10 * random()))::text), 7),
                                    '0123456789', 'ghijklmnop'), ' ') AS words
        FROM generate_series(1, 8 + 0 * place)
    ) said
) written
"""


@contextmanager
def large_desk(tickets: int, *, with_messages: bool = False) -> Iterator[None]:
    """Make the database, fill it, and drop it whatever happens in the block."""
    name = connection.settings_dict["NAME"]
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
    try:
        fill(tickets, with_messages=with_messages)
        yield
    finally:
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name}")


def fill(tickets: int, *, with_messages: bool = False) -> None:
    """Make the tables, the people and the tickets; indexes last, because that is faster.

    ``with_messages`` gives each ticket three.
    """
    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        for index in Ticket._meta.indexes:
            editor.remove_index(Ticket, index)
        drop_indexes(None, editor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute(PEOPLE)
        cursor.execute(TICKETS, {"tickets": tickets})
        if with_messages:
            cursor.execute(MESSAGES)
    with connection.schema_editor() as editor:
        for index in Ticket._meta.indexes:
            editor.add_index(Ticket, index)
        create_indexes(None, editor)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
