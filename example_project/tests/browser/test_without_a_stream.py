"""The pages where the host speaks WSGI, so that nothing streams, and where it speaks Nepali."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

pytest.importorskip("axe_playwright_python")
pytest.importorskip("django_htmx")

from django.utils import translation
from django.utils.formats import date_format
from playwright.sync_api import expect
from serving import EXAMPLE, environment_in, free_port, run, wait_until_open

from browser.conftest import SECONDS
from browser.pages import look_at, ready
from demo.people import GITA, PASSWORD, SITA

MAKE = """
from accounts.models import User
for email, first_name, is_staff in {people}:
    User.objects.create_user(email, {password!r}, first_name=first_name, is_staff=is_staff)
"""
AFTER_A_QUESTION = 16_000  # milliseconds: the page asks each 15 seconds


@contextmanager
def served_by_wsgi(folder, **more):
    """Serve an example project with a customer and an agent, and without tickets."""
    environment = {**environment_in(folder), "EXAMPLE_DEBUG": "1", **more}
    people = [(each.email, each.first_name, each.is_staff) for each in (SITA, GITA)]
    run("manage.py", "migrate", "--verbosity=0", environment=environment)
    make = MAKE.format(people=people, password=PASSWORD)
    run("manage.py", "shell", "-c", make, environment=environment)
    port = free_port()
    command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(command, cwd=EXAMPLE, env=environment, stdout=log, stderr=log)
        try:
            wait_until_open(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=10)


@pytest.fixture
def pages(chromium):
    """Pages in two profiles: the customer's and the agent's."""
    with chromium.new_context() as one, chromium.new_context() as other:
        pages = one.new_page(), other.new_page()
        for page in pages:
            page.set_default_timeout(SECONDS * 1000)
        yield pages


def log_in(page, address, person) -> None:
    """Log in, whatever the language."""
    page.goto(f"{address}/support/")
    page.locator("[name=username]").fill(person.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main [type=submit]").click()
    page.wait_for_url(f"{address}/support/**")
    page.locator("h1").wait_for()


def open_ticket(page, address, title) -> None:
    page.goto(f"{address}/support/tickets/new/")
    ready(page)
    page.locator("[name=title]").fill(title)
    page.locator("[name=message_text]").fill("It drips.")
    page.locator("main form[data-support-ready] [type=submit]").click()
    page.locator("article").wait_for()
    ready(page)


def open_first_at_desk(page, address) -> None:
    page.goto(f"{address}/support/desk/")
    page.locator(".desk-row .support-row-link").first.click()
    ready(page)


def test_the_core_of_both_journeys_without_a_stream(tmp_path, pages):
    customer, agent = pages
    customer.clock.install()
    with served_by_wsgi(tmp_path) as address:
        log_in(customer, address, SITA)
        open_ticket(customer, address, "The tap")
        assert customer.locator("article[data-stream]").count() == 0
        ready(customer)
        log_in(agent, address, GITA)
        open_first_at_desk(agent, address)
        agent.get_by_label("Your words").fill("We come at noon.")
        agent.get_by_role("button", name="Send reply").click()
        expect(agent.locator(".support-message.is-mine:not(.is-pending)")).to_have_count(1)
        customer.clock.run_for(AFTER_A_QUESTION)
        expect(customer.get_by_text("We come at noon.", exact=True)).to_be_visible()
        customer.get_by_label("Your message").fill("Thank you.")
        customer.get_by_role("button", name="Send").click()
        expect(customer.locator(".support-message.is-mine:not(.is-pending)")).to_have_count(2)
        agent.reload()
        expect(agent.get_by_text("Thank you.", exact=True)).to_be_visible()
        agent.get_by_label("Status").select_option("resolved")
        agent.get_by_role("button", name="Save").click()
        expect(agent.locator(".support-status")).to_have_text("Resolved")
        customer.reload()
        expect(customer.locator(".support-status")).to_have_text("Resolved")


def test_nepali_keeps_nobody_out_and_has_the_dates_of_its_reader(tmp_path, pages):
    customer, agent = pages
    with served_by_wsgi(tmp_path, EXAMPLE_LANGUAGE="ne") as address:
        log_in(customer, address, SITA)
        look_at(customer, "no-tickets-ne")
        open_ticket(customer, address, "धारा चुहिन्छ")
        look_at(customer, "ticket-ne")
        customer.goto(f"{address}/support/tickets/")
        look_at(customer, "list-ne")
        log_in(agent, address, GITA)
        expect(agent.locator("html")).to_have_attribute("lang", "ne")
        for name in ("", "dashboard/", "canned/", "canned/new/", "notifications/"):
            agent.goto(f"{address}/support/desk/{name}")
            look_at(agent, f"desk-{name.replace('/', '-')}ne")
        open_first_at_desk(agent, address)
        look_at(agent, "desk-ticket-ne")
        moment = agent.locator(".support-sent time").first.get_attribute("datetime")
        assert moment.endswith("+05:45")
        day = datetime.fromisoformat(moment).astimezone(ZoneInfo("Asia/Kathmandu")).date()
        with translation.override("ne"):
            expect(agent.locator(".support-day")).to_have_text(date_format(day, "DATE_FORMAT"))
