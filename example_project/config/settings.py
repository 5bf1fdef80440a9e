"""
Settings of a small marketplace that imitates SewaBazaar, the host this package was written for.

Whatever looks odd here is odd on purpose: it is what the real host does (see README.md), so a
test of ours fails where the real host would.
"""

from __future__ import annotations

import os
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

import django

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("EXAMPLE_DATA_DIR") or BASE_DIR / "var").resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = os.environ.get("EXAMPLE_DEBUG", "1") == "1"
# Not a secret: this project is a demo and never serves real people.
SECRET_KEY = "example-project-key-that-is-long-enough-for-hs256-and-worth-nothing"
ALLOWED_HOSTS = ["*"]

HAS_UNFOLD = find_spec("unfold") is not None
HAS_SPECTACULAR = find_spec("drf_spectacular") is not None
HAS_WHITENOISE = find_spec("whitenoise") is not None
HAS_HTMX = find_spec("django_htmx") is not None

INSTALLED_APPS = [
    # Before django.contrib.admin, because it replaces that app's templates.
    *(["unfold"] if HAS_UNFOLD else []),
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "drf_yasg",
    *(["drf_spectacular"] if HAS_SPECTACULAR else []),
    *(["django_htmx"] if HAS_HTMX else []),
    "accounts",
    "marketplace",
    "notifications",
    "django_support_tickets",
    "demo",
]

# No LocaleMiddleware: the host answers everyone in LANGUAGE_CODE.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    *(["whitenoise.middleware.WhiteNoiseMiddleware"] if HAS_WHITENOISE else []),
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.security.content_security_policy",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
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

# A writer that begins by reading cannot wait for the lock that another writer holds: SQLite
# refuses it at once. IMMEDIATE takes the lock first; Django 4.2 has no option for it.
SQLITE_OPTIONS = {"timeout": 20}
if django.VERSION >= (5, 1):
    SQLITE_OPTIONS["transaction_mode"] = "IMMEDIATE"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "db.sqlite3",
        "OPTIONS": SQLITE_OPTIONS,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Per process, and the sessions live in it: nothing of ours may rely on a shared cache.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SESSION_ENGINE = "django.contrib.sessions.backends.cache"

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "login"

LANGUAGE_CODE = os.environ.get("EXAMPLE_LANGUAGE", "en-us")
TIME_ZONE = (
    "Asia/Kathmandu"  # +05:45: a quarter of an hour finds date arithmetic that whole hours hide.
)
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns of a folder that is not there.
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"

FILE_BACKEND = "django.core.files.storage.FileSystemStorage"
STATIC_BACKEND = "django.contrib.staticfiles.storage.StaticFilesStorage"
if HAS_WHITENOISE and not DEBUG:
    STATIC_BACKEND = "whitenoise.storage.CompressedManifestStaticFilesStorage"
if django.VERSION >= (5, 1):
    STORAGES = {"default": {"BACKEND": FILE_BACKEND}, "staticfiles": {"BACKEND": STATIC_BACKEND}}
else:
    # The host has these two, and Django refuses STORAGES beside them: our own storage
    # setting has to work without STORAGES.
    DEFAULT_FILE_STORAGE = FILE_BACKEND
    STATICFILES_STORAGE = STATIC_BACKEND

# The real host's mail server cannot be reached in development; here mails become files.
MAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
MAIL_DIR = DATA_DIR / "mail"
if django.VERSION >= (6, 1):
    MAILERS = {"default": {"BACKEND": MAIL_BACKEND, "OPTIONS": {"file_path": MAIL_DIR}}}
else:
    EMAIL_BACKEND, EMAIL_FILE_PATH = MAIL_BACKEND, MAIL_DIR
DEFAULT_FROM_EMAIL = "Example marketplace <support@marketplace.example>"

# Only the 'django' logger is shown: what our loggers say at INFO is not seen here.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {"django": {"handlers": ["console"], "level": "INFO"}},
}

REST_FRAMEWORK = {
    # JWT only: somebody logged in to the admin cannot call the API with that session.
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework_simplejwt.authentication.JWTAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_FILTER_BACKENDS": [
        "django_filters.rest_framework.DjangoFilterBackend",
        "rest_framework.filters.SearchFilter",
        "rest_framework.filters.OrderingFilter",
    ],
    "DEFAULT_PAGINATION_CLASS": "config.pagination.HostPagination",
    "PAGE_SIZE": 10,
    # ScopedRateThrottle knows the host's scopes alone: a view of ours that sets a
    # `throttle_scope` answers every request with 500.
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
        "rest_framework.throttling.ScopedRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"anon": "1000/hour", "user": "5000/hour", "login": "300/minute"},
}
if HAS_SPECTACULAR:
    REST_FRAMEWORK["DEFAULT_SCHEMA_CLASS"] = "drf_spectacular.openapi.AutoSchema"
    SPECTACULAR_SETTINGS = {
        "TITLE": "Example marketplace",
        "VERSION": "1.0.0",
        # The generator warns of two names for one choice, and of two choices called "priority".
        "ENUM_NAME_OVERRIDES": {
            "NotificationTypeEnum": "notifications.models.Notification.Type",
            "SupportPriorityEnum": [
                ("low", "Low"),
                ("medium", "Medium"),
                ("high", "High"),
                ("urgent", "Urgent"),
            ],
        },
    }

SIMPLE_JWT = {"ACCESS_TOKEN_LIFETIME": timedelta(hours=1)}
SWAGGER_SETTINGS = {
    "SECURITY_DEFINITIONS": {
        "Bearer": {"type": "apiKey", "name": "Authorization", "in": "header"},
    }
}

FEATURE_FLAGS = {"support": True, "vouchers": False}

SUPPORT_TICKETS = {
    "CATEGORIES": [
        ("booking", "Booking"),
        ("payment", "Payment"),
        ("service", "Service"),
        ("general", "General"),
    ],
    "USER_DISPLAY": "config.support.display_name",
    "ENABLED": "config.support.is_enabled",
    "BASE_TEMPLATE": "support_base.html",
    # The host has notifications of its own, so ours are off; mails are ours.
    "NOTIFIERS": {
        "host": {"BACKEND": "notifications.support.HostNotifier"},
        "email": {"BACKEND": "django_support_tickets.notifiers.email.EmailNotifier"},
    },
    "NOTIFICATION_PREFERENCES": "notifications.support.wants",
    # One process, so that memory is bus enough.
    "REALTIME": {"WEBSOCKET_URL": "/ws/support/", "CUSTOMERS_SEE_TYPING": True},
    "TICKET_URL": "http://localhost:3000/dashboard/support/{id}",
}
