"""Our endpoints keep the habits of the host's API: throttles, pages, the feature flag."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient
from rest_framework.throttling import SimpleRateThrottle

from accounts.views import LoginView

TICKETS = "/api/support/tickets/"


def open_ticket(api, **extra):
    data = {"title": "A title", "category": "payment", "message_text": "Paid twice.", **extra}
    return api.post(TICKETS, data, format="json")


def test_reading_and_writing_work_under_the_hosts_scoped_throttle(customer_api):
    # A `throttle_scope` of ours would not be in the host's rates: 500 to every request.
    assert open_ticket(customer_api).status_code == 201
    for path in ("meta/", "tickets/"):
        assert customer_api.get(f"/api/support/{path}").status_code == 200


def test_the_hosts_own_throttles_count_for_us_too(customer_api, monkeypatch):
    monkeypatch.setitem(SimpleRateThrottle.THROTTLE_RATES, "user", "2/hour")

    answers = [customer_api.get(TICKETS) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].json()["error"] == "rate_limit_exceeded"
    assert answers[-1].json()["retry_after"] > 0


@pytest.mark.django_db
def test_the_hosts_scoped_throttle_is_in_force():
    assert LoginView.throttle_scope in SimpleRateThrottle.THROTTLE_RATES
    cache.clear()
    assert APIClient().post("/api/auth/token/", {}).status_code == 400


def test_lists_have_the_hosts_page_shape(customer_api):
    for _ in range(11):
        assert open_ticket(customer_api).status_code == 201

    page = customer_api.get(TICKETS, {"page": 2}).json()

    assert list(page) == ["count", "total_pages", "current_page", "next", "previous", "results"]
    assert (page["count"], page["total_pages"], page["current_page"]) == (11, 2, 2)
    assert len(page["results"]) == 1
    assert customer_api.get(TICKETS, {"page_size": 3}).json()["total_pages"] == 4
    assert customer_api.get(TICKETS, {"page": 999}).status_code == 404


def test_the_feature_flag_turns_the_desk_off(customer_api, settings):
    settings.FEATURE_FLAGS = {"support": False}

    for answer in (customer_api.get(TICKETS), open_ticket(customer_api)):
        assert answer.status_code == 503
        assert answer.json()["error"] == "disabled"


def test_names_come_from_the_hosts_full_name(customer_api):
    assert open_ticket(customer_api).json()["customer"]["name"] == "Sita Sharma"


def test_the_card_line_of_the_hosts_support_page_fits_on_the_ticket(customer_api):
    line = {"service": "Home cleaning", "provider": "Himal Home Services"}

    open_ticket(customer_api, metadata=line)

    assert customer_api.get(TICKETS).json()["results"][0]["metadata"] == line


def test_categories_are_the_hosts(customer_api):
    assert open_ticket(customer_api, category="billing").status_code == 400
    assert open_ticket(customer_api, category="booking").status_code == 201
