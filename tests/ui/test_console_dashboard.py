"""The dashboard: the figures of the API, drawn, in tables and as a file."""

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from django_support_tickets import actions
from django_support_tickets.actors import SYSTEM
from django_support_tickets.policies import actor_of
from django_support_tickets.ui.console.export import safe_cell
from tests.factories import TicketFactory
from tests.ui.desk import page, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(browser_of: Callable[[Any], Client], agent: Any) -> Client:
    return browser_of(agent)


def worked(agent: Any, number: int) -> None:
    for _ in range(number):
        ticket = TicketFactory(category="billing")
        actions.post_message(ticket, by=actor_of(agent), message_text="Hello")
        actions.assign_ticket(ticket, by=SYSTEM, agent=agent)
        actions.change_status(ticket, by=SYSTEM, status="resolved")


def rows_of(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_it_shows_the_figures_of_the_api(
    desk: Client, agent: Any, client_for: Callable[[Any], APIClient]
) -> None:
    worked(agent, 2)
    TicketFactory()
    figures = client_for(agent).get("/api/support/stats/").json()
    text = words_of(desk.get(page("dashboard")))
    tiles = dict(re.findall(r'desk-label">([^<]*)</span> <b>([^<]*)</b>', text))
    assert tiles["Opened"] == str(figures["volumes"]["opened"]) == "3"
    assert tiles["Resolved"] == str(figures["volumes"]["resolved"]) == "2"
    assert tiles["Open now"] == tiles["Unassigned"] == "1"
    assert tiles["Resolution rate"] == "66.7 %"
    assert text.count("<svg") >= 5
    assert "style=" not in text


def test_every_chart_has_its_table(desk: Client) -> None:
    TicketFactory()
    text = words_of(desk.get(page("dashboard")))
    captions = re.findall(r"<caption[^>]*>([^<]*)</caption>", text)
    assert captions[:2] == ["Each day", "Open now, by priority"]
    assert len(captions) == 6
    assert len(re.findall(r'<th scope="row">', text.partition("Each day</caption>")[2])) > 30
    for svg in re.findall(r"<svg[^>]*>", text):
        assert 'aria-hidden="true"' in svg or "focusable" in svg


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?from=2026-02-02&to=2026-01-01", "This is after the last day."),
        ("?from=2020-01-01&to=2026-01-01", "Ask for at most 366 days."),
        ("?from=yesterday", "Enter a date such as 2026-03-31."),
        ("?tz=Nowhere", "Enter a time zone such as Asia/Kathmandu."),
    ],
)
def test_days_that_are_none_are_told(query: str, words: str, desk: Client) -> None:
    answer = desk.get(f"{page('dashboard')}{query}")
    assert answer.status_code == 400
    assert words in words_of(answer)
    assert desk.get(f"{page('dashboard-export')}{query}").status_code == 400


def test_days_are_those_of_the_readers_clock(desk: Client, desk_settings: Any) -> None:
    desk_settings(USER_TIMEZONE="tests.ui.test_console_dashboard.far_east")
    assert "on the clock of Pacific/Kiritimati" in words_of(desk.get(page("dashboard")))


def far_east(_person: Any) -> Any:
    import zoneinfo  # noqa: PLC0415

    return zoneinfo.ZoneInfo("Pacific/Kiritimati")


@pytest.fixture
def desk_settings(settings: Any) -> Callable[..., None]:
    def set_keys(**keys: Any) -> None:
        settings.SUPPORT_TICKETS = {**settings.SUPPORT_TICKETS, **keys}

    return set_keys


def test_the_file_has_the_same_numbers(desk: Client, agent: Any) -> None:
    worked(agent, 2)
    answer = desk.get(page("dashboard-export"), {"from": "2026-01-01", "to": "2026-12-31"})
    assert answer["Content-Disposition"].endswith('support-2026-01-01-2026-12-31.csv"')
    head, *rows = rows_of(answer)
    assert head == ["figure", "of", "measure", "value"]
    found = {(figure, of, measure): value for figure, of, measure, value in rows}
    assert found["volume", "opened", "tickets"] == "2"
    assert found["opened_by_category", "billing", "tickets"] == "2"
    assert found["agent", actor_of(agent).name, "resolved"] == "2"
    assert len([row for row in rows if row[0] == "day"]) == 2 * 365


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_is_a_formula(start: str) -> None:
    assert safe_cell(f"{start}1+1") == f"'{start}1+1"
    assert safe_cell("a=1") == "a=1"
    assert safe_cell(-1) == -1


def test_a_name_that_is_a_formula_arrives_as_text(
    desk: Client, agent: Any, desk_settings: Any
) -> None:
    desk_settings(USER_DISPLAY="tests.ui.test_console_dashboard.formula")
    worked(agent, 1)
    names = {row[1] for row in rows_of(desk.get(page("dashboard-export"))) if "agent" in row[0]}
    assert names == {"'=cmd|' /C calc'!A0"}


def formula(_person: Any) -> str:
    return "=cmd|' /C calc'!A0"


def test_the_number_of_queries_does_not_grow(desk: Client, agent: Any, other_agent: Any) -> None:
    """Invariant 22."""

    def queries(name: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            desk.get(page(name))
        return len(captured)

    worked(agent, 1)
    before = [queries(name) for name in ("dashboard", "dashboard-export")]
    worked(agent, 5)
    worked(other_agent, 5)
    assert [queries(name) for name in ("dashboard", "dashboard-export")] == before
