"""A host with drf-spectacular; its schema of our calls is docs/reference/openapi.yaml."""

from django_support_tickets import __version__
from tests.settings import *  # noqa: F403 -- the plainest host
from tests.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "drf_spectacular"]
REST_FRAMEWORK = {"DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema"}
SPECTACULAR_SETTINGS = {
    "TITLE": "django-support-tickets",
    "DESCRIPTION": "The API of the support desk, below the path of the host's include.",
    "VERSION": __version__,
    "LICENSE": {"name": "BSD-3-Clause"},
    "SERVERS": [{"url": "/api/support", "description": "Where the host's include puts it"}],
    "SCHEMA_PATH_PREFIX": "/api/support",
    "SCHEMA_PATH_PREFIX_TRIM": True,
    # Authentication is the host's.
    "AUTHENTICATION_WHITELIST": [],
}
