"""The suite's site as a real server serves it; how often its relay sweeps, the test says."""

import os

from django.core.asgi import get_asgi_application

application = get_asgi_application()

from django_support_tickets.outbox import relays  # noqa: E402 - after django.setup()

relays.bell._every = float(os.environ["CHILD_SWEEP_SECONDS"])
