"""The desk works wherever a host includes it."""

from typing import Any

import pytest
from django.urls import include, path

urlpatterns = [
    path("outer/", include(([path("help/", include("django_support_tickets.urls"))], "outer")))
]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_links_lead_back_through_the_hosts_namespaces(customer: Any, client_for: Any) -> None:
    body = {"title": "Hello", "category": "general", "message_text": "Is anybody there?"}
    client = client_for(customer)
    answer = client.post("/outer/help/tickets/", body, format="json")
    assert answer.status_code == 201
    assert client.get(answer["Location"]).json()["id"] == answer.json()["id"]
