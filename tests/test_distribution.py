"""What is installed beside the package, and what the package brings with it."""

import os
from importlib.metadata import files, requires, version
from importlib.util import find_spec
from pathlib import Path

import pytest

import django_support_tickets

# Set by `tox -e bare` and `tox -e wheel`.
BARE = bool(os.environ.get("TEST_BARE"))
WHEEL = bool(os.environ.get("TEST_WHEEL"))
OPTIONAL = [
    "boto3",
    "celery",
    "django_tasks",
    "drf_spectacular",
    "drf_yasg",
    "moto",
    "nh3",
    "PIL",
    "prometheus_client",
    "redis",
    "rest_framework_simplejwt",
    "unfold",
]
SOURCE = Path(__file__).parent.parent / "src" / "django_support_tickets"


@pytest.mark.parametrize("name", OPTIONAL)
def test_optional_packages_are_there_but_in_a_bare_environment(name: str) -> None:
    """Tests skip what needs an absent package; this proves that it happens only there."""
    assert (find_spec(name) is None) is BARE


def test_the_core_needs_six_packages() -> None:
    core = [line for line in requires("django-support-tickets") or [] if "extra ==" not in line]
    assert sorted(line.split(">=")[0].lower() for line in core) == [
        "bleach",
        "django",
        "django-filter",
        "django-storages",
        "djangorestframework",
        "filetype",
    ]


def test_the_version_is_the_installed_one() -> None:
    assert version("django-support-tickets") == django_support_tickets.__version__


@pytest.mark.skipif(not WHEEL, reason="only the wheel environment installs the built wheel")
def test_the_wheel_is_what_is_tested_and_holds_every_file() -> None:
    assert SOURCE not in Path(django_support_tickets.__file__).parents
    packed = {str(path) for path in files("django-support-tickets") or []}
    wanted = {
        path.relative_to(SOURCE.parent).as_posix()
        for path in SOURCE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted <= packed
