"""The words of tickets and messages as PostgreSQL's text search knows them, and their indexes.

They are expressions and no columns: nothing has to be kept in step, and what is removed from a text
is removed from its index by the database. The index of messages knows no notes. Other databases
have neither and are searched by pattern.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# The parser would keep addresses, links and references in one piece, which nobody could find by
# their second half. A text of this length never exceeds what a tsvector can hold.
WORDS = (
    "to_tsvector('pg_catalog.simple'::regconfig,"
    " translate(left(%(text)s, 100000), '-./_:+~@<>&', '           '))"
)
TICKET_COLUMNS = ("reference", "title", "customer_name")
TICKET_TEXT = " || ' ' || ".join(TICKET_COLUMNS)
INDEXES = {
    "support_ticket_words": (
        "support_tickets_ticket",
        f"USING gin (({WORDS % {'text': TICKET_TEXT}}))",
    ),
    "support_message_words": (
        "support_tickets_message",
        f"USING gin (({WORDS % {'text': 'message_text'}})) WHERE NOT is_internal",
    ),
}


def create_indexes(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """Create the indexes where the database is PostgreSQL."""
    if editor.connection.vendor == "postgresql":
        for name, (table, definition) in INDEXES.items():
            editor.execute(f"CREATE INDEX {name} ON {table} {definition}")


def drop_indexes(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """Drop them again."""
    if editor.connection.vendor == "postgresql":
        for name in INDEXES:
            editor.execute(f"DROP INDEX IF EXISTS {name}")
