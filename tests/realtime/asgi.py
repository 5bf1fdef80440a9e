"""The suite's site with its WebSocket application, as a real server serves them."""

from typing import Any

from django.core.asgi import get_asgi_application

django_application = get_asgi_application()

from django_support_tickets.realtime.websocket import application as websocket  # noqa: E402


async def application(scope: Any, receive: Any, send: Any) -> None:
    serve = websocket if scope["type"] == "websocket" else django_application
    await serve(scope, receive, send)
