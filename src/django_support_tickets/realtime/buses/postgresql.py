"""LISTEN and NOTIFY of the PostgreSQL that holds the tickets; needs psycopg 3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
from django.core import checks
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import sql

from django_support_tickets.realtime.buses.base import BaseBus

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.core.checks import CheckMessage

# Of Django's parameters those that make a connection, and not a wrapper of Django's around it.
NOT_FOR_LISTENING = ("cursor_factory", "context", "prepare_threshold")


class PostgreSQLBus(BaseBus):
    """One channel of a database. Options: ``using``, an alias of ``DATABASES``, and ``channel``.

    Each process that streams holds one connection of its own. Through PgBouncer this works with
    session pooling only.
    """

    def __init__(self, *, using: str = DEFAULT_DB_ALIAS, channel: str = "support_tickets") -> None:
        super().__init__()
        self.using = using
        self.channel = channel

    def publish(self, messages: Sequence[str]) -> None:
        """Send them in one statement."""
        with connections[self.using].cursor() as cursor:
            cursor.execute(
                "SELECT pg_notify(%s, message) FROM unnest(%s::text[]) AS message",
                [self.channel, list(messages)],
            )

    async def listen(self, stands: Callable[[], None], receive: Callable[[str], None]) -> None:
        """Listen on a connection outside Django's."""
        parameters = connections[self.using].get_connection_params()
        for name in NOT_FOR_LISTENING:
            parameters.pop(name, None)
        connection = await psycopg.AsyncConnection.connect(
            **parameters,
            autocommit=True,
            keepalives_idle=10,  # seconds; a server that is gone without a word is noticed
            keepalives_interval=5,
            keepalives_count=2,
        )
        async with connection:
            await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self.channel)))
            stands()
            async for notification in connection.notifies():
                receive(notification.payload)
        raise ConnectionError("PostgreSQL closed the connection.")

    def check(self) -> list[CheckMessage]:
        """Return what is wrong with the options; the database itself is not asked."""
        settings: Any = connections.settings.get(self.using, {})
        if "postgresql" in settings.get("ENGINE", "") or "postgis" in settings.get("ENGINE", ""):
            return []
        message = f"SUPPORT_TICKETS['REALTIME'] uses {self.using!r}, which is no PostgreSQL."
        hint = "Give 'using' an alias of DATABASES that is PostgreSQL, or choose another bus."
        return [checks.Error(message, hint=hint, id="support_tickets.E023")]
