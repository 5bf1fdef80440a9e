"""The process of django-helpdesk: reads a call a line, makes it and writes what it took.

Run by the Python of its own environment, where nothing of ours is installed.
"""

import json
import os
import sys
from importlib.metadata import version

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.helpdesk.settings"
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from benchmarks.helpdesk.data import TABLES  # noqa: E402
from benchmarks.turns import limit_statements, took  # noqa: E402

# The second makes settings for one person at a time; data.py does it for all in one statement.
FIRST = (("0001", False), ("0002", True))


def clients(people: dict[str, int]) -> dict[str, Client]:
    """Return a logged-in client for each."""
    found = {}
    for name, key in people.items():
        found[name] = Client()
        found[name].force_login(get_user_model().objects.get(pk=key))
    return found


def main() -> None:
    """Make the tables, say the version, then answer calls until there are no more."""
    for name, fake in FIRST:
        call_command("migrate", "helpdesk", name, fake=fake, verbosity=0)
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        cursor.execute("VACUUM (ANALYZE)")
    limit_statements()
    asking = clients(json.loads(sys.stdin.readline()))
    sys.stdout.write(f"{version('django-helpdesk')}\n")
    sys.stdout.flush()
    for line in sys.stdin:
        by, method, url, data = json.loads(line)
        client = asking[by]
        sys.stdout.write(json.dumps(took(client, method, url, data)) + "\n")
        sys.stdout.flush()


main()
