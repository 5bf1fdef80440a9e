"""A web process loads what its requests need, and nothing of the optional packages.

In a process of its own for each, because this one has loaded them all.
"""

import subprocess
import sys

import pytest

# The smallest host there is, which says nothing of us but the app's name.
START = """
import sys
sys.modules.update(dict.fromkeys({blocked}))  # as if they were not installed
import django
from django.conf import settings
settings.configure(
    INSTALLED_APPS=[
        "django.contrib.auth", "django.contrib.contenttypes", "rest_framework",
        "django_support_tickets",
    ],
    DATABASES={{"default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}}},
    ROOT_URLCONF="django_support_tickets.urls",
    USE_TZ=True,
)
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
print(*(name for name, module in sys.modules.items() if module))
"""
OPTIONAL = {
    "boto3",
    "celery",
    "channels",
    "django_htmx",
    "django_tasks",
    "drf_spectacular",
    "drf_yasg",
    "nh3",
    "redis",
}
OTHER_DOORS = {"admin", "contrib", "management", "testing", "ui"}


def loaded(*blocked: str) -> set[str]:
    command = [sys.executable, "-c", START.format(blocked=blocked)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.fixture(scope="module")
def of_the_smallest_host() -> set[str]:
    return loaded()


def test_urls_load_no_optional_package(of_the_smallest_host: set[str]) -> None:
    assert "django_support_tickets.api.views.tickets" in of_the_smallest_host
    assert of_the_smallest_host & OPTIONAL == set()


def test_urls_load_no_other_door(of_the_smallest_host: set[str]) -> None:
    doors = {f"django_support_tickets.{door}" for door in OTHER_DOORS}
    assert of_the_smallest_host & doors == set()


def test_without_the_extra_metrics_nothing_of_prometheus_is_loaded() -> None:
    names = loaded("prometheus_client")
    assert "django_support_tickets.monitoring.logs" in names
    assert {name for name in names if "prometheus" in name} == set()
    assert "django_support_tickets.monitoring.metrics" not in names
