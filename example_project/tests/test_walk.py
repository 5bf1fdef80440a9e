"""The walk, over real HTTP, against a server process with a database of its own."""

from __future__ import annotations

import pytest
from serving import environment_in, run, running_server


@pytest.fixture
def environment(tmp_path):
    return environment_in(tmp_path)


@pytest.fixture
def server(environment, tmp_path):
    run("manage.py", "migrate", "--verbosity=0", environment=environment)
    run("manage.py", "seed_demo", environment=environment)
    with running_server(environment, tmp_path / "server.log") as address:
        yield address


def test_walk(server, environment):
    printed = run("walk.py", server, environment=environment)

    assert printed.count("✓") == len(printed.splitlines())
    # The walk may be walked again on the same data.
    run("walk.py", server, environment=environment)


def test_seeding_twice_changes_nothing(environment):
    run("manage.py", "migrate", "--verbosity=0", environment=environment)
    first = run("manage.py", "seed_demo", environment=environment)
    before = run("manage.py", "dumpdata", "support_tickets", environment=environment)

    assert run("manage.py", "seed_demo", environment=environment) == first
    assert run("manage.py", "dumpdata", "support_tickets", environment=environment) == before
