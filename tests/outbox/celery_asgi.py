"""The suite's site on a host that uses Celery."""

from tests.outbox.asgi import application
from tests.outbox.celery_app import app

__all__ = ["app", "application"]
