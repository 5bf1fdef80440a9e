"""The figures of the desk; docs/reference/statistics.md defines each."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from django_support_tickets.api.serializers.people import PersonIdField


class CountsField(serializers.DictField):
    """Numbers of tickets by a code."""

    child = serializers.IntegerField()


class SupportCountsSerializer(serializers.Serializer[Any]):
    """Numbers of tickets by their codes; a code that no ticket has is there with 0."""

    by_status = CountsField()
    by_priority = CountsField()
    by_category = CountsField()


class SupportAgeSerializer(serializers.Serializer[Any]):
    """Unfinished tickets that were opened so many days of 24 hours ago."""

    from_days = serializers.IntegerField()
    to_days = serializers.IntegerField(allow_null=True)
    count = serializers.IntegerField()


class SupportBacklogSerializer(SupportCountsSerializer):
    """The tickets that are open or in progress now, whatever the range."""

    total = serializers.IntegerField()
    by_age = SupportAgeSerializer(many=True)
    oldest_opened_at = serializers.DateTimeField(allow_null=True)


class SupportVolumesSerializer(serializers.Serializer[Any]):
    """Tickets to which this happened on the days of the range."""

    opened = serializers.IntegerField()
    resolved = serializers.IntegerField()
    closed = serializers.IntegerField()


class SupportDurationsSerializer(serializers.Serializer[Any]):
    """How long it took, in seconds; null where there is nothing to measure."""

    count = serializers.IntegerField()
    mean = serializers.FloatField(allow_null=True)
    median = serializers.FloatField(allow_null=True)
    p90 = serializers.FloatField(allow_null=True)


class SupportAgentFiguresSerializer(serializers.Serializer[Any]):
    """The figures of the tickets that are assigned to an agent."""

    id = PersonIdField(source="pk")
    name = serializers.CharField()
    resolved = serializers.IntegerField()
    first_response = SupportDurationsSerializer()
    resolution = SupportDurationsSerializer()
    open_tickets = serializers.IntegerField()


class SupportDaySerializer(serializers.Serializer[Any]):
    """What happened on a day."""

    date = serializers.DateField()
    opened = serializers.IntegerField()
    resolved = serializers.IntegerField()


class SupportStatisticsSerializer(serializers.Serializer[Any]):
    """The figures of a range of days, both ends included, on the clock of ``tz``."""

    to = serializers.DateField(source="period.last")
    tz = serializers.CharField(source="period.zone")
    volumes = SupportVolumesSerializer()
    opened = SupportCountsSerializer()
    first_response = SupportDurationsSerializer()
    resolution = SupportDurationsSerializer()
    resolution_rate = serializers.FloatField(allow_null=True)
    reopen_rate = serializers.FloatField(allow_null=True)
    backlog = SupportBacklogSerializer()
    agents = SupportAgentFiguresSerializer(many=True)
    days = SupportDaySerializer(many=True)

    def get_fields(self) -> dict[str, Any]:
        """Return the fields; the name of the first one is a word of Python's."""
        return {"from": serializers.DateField(source="period.first"), **super().get_fields()}
