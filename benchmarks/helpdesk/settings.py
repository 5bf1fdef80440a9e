"""The plainest host of django-helpdesk, with its kindest settings, in our database."""

from benchmarks.settings import (  # noqa: F401
    ALLOWED_HOSTS,
    DATABASES,
    MIDDLEWARE,
    SECRET_KEY,
    SESSION_ENGINE,
    STATIC_URL,
    TEMPLATES,
    USE_TZ,
)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.staticfiles",
    "rest_framework",
    "helpdesk",
]
ROOT_URLCONF = "benchmarks.helpdesk.urls"
SITE_ID = 1
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
LOGGING = {"version": 1, "loggers": {"helpdesk": {"level": "ERROR"}}}
HELPDESK_STAFF_ONLY_TICKET_OWNERS = True  # otherwise a ticket's page offers 20,000 owners
HELPDESK_TEAMS_MODE_ENABLED = False
HELPDESK_ENABLE_PER_QUEUE_STAFF_PERMISSION = False
