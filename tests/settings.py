"""The plainest host: Django's own user, no settings of ours. The suite runs on it by default."""

import atexit
import os
import tempfile
from importlib.util import find_spec
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured

_TEMP = tempfile.TemporaryDirectory(prefix="support-tickets-", ignore_cleanup_errors=True)
atexit.register(_TEMP.cleanup)
TEMP_DIR = Path(_TEMP.name)

# TEST_DATABASE names the database; a server that does not answer fails the run, it skips nothing.
_DATABASES = {
    "sqlite": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": TEMP_DIR / "db.sqlite3",
        # A file, not memory: threads need connections of their own.
        "TEST": {"NAME": TEMP_DIR / "test.sqlite3"},
        "OPTIONS": {"timeout": 30},
    },
    "postgresql": {
        "ENGINE": "django.db.backends.postgresql",
        "PORT": os.environ.get("TEST_DB_PORT", "5432"),
        "USER": os.environ.get("TEST_DB_USER", "postgres"),
        # Not every server was set up for Unicode; template0 allows any encoding.
        "TEST": {"CHARSET": "UTF8", "TEMPLATE": "template0"},
    },
    "mariadb": {
        "ENGINE": "django.db.backends.mysql",
        "PORT": os.environ.get("TEST_DB_PORT", "3306"),
        "USER": os.environ.get("TEST_DB_USER", "root"),
        "OPTIONS": {"charset": "utf8mb4"},
        "TEST": {"CHARSET": "utf8mb4"},
    },
}
TEST_DATABASE = os.environ.get("TEST_DATABASE") or "sqlite"
if TEST_DATABASE not in _DATABASES:
    raise ImproperlyConfigured(
        f"TEST_DATABASE is {TEST_DATABASE!r}; it may be {', '.join(_DATABASES)}."
    )
DATABASES = {"default": _DATABASES[TEST_DATABASE]}
if TEST_DATABASE != "sqlite":
    DATABASES["default"] |= {
        "NAME": "support_tickets",
        "HOST": os.environ.get("TEST_DB_HOST", "127.0.0.1"),
        "PASSWORD": os.environ.get("TEST_DB_PASSWORD", ""),
    }

SECRET_KEY = "tests-only-and-long-enough-to-sign-tokens-with-hmac"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    # The pages work without it, and `tox -e bare` has not got it.
    *(["django_htmx"] if find_spec("django_htmx") else []),
    "django_support_tickets",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "tests.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = TEMP_DIR / "media"
MEDIA_URL = "/media/"
# Real hashing is slow by design, and no test is about passwords.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if django.VERSION >= (6, 1):
    # Without it Django warns that it will have none; test runners replace the backend.
    MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
STATIC_URL = "/static/"
# Tests that are about delivery say by whom; in all others nothing happens after commit.
SUPPORT_TICKETS = {"RELAY": "none"}
TIME_ZONE = "UTC"
USE_TZ = True
