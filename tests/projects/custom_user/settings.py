"""A host whose user has a UUID key, logs in by e-mail and has neither username nor full name."""

from tests.settings import *  # noqa: F403 -- the same host but for the user
from tests.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.projects.custom_user"]
AUTH_USER_MODEL = "custom_user.User"
