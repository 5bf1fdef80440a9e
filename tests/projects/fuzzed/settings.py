"""A host that lets people in by name and password, as a tool that knows only HTTP can give them."""

from tests.settings import *  # noqa: F403 -- the plainest host

SUPPORT_TICKETS = {
    "RELAY": "none",
    "AUTHENTICATION_CLASSES": ["rest_framework.authentication.BasicAuthentication"],
    "THROTTLES": {"open_ticket": None, "write": None, "presence": None},
}
