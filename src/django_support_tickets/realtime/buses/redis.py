"""Redis publish and subscribe; needs the extra ``redis``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import redis
import redis.asyncio
from django.core import checks

from django_support_tickets.realtime.buses.base import BaseBus

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.core.checks import CheckMessage

SILENCE = 10  # seconds after which the other end is asked whether it is there


class RedisBus(BaseBus):
    """One channel of a Redis. Options: ``url``, ``channel`` and ``timeout`` in seconds."""

    def __init__(
        self,
        *,
        url: str = "redis://127.0.0.1:6379/0",
        channel: str = "support_tickets",
        timeout: float = 2,
    ) -> None:
        super().__init__()
        self.url = url
        self.channel = channel
        self.timeout = timeout
        self._client: Any = None

    def publish(self, messages: Sequence[str]) -> None:
        """Send them in one round trip."""
        if self._client is None:
            limits = {"socket_timeout": self.timeout, "socket_connect_timeout": self.timeout}
            self._client = redis.Redis.from_url(self.url, **limits)
        pipeline = self._client.pipeline(transaction=False)
        for message in messages:
            pipeline.publish(self.channel, message)
        pipeline.execute()

    async def listen(self, stands: Callable[[], None], receive: Callable[[str], None]) -> None:
        """Listen on one connection; a Redis that is silent when asked counts as lost."""
        client = redis.asyncio.Redis.from_url(self.url, socket_connect_timeout=self.timeout)
        subscription = client.pubsub()
        try:
            await subscription.subscribe(self.channel)
            asked = False
            while True:
                message = await subscription.get_message(timeout=SILENCE)
                if message is None:
                    if asked:
                        raise ConnectionError("Redis does not answer.")
                    await subscription.ping()
                    asked = True
                    continue
                asked = False
                # The client may renew a subscription by itself; its confirmation betrays it.
                if message["type"] == "subscribe":
                    stands()
                elif message["type"] == "message":
                    receive(message["data"].decode())
        finally:
            await subscription.aclose()  # type: ignore[no-untyped-call]
            await client.aclose()

    def check(self) -> list[CheckMessage]:
        """Return what is wrong with the options; Redis itself is not asked."""
        try:
            redis.ConnectionPool.from_url(self.url)
        except (AttributeError, TypeError, ValueError) as error:
            hint = f"Give an address such as redis://127.0.0.1:6379/0 ({error})."
            message = "SUPPORT_TICKETS['REALTIME']['OPTIONS']['url'] is no address of a Redis."
            return [checks.Error(message, hint=hint, id="support_tickets.E023")]
        return []
