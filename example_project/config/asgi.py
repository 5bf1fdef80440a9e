"""The ASGI application that `make demo` serves: Django, and the WebSockets of the desk."""

import os

from django_support_tickets.contrib.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

django_application = get_asgi_application()

from django_support_tickets.realtime.websocket import application as websocket  # noqa: E402


async def application(scope, receive, send):
    serve = websocket if scope["type"] == "websocket" else django_application
    await serve(scope, receive, send)
