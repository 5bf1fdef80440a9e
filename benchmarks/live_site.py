"""The site whose streams are measured, with ``/publish`` and ``/state`` beside it."""

import time
from typing import Any

from asgiref.sync import sync_to_async
from django.core.asgi import get_asgi_application

from benchmarks.broadcast import state

django_application = get_asgi_application()

from django_support_tickets.actions import post_message  # noqa: E402 - after django.setup()
from django_support_tickets.actors import SYSTEM  # noqa: E402
from django_support_tickets.models import Ticket  # noqa: E402
from django_support_tickets.realtime.websocket import application as websocket  # noqa: E402
from django_support_tickets.signals import ticket_event  # noqa: E402

announced = [0.0]


def note_time(**_kwargs: Any) -> None:
    """Remember when an event was announced."""
    announced[0] = time.time()


ticket_event.connect(note_time)


def publish() -> None:
    """Write to the one ticket."""
    post_message(Ticket.objects.get(), by=SYSTEM, message_text="Hello")


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Serve the site and the two paths."""
    if scope["type"] == "websocket":
        await websocket(scope, receive, send)
    elif scope["path"] in {"/publish", "/state"}:
        if scope["path"] == "/publish":
            await sync_to_async(publish)()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": state(announced[0])})
    else:
        await django_application(scope, receive, send)
