"""What the quick serializers write is what REST framework would write, also of hosts' own kinds."""

from typing import Any

import pytest
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from django_support_tickets.actors import Actor
from django_support_tickets.api.serializers import (
    SupportTicketDetailSerializer,
    SupportTicketSerializer,
)
from django_support_tickets.models import Ticket
from django_support_tickets.policies import actor_for
from tests.calls import reply, text_file, upload
from tests.factories import user_of

pytestmark = pytest.mark.usefixtures("media")


class Renamed(serializers.CharField):
    def to_representation(self, value: Any) -> str:
        return f"{self.context['request'].method} {value}"


class OtherFields(SupportTicketDetailSerializer):
    """A host's own field, its own class for one of ours, a method and a path to a value."""

    title = Renamed()
    customer = serializers.SerializerMethodField()
    place = serializers.CharField(source="metadata.place", default=None)
    label = serializers.CharField(source="get_status_display")
    missing = serializers.CharField(source="nobody_has_this", required=False)

    class Meta(SupportTicketDetailSerializer.Meta):
        fields = (*SupportTicketDetailSerializer.Meta.fields, "place", "label", "missing")

    def get_customer(self, ticket: Ticket) -> str:
        return f"customer of {self.context['request'].method}"

    def get_unread_count(self, ticket: Ticket) -> int:
        return 99


class FewerByInit(SupportTicketSerializer):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "request" in self.context:
            self.fields.pop("tags")


class FewerByMethod(SupportTicketSerializer):
    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        names = ("id", "title") if "request" in self.context else fields
        return {name: fields[name] for name in names}


@pytest.fixture
def actor(customer: Any) -> Actor:
    return actor_for(user_of(customer))


@pytest.fixture
def context(ticket: Ticket, mine: Any, staff: Any, actor: Actor) -> dict[str, Any]:
    reply(mine, ticket, attachment_ids=[upload(mine, ticket, text_file()).json()["id"]])
    reply(staff, ticket)
    upload(mine, ticket, text_file("waits.txt"))
    ticket.refresh_from_db()
    return {"actor": actor, "request": Request(APIRequestFactory().get("/"))}


def written(kind: type[Any], ticket: Ticket, context: Any, *, by_rest_framework: bool) -> Any:
    serializer = kind(ticket, context=context)
    if by_rest_framework:
        assert serializer.fields  # whoever touches these is written by REST framework
        nested = serializer.fields.get("messages")
        assert nested is None or nested.child.fields["attachments"].child.fields
    return serializer.data


@pytest.mark.parametrize(
    "kind",
    [SupportTicketSerializer, SupportTicketDetailSerializer, OtherFields],
    ids=lambda kind: kind.__name__,
)
def test_all_is_written_as_rest_framework_does(
    kind: type[Any], ticket: Ticket, context: dict[str, Any], monkeypatch: Any
) -> None:
    monkeypatch.setattr("django.core.signing.time.time", lambda: 0)  # links are signed with it
    plain, quick, again = (
        written(kind, ticket, context, by_rest_framework=by) for by in (True, False, False)
    )
    assert [*quick.items()] == [*plain.items()] == [*again.items()]


def test_a_hosts_own_fields_know_the_request(ticket: Ticket, context: dict[str, Any]) -> None:
    data = OtherFields(ticket, context=context).data
    assert data["title"] == f"GET {ticket.title}"
    assert (data["customer"], data["unread_count"]) == ("customer of GET", 99)
    assert (data["place"], data["label"], "missing" in data) == (None, "Open", False)
    other = {**context, "request": Request(APIRequestFactory().post("/"))}
    assert OtherFields(ticket, context=other).data["title"] == f"POST {ticket.title}"


def test_fields_may_be_chosen_for_each_request(ticket: Ticket, context: dict[str, Any]) -> None:
    assert "tags" not in FewerByInit(ticket, context=context).data
    assert [*FewerByMethod(ticket, context=context).data] == ["id", "title"]
