"""Bad settings fail ``manage.py check`` in words that name the key and the fix."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from django_support_tickets.conf import DEFAULT_LIMITS, DEFAULT_THROTTLES, KEYS, host_values

ROOT = Path(__file__).parent.parent
# What is wrong with a key, and a word of the fix that the message must have beside the key.
BAD: dict[str, tuple[dict[str, Any], str]] = {
    "a typing error": ({"POLICYY": "x"}, "Did you mean 'POLICY'"),
    "lower case": ({"storage": "default"}, "Did you mean 'STORAGE'"),
    "a key of nobody": ({"COLOUR": "blue"}, "Known: "),
    "a list of limits": ({"LIMITS": [1]}, "Give a dict"),
    "a limit of nobody": ({"LIMITS": {"file_sise": 1}}, "Did you mean 'file_size'"),
    "no room": ({"LIMITS": {"message_length": 0}}, "above 0"),
    "types in words": ({"LIMITS": {"content_types": "image/png"}}, "Give a list"),
    "no types": ({"LIMITS": {"content_types": None}}, "Give a list"),
    "a size that is true": ({"LIMITS": {"file_size": True}}, "above 0"),
    "an unknown type": ({"LIMITS": {"content_types": ["image/svg+xml"]}}, "image/png"),
    "a policy that is not there": ({"POLICY": "nowhere.Policy"}, "importable"),
    "a policy that is none": ({"POLICY": "decimal.Decimal"}, "SupportPolicy"),
    "a policy with open questions": (
        {"POLICY": "django_support_tickets.policies.base.BasePolicy"}, "Define "
    ),
    "a class in place of its path": ({"POLICY": object}, "Give a str"),
    "no sanitizer": ({"SANITIZER": None}, "Give a str"),
    "a sanitizer that is not there": ({"SANITIZER": "bleach"}, "importable"),
    "an unknown model": ({"USER_MODEL": "nowhere.Person"}, "app_label.Model"),
    "an unknown storage": ({"STORAGE": "s3"}, "Known aliases"),
    "a number for a storage": ({"STORAGE": 5}, "Give a str or Callable"),
    "a retention of nothing": ({"RETENTION": {"orphaned_files": 0}}, "days above 0"),
    "a retention of nobody": ({"RETENTION": {"x": 1}}, "Known: unclaimed_files"),
    "uploads for ever": ({"RETENTION": {"unclaimed_files": None}}, "days above 0"),
    "tickets for no day": ({"RETENTION": {"closed_tickets": 0}}, "or None to keep"),
    "deliveries for an eternity": ({"RETENTION": {"deliveries": 10**9}}, "or None to keep"),
    "a module for a sanitizer": ({"SANITIZER": "os.path"}, "a class or a function"),
    "numbers for authentication": ({"AUTHENTICATION_CLASSES": [5]}, "dotted path"),
    "a storage that is not there": ({"STORAGE": "nowhere.Storage"}, "importable"),
    "categories without labels": ({"CATEGORIES": ["billing"]}, "pairs"),
    "no categories": ({"CATEGORIES": []}, "pairs"),
    "a number of categories": ({"CATEGORIES": 5}, "pairs"),
    "a category with a comma": ({"CATEGORIES": [("a,b", "A, B")]}, "no comma"),
    "an unknown priority": ({"CUSTOMER_PRIORITIES": ["medium", "huge"]}, "urgent"),
    "no default priority": ({"CUSTOMER_PRIORITIES": ["low"]}, "'medium' must be one"),
    "an odd rate": ({"THROTTLES": {"write": "often"}}, "30/min"),
    "a rate of zero": ({"THROTTLES": {"write": "0/min"}}, "30/min"),
    "a throttle of nobody": ({"THROTTLES": {"writes": "1/min"}}, "Did you mean 'write'"),
    "a notifier without backend": ({"NOTIFIERS": {"x": {}}}, "BACKEND"),
    "a bus that is not there": ({"REALTIME": {"BACKEND": "nowhere.Bus"}}, "imported"),
    "a bus that is none": ({"REALTIME": {"BACKEND": "decimal.Decimal"}}, "BaseBus"),
    "an option of no bus": ({"REALTIME": {"OPTIONS": {"a": 1}}}, "OPTIONS"),
    "no heartbeat": ({"REALTIME": {"HEARTBEAT": 0}}, "above 0"),
    "a stream that looks dead": ({"REALTIME": {"HEARTBEAT": 41}}, "at most 40"),
    "a value of no bus": ({"REALTIME": {"HEARTBEATS": 1}}, "Did you mean 'HEARTBEAT'"),
    "no end to a path": ({"REALTIME": {"WEBSOCKET_URL": "/ws"}}, "slash"),
    "a link that never works": ({"LINK_LIFETIME": 0}, "seconds"),
    "a lifetime in words": ({"LINK_LIFETIME": "5 minutes"}, "Give a int"),
    "a layout that is not there": ({"BASE_TEMPLATE": "nowhere.html"}, "name of a template"),
    "a layout that is no name": ({"BASE_TEMPLATE": None}, "Give a str"),
    "an unknown page class": ({"PAGINATION_CLASS": "nowhere.Pages"}, "importable"),
    "an unknown authentication": ({"AUTHENTICATION_CLASSES": ["nowhere.Auth"]}, "importable"),
    "a flag that is not there": ({"ENABLED": "nowhere.flag"}, "importable"),
    "a function for a page class": ({"PAGINATION_CLASS": "os.getcwd"}, "BasePagination"),
    "pages by a column": (
        {"PAGINATION_CLASS": "rest_framework.pagination.CursorPagination"}, "numbered pages"
    ),
    "a function for authentication": (
        {"AUTHENTICATION_CLASSES": ["os.getcwd"]}, "BaseAuthentication"
    ),
    "a function of categories that fails": ({"CATEGORIES": lambda: 1 / 0}, "pairs"),
    "a link for ever": ({"LINK_LIFETIME": 10**20}, "seconds"),
}  # fmt: skip

pytestmark = pytest.mark.django_db  # Django 6.1 looks at the database in every check


@pytest.mark.parametrize("case", BAD)
def test_a_bad_setting_fails_the_check_by_its_key_with_the_fix(case: str, settings: Any) -> None:
    values, fix = BAD[case]
    settings.SUPPORT_TICKETS = {**host_values(), **values}
    with pytest.raises(SystemCheckError) as caught:
        call_command("check")
    (key,) = values
    assert repr(key) in str(caught.value)
    assert fix in str(caught.value)
    assert "support_tickets.E0" in str(caught.value)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ("SUPPORT_TICKETS = 5", "SUPPORT_TICKETS is not a dict"),
        ("SUPPORT_TICKETS = ['POLICY']", "SUPPORT_TICKETS is not a dict"),
        ("SUPPORT_TICKETS = {'RELAY': [5]}", "SUPPORT_TICKETS['RELAY'] is [5]"),
        ("SUPPORT_TICKETS = {'USER_MODEL': 5}", "SUPPORT_TICKETS['USER_MODEL'] is 5"),
    ],
)
def test_what_start_up_reads_is_named_too_when_it_is_wrong(
    tmp_path: Path, wrong: str, named: str
) -> None:
    """These are read before any check runs."""
    (tmp_path / "wrong_host.py").write_text(f"from tests.settings import *\n{wrong}\n")
    done = subprocess.run(
        [sys.executable, "-m", "django", "check"],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "wrong_host",
            "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)]),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert named in done.stderr


def test_settings_that_are_no_dict_fail_the_check(settings: Any) -> None:
    settings.SUPPORT_TICKETS = ["POLICY"]
    with pytest.raises(SystemCheckError, match="SUPPORT_TICKETS is not a dict"):
        call_command("check")


ODD = (
    None,
    True,
    -1,
    "",
    "a.b",
    [],
    [5],
    (),
    {},
    {5: 5},
    {"a": 5},
    {"BACKEND": 5},
    object,
    object(),
)
ODD_INSIDE = {
    "LIMITS": DEFAULT_LIMITS,
    "THROTTLES": DEFAULT_THROTTLES,
    "NOTIFIERS": ["email"],
    "SCANNER": ["BACKEND", "OPTIONS", "FAIL_OPEN"],
}


@pytest.mark.parametrize("key", KEYS)
def test_no_value_breaks_the_check_itself(key: str, settings: Any) -> None:
    """Whatever stands there is fine or named: an operator never sees a traceback."""
    inside = [{inner: odd} for inner in ODD_INSIDE.get(key, ()) for odd in ODD]
    for value in (*ODD, *inside):
        settings.SUPPORT_TICKETS = {**host_values(), key: value}
        try:
            call_command("check")
        except SystemCheckError as error:
            assert repr(key) in str(error)  # noqa: PT017 - passing is right, too


GOOD: dict[str, Any] = {
    "categories by callable": {"CATEGORIES": lambda: [("booking", "Booking")]},
    "a table of categories that is empty": {"CATEGORIES": list},
    "limits in part": {"LIMITS": {"message_length": 10}},
    "no throttle": {"THROTTLES": {"write": None}},
    "switched off": {"ENABLED": False},
    "a storage by path": {"STORAGE": "tests.samples.BareStorage"},
}


@pytest.mark.parametrize("case", GOOD)
def test_good_settings_pass_the_check(case: str, settings: Any) -> None:
    settings.SUPPORT_TICKETS = {**host_values(), **GOOD[case]}
    call_command("check")


def in_a_host(tmp_path: Path, program: str, **values: Any) -> str:
    """Run Django code in a process of its own, on a host like the present one but for ``values``.

    In this process the models are made already, so settings that reach into them would not show.
    """
    base = os.environ["DJANGO_SETTINGS_MODULE"]
    (tmp_path / "changed_host.py").write_text(
        f"from {base} import *\nimport {base} as base\n"
        f"SUPPORT_TICKETS = {{**getattr(base, 'SUPPORT_TICKETS', {{}}), **{values!r}}}\n"
        "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3',"
        f" 'NAME': {str(tmp_path / 'db.sqlite3')!r}}}}}\n"
    )
    paths = os.pathsep.join(
        [str(tmp_path), str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"import django\ndjango.setup()\n{program}"],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "changed_host", "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_categories_of_a_table_do_not_stop_the_command_that_makes_it(tmp_path: Path) -> None:
    in_a_host(
        tmp_path,
        "from django.core.management import call_command\n"
        "call_command('migrate', verbosity=0, skip_checks=False)\n"
        "call_command('check')\n",
        CATEGORIES="tests.projects.extended.hooks.categories_of_a_table",
    )


def test_no_setting_of_the_host_asks_for_a_migration(tmp_path: Path) -> None:
    """Invariant 12."""
    out = in_a_host(
        tmp_path,
        "from django.core.management import call_command\n"
        "call_command('makemigrations', 'support_tickets', '--check', '--dry-run')\n",
        CATEGORIES=[("booking", "Booking"), ("payment", "Payment")],
        CUSTOMER_PRIORITIES=["low", "medium"],
        LIMITS={"message_length": 10, "file_size": 10, "files_per_message": 1},
        STORAGE="tests.samples.BareStorage",
    )
    assert "No changes detected" in out


def test_migrations_can_be_undone_and_done_again(tmp_path: Path) -> None:
    """Invariant 12."""
    out = in_a_host(
        tmp_path,
        "from django.core.management import call_command\n"
        "from django.db import connection\n"
        "def tables():\n"
        "    names = connection.introspection.table_names()\n"
        "    print(len([n for n in names if n.startswith('support_tickets_')]))\n"
        "call_command('migrate', verbosity=0); tables()\n"
        "call_command('migrate', 'support_tickets', 'zero', verbosity=0); tables()\n"
        "call_command('migrate', verbosity=0); tables()\n",
    )
    first, none, again = map(int, out.split())
    assert (none, again) == (0, first)
    assert first > 4
