"""Both schema generators take our endpoints beside the host's serializers of common names."""

from __future__ import annotations

import json
import re

import pytest
from django.core.management import call_command
from django.test import override_settings

ENDPOINTS = {
    "/meta/",
    "/tickets/",
    "/tickets/{id}/",
    "/tickets/{id}/messages/",
    "/tickets/{id}/attachments/",
    "/tickets/{id}/read/",
    "/tickets/{id}/assign/",
    "/tickets/{id}/escalate/",
    "/tickets/{id}/close/",
    "/tickets/{id}/reopen/",
    "/tickets/{id}/events/",
    "/agents/",
}
HOST_SERIALIZERS = {"Message", "MessageCreate", "UserBasic"}


def endpoints(schema) -> set[str]:
    """Our paths in a schema, whatever it calls the parameters and the part before ours."""
    paths = (path.rpartition("/support")[2] for path in schema["paths"])
    return {re.sub(r"\{\w+\}", "{id}", path) for path in paths}


@pytest.mark.django_db
def test_swagger_lists_our_endpoints(client, caplog):
    # drf-yasg fails on a second serializer of the same name, and on a parameter named twice.
    # A view that it cannot question it leaves half described, and says so in its log alone.
    schema = client.get("/swagger.json").json()

    assert [record.getMessage() for record in caplog.records] == []
    assert endpoints(schema) >= ENDPOINTS
    assert set(schema["definitions"]) >= HOST_SERIALIZERS


@pytest.mark.django_db
def test_swagger_page_is_served(client):
    assert client.get("/swagger/").status_code == 200


def test_openapi_schema_has_no_warnings(tmp_path):
    pytest.importorskip("drf_spectacular")
    file = tmp_path / "openapi.json"

    call_command(
        "spectacular", file=str(file), format="openapi-json", validate=True, fail_on_warn=True
    )

    assert endpoints(json.loads(file.read_text())) >= ENDPOINTS


@pytest.mark.django_db
def test_swagger_works_where_the_feature_is_off(client):
    with override_settings(FEATURE_FLAGS={"support": False}):
        assert client.get("/swagger.json").status_code == 200
