"""drf-yasg describes our calls beside a host's serializers of the most usual names."""

from typing import Any

import pytest
from django.urls import include, path
from rest_framework import serializers
from rest_framework.generics import CreateAPIView
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from tests.contract import CONTRACT

openapi = pytest.importorskip("drf_yasg.openapi")
generators = pytest.importorskip("drf_yasg.generators")


class UserBasicSerializer(serializers.Serializer[Any]):
    email = serializers.EmailField()


class MessageSerializer(serializers.Serializer[Any]):
    sender = UserBasicSerializer()


class MessageCreateSerializer(serializers.Serializer[Any]):
    answer_to = MessageSerializer()


class HostView(CreateAPIView[Any]):
    serializer_class = MessageCreateSerializer


# django-filter says so of its own part in this, and has it no more since 25.1.
pytestmark = pytest.mark.filterwarnings("ignore:Built-in schema generation is deprecated")

URLS = [
    path("messages/", HostView.as_view()),
    path("", include("django_support_tickets.urls")),
]
HOST_DEFINITIONS = {"MessageCreate", "Message", "UserBasic"}


def schema_for(request: Request | None) -> Any:
    info = openapi.Info(title="A host", default_version="v1")
    return generators.OpenAPISchemaGenerator(info, patterns=URLS).get_schema(request, public=True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "request_", [None, Request(APIRequestFactory().get("/"))], ids=["command", "anonymous"]
)
def test_every_call_is_described_without_a_complaint(
    request_: Request | None, caplog: pytest.LogCaptureFixture
) -> None:
    schema = schema_for(request_)
    # drf-yasg logs what a view cannot answer without a real request, and goes on without it.
    assert [record.getMessage() for record in caplog.records] == []
    described = {
        (url, method) for url, item in schema.paths.items() for method, _ in item.operations
    }
    ours = {(url, method) for url, item in CONTRACT["paths"].items() for method in item}
    assert described == ours | {("/messages/", "post")}


def test_the_hosts_serializers_keep_their_names() -> None:
    definitions = set(schema_for(None).definitions)
    assert definitions >= HOST_DEFINITIONS
    assert definitions >= {"SupportTicket", "SupportTicketDetail", "SupportMessage"}
