from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from playwright.sync_api import expect
from serving import environment_in, prepared, running_server

from browser.chromium import running_chromium
from browser.desk import running_desk
from demo.people import GITA, PASSWORD, SITA, Person

SECONDS = 30  # for what takes one when nothing else runs on the machine
CLIENT = "support_tickets/client.js"

# What every page of these tests begins with.
BEGINNING = """async (address) => {
    window.library = await import(address);
    window.settled = (promise) => promise.then(
        (value) => ({ value }),
        ({ name, status, code, message, details, retryAfter, ticket }) =>
            ({ error: { name, status, code, message, details, retryAfter, ticket } }),
    );
    window.collected = async (items, most = Infinity) => {
        const found = [];
        for await (const item of items) if (found.push(item) >= most) break;
        return found;
    };
}"""

expect.set_options(timeout=SECONDS * 1000)


@pytest.fixture(scope="package")
def chromium():
    # No longer than these tests: while Playwright runs, Django takes this thread for async.
    with running_chromium() as browser:
        yield browser


@pytest.fixture(scope="package")
def example(chromium, tmp_path_factory):
    """The running example project: its address, that of client.js, and people's tokens."""
    folder = tmp_path_factory.mktemp("example") / "data"
    shutil.copytree(prepared(of_this_run(tmp_path_factory) / "example"), folder)
    unhurried = {"DJANGO_SETTINGS_MODULE": "tests.browser.unhurried"}
    environment = {**environment_in(folder), **unhurried}
    names = json.loads((folder / "static" / "staticfiles.json").read_text())["paths"]
    with running_server(environment, folder / "server.log") as address:
        yield SimpleNamespace(
            address=address,
            client=f"/static/{names[CLIENT]}",
            customer=log_in(address, SITA),
            agent=log_in(address, GITA),
        )


def of_this_run(tmp_path_factory) -> Path:
    """A folder that all workers of this run share."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


def log_in(address: str, person: Person) -> dict[str, str]:
    """Return the tokens, `access` and `refresh`."""
    login = {"email": person.email, "password": PASSWORD}
    return (
        httpx.post(f"{address}/api/auth/token/", json=login, timeout=SECONDS)
        .raise_for_status()
        .json()
    )


@pytest.fixture
def desk(chromium):
    with running_desk() as desk:
        yield desk


@pytest.fixture
def page_errors():
    """What was thrown on the page and caught by nobody; fails the test if it is left here."""
    errors = []
    yield errors
    assert not errors


@pytest.fixture
def blank_page(chromium, page_errors):
    """A page in a fresh profile."""
    with chromium.new_context() as context:
        page = context.new_page()
        page.set_default_timeout(SECONDS * 1000)
        page.on("pageerror", lambda error: page_errors.append(str(error)))
        yield page


@pytest.fixture
def desk_page(desk, blank_page):
    """A page of the desk on which `support` is a client that can get a new token."""
    blank_page.goto(f"{desk.address}/")
    blank_page.evaluate(BEGINNING, "/static/support_tickets/client.js")
    blank_page.evaluate(
        """() => {
            window.renewals = 0;
            window.support = new library.SupportClient({
                baseUrl: "/api/",
                token: () => "first",
                onUnauthorized: async () => `token ${++renewals}`,
            });
        }"""
    )
    return blank_page


@pytest.fixture
def page(example, blank_page):
    """A page of the example project on which `support` is the customer's client."""
    blank_page.goto(f"{example.address}/healthz/")
    blank_page.evaluate(BEGINNING, example.client)
    be(blank_page, example.customer)
    return blank_page


def be(page, tokens, options="{}") -> None:
    """Let `support` be the client of the person with these tokens."""
    page.evaluate(
        """([tokens, options]) => {
            window.tokens = tokens;
            window.support = new library.SupportClient({
                baseUrl: "/api/support/",
                token: async () => window.tokens.access,
                ...eval(`(${options})`),
            });
        }""",
        [tokens, options],
    )


@pytest.fixture
def as_agent(example):
    """What the agent does elsewhere."""
    headers = {"Authorization": f"Bearer {example.agent['access']}"}
    url = f"{example.address}/api/support/"
    with httpx.Client(base_url=url, headers=headers, timeout=SECONDS) as client:
        yield client


@pytest.fixture
def ticket(page):
    return open_ticket(page)


def open_ticket(page):
    """Open a ticket by the page's client."""
    return page.evaluate(
        """() => support.openTicket({
            title: "Cleaner did not come",
            category: "booking",
            message_text: "Nobody came this morning.",
        })"""
    )
