"""Settings of the example project for tests in a browser, which are faster than people."""

from config.settings import *  # noqa: F403
from config.settings import SUPPORT_TICKETS

SUPPORT_TICKETS = {
    **SUPPORT_TICKETS,
    "THROTTLES": {"open_ticket": "60/min", "write": None, "presence": None},
}
