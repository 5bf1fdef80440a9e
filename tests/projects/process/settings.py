"""A host in a process of its own: its database and files lie in the folder TEST_HOST_DIR."""

import os
from pathlib import Path

from tests.settings import *  # noqa: F403 -- the same host but for where it keeps things

FOLDER = Path(os.environ["TEST_HOST_DIR"])
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": FOLDER / "db.sqlite3"}}
MEDIA_ROOT = FOLDER / "media"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "rest_framework",
    "django_filters",
    "django_support_tickets",
]
MIDDLEWARE = []
ROOT_URLCONF = "tests.projects.process.urls"
SUPPORT_TICKETS = {
    "RELAY": "none",
    "AUTHENTICATION_CLASSES": ["rest_framework.authentication.BasicAuthentication"],
    "STORAGE": os.environ.get("TEST_HOST_STORAGE", "default"),
    "THROTTLES": {"write": None},
}
LOGGING = {
    "version": 1,
    "handlers": {"stderr": {"class": "logging.StreamHandler", "level": "ERROR"}},
    "root": {"handlers": ["stderr"]},
}
