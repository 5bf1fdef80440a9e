"""Settings of notifications: what is wrong is named before anybody goes untold."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as django_settings

from django_support_tickets.checks import check_settings
from django_support_tickets.models import Ticket
from django_support_tickets.notifiers.wording import url_for
from django_support_tickets.policies.people import email_address, language, time_zone
from tests.notifying.conftest import Configure


class Person:
    """A person of a host whose people have nothing but what a test gives them."""

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)


class Account(Person):
    @classmethod
    def get_email_field_name(cls) -> str:
        return "address"


def by_role(ticket: Ticket, person: Any) -> str:
    return f"/{'mine' if person.pk == ticket.customer_id else 'queue'}/{ticket.reference}/"


@pytest.mark.parametrize(
    "value",
    [
        "",
        "https://shop.example/{id}",
        "/support/{reference}/",
        by_role,
        f"{__name__}.by_role",
    ],
    ids=["none", "address", "path", "callable", "path of a callable"],
)
def test_addresses_of_tickets_that_work(value: Any, desk: Configure) -> None:
    desk(TICKET_URL=value)
    assert check_settings() == []


@pytest.mark.parametrize(
    "value", ["https://shop.example/", "/{pk}/", "/{", "shop.nowhere", 7, "/{id.x}/"], ids=str
)
def test_addresses_that_lead_to_no_ticket_are_reported(value: Any, desk: Configure) -> None:
    desk(TICKET_URL=value)
    assert [found.id for found in check_settings()] == ["support_tickets.E016"]


@pytest.mark.parametrize(
    "key", ["USER_EMAIL", "USER_LANGUAGE", "USER_TIMEZONE", "NOTIFICATION_PREFERENCES"]
)
def test_a_path_that_leads_nowhere_is_reported(key: str, desk: Configure) -> None:
    desk(**{key: "shop.nowhere"})
    (found,) = check_settings()
    assert found.id == "support_tickets.E004"
    assert key in found.msg


def test_customers_and_agents_can_have_addresses_of_their_own(
    ticket: Ticket, customer: Any, agent: Any, desk: Configure
) -> None:
    desk(TICKET_URL=f"{__name__}.by_role")
    assert url_for(ticket, customer) == f"/mine/{ticket.reference}/"
    assert url_for(ticket, agent) == f"/queue/{ticket.reference}/"
    desk(TICKET_URL="")
    assert url_for(ticket, customer) == ""


@pytest.mark.parametrize(
    ("person", "address"),
    [
        (Person(), ""),
        (Person(email=None), ""),
        (Person(email="a@shop.example"), "a@shop.example"),
        (Account(address="b@shop.example", email="a@shop.example"), "b@shop.example"),
    ],
    ids=["nothing", "none", "email", "user model"],
)
def test_an_address_is_found_on_people_of_any_model(person: Any, address: str) -> None:
    assert email_address(person) == address


@pytest.mark.parametrize("value", [None, "", "xx", "../../etc", 7, "x" * 600])
def test_without_a_language_of_the_site_people_are_told_in_the_sites(value: Any) -> None:
    assert language(Person(language=value)) == django_settings.LANGUAGE_CODE


def test_a_person_may_have_a_language() -> None:
    assert language(Person(language="ne")) == "ne"
    assert language(Person(language="de-at")) == "de"
    assert language(Person()) == django_settings.LANGUAGE_CODE


@pytest.mark.parametrize("value", [None, "", "Mars/Base", "../etc/passwd", "\0", 7])
def test_without_a_known_clock_people_are_told_the_sites_time(value: Any) -> None:
    assert str(time_zone(Person(timezone=value))) == django_settings.TIME_ZONE


def test_a_person_may_have_a_clock() -> None:
    kathmandu = ZoneInfo("Asia/Kathmandu")
    assert time_zone(Person(timezone="Asia/Kathmandu")) == kathmandu
    assert time_zone(Person(timezone=kathmandu)) is kathmandu
