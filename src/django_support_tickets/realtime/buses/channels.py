"""A channel layer of Channels, for hosts that run one; needs channels and a layer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.conf import settings as django_settings
from django.core import checks

from django_support_tickets.realtime.buses.base import BaseBus

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.core.checks import CheckMessage

MEMBERSHIP = 300  # seconds after which the membership of the group is renewed; layers forget it


class ChannelsBus(BaseBus):
    """One group of a layer. Options: ``layer``, an alias of ``CHANNEL_LAYERS``, and ``group``."""

    def __init__(self, *, layer: str = "default", group: str = "support_tickets.bus") -> None:
        super().__init__()
        self.layer = layer
        self.group = group

    def publish(self, messages: Sequence[str]) -> None:
        """Send them to the group."""
        async_to_sync(self._send)(messages)

    async def _send(self, messages: Sequence[str]) -> None:
        layer: Any = get_channel_layer(self.layer)
        for message in messages:
            await layer.group_send(self.group, {"type": "support_tickets", "message": message})

    async def listen(self, stands: Callable[[], None], receive: Callable[[str], None]) -> None:
        """Listen on a channel of this process."""
        layer: Any = get_channel_layer(self.layer)
        channel = await layer.new_channel()
        try:
            while True:
                await layer.group_add(self.group, channel)
                stands()
                try:
                    await asyncio.wait_for(self._pass_on(layer, channel, receive), MEMBERSHIP)
                except asyncio.TimeoutError:
                    continue
        finally:
            await layer.group_discard(self.group, channel)

    async def _pass_on(self, layer: Any, channel: str, receive: Callable[[str], None]) -> None:
        while True:
            message = await layer.receive(channel)
            receive(message["message"])

    def check(self) -> list[CheckMessage]:
        """Return what is wrong with the options; the layer itself is not asked."""
        layers: Any = getattr(django_settings, "CHANNEL_LAYERS", {})
        if self.layer not in layers:
            problem, hint = "names no channel layer", f"Known: {', '.join(layers) or 'none'}."
        elif isinstance(get_channel_layer(self.layer), InMemoryChannelLayer):
            problem = "uses a channel layer that is for one event loop"
            hint = "Use MemoryBus in a single process, or a layer between processes."
        else:
            return []
        message = f"SUPPORT_TICKETS['REALTIME'] {problem}: {self.layer!r}."
        return [checks.Error(message, hint=hint, id="support_tickets.E023")]
