"""Every figure against a naive computation, over random tables, days and clocks."""

import uuid
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from django.utils.timezone import now
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from django_support_tickets.models import Ticket
from tests.factories import AgentFactory, PersonFactory
from tests.statistics.asking import answer, assert_figures
from tests.statistics.naive import CATEGORIES, PRIORITIES, STATUSES, Asked, Life

# Clocks with a change in the middle of what is asked for: at night, at midnight, of a whole day.
CHANGES = (
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Africa/Cairo", date(2026, 4, 24)),
    ("America/Sao_Paulo", date(2018, 2, 18)),
    ("Pacific/Apia", date(2011, 12, 30)),
    ("Asia/Kathmandu", date(2026, 5, 5)),
    ("UTC", date(2026, 2, 28)),
)
DAY = timedelta(days=1)


@st.composite
def questions(draw: st.DrawFn) -> Asked:
    zone, change = draw(st.sampled_from(CHANGES))
    first = change - draw(st.integers(0, 12)) * DAY
    last = first + draw(st.integers(0, 20)) * DAY
    now = _midnight(last, zone) + draw(st.integers(-5, 50)) * DAY
    return Asked(first, last, zone, now)


@st.composite
def moments(draw: st.DrawFn, asked: Asked) -> datetime:
    """A moment in or around the days, often at the very turn of one."""
    day = asked.first + draw(st.integers(-3, (asked.last - asked.first).days + 3)) * DAY
    away = st.sampled_from([-1, 0, 1]) | st.integers(0, 86_400_000_000)
    return _midnight(day, asked.zone) + timedelta(microseconds=draw(away))


@st.composite
def lives(draw: st.DrawFn, asked: Asked) -> Life:
    opened = draw(moments(asked))
    later = st.one_of(
        st.none(),
        st.sampled_from([0, 1, 3600]).map(lambda s: opened + timedelta(seconds=s)),
        moments(asked).map(lambda moment: max(moment, opened)),
    )
    status = draw(st.sampled_from(STATUSES))
    resolved, closed = draw(later), draw(later)
    return Life(
        opened,
        draw(st.sampled_from(PRIORITIES)),
        draw(st.sampled_from(CATEGORIES)),
        status,
        answered=draw(later),
        resolved=(resolved or opened) if status == "resolved" else resolved,
        closed=(closed or opened) if status == "closed" else None,
        reopened=draw(st.integers(0, 2)),
        agent=draw(st.none() | st.integers(0, 2)),
    )


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(timezone.utc)


class TestFigures(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.customer = PersonFactory()
        cls.agents = sorted(AgentFactory.create_batch(3), key=lambda agent: agent.pk)

    def write(self, lives: list[Life]) -> None:
        Ticket.objects.bulk_create(self.row(life) for life in lives)

    def row(self, life: Life) -> Ticket:
        return Ticket(
            customer=self.customer,
            reference=uuid.uuid4().hex[:12],
            category=life.category,
            priority=PRIORITIES.index(life.priority) + 1,
            status=life.status,
            created_at=life.opened,
            first_responded_at=life.answered,
            resolved_at=life.resolved,
            closed_at=life.closed,
            reopened_count=life.reopened,
            assigned_agent=None if life.agent is None else self.agents[life.agent],
        )

    @settings(
        max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(st.data())
    def test_every_figure_is_as_defined(self, data: st.DataObject) -> None:
        asked = data.draw(questions())
        some = data.draw(st.lists(lives(asked), max_size=24))
        self.write(some)
        assert_figures(answer(self.agents[0], asked), some, asked, self.agents)

    def test_a_whole_year_has_a_ticket_at_both_ends_of_each_day(self) -> None:
        """In 2028, of 366 days, no day is longer or shorter than the clock says."""
        for zone in ("Europe/Berlin", "Asia/Kathmandu"):
            asked = Asked(date(2028, 1, 1), date(2028, 12, 31), zone, now())
            turns = [_midnight(asked.first + n * DAY, zone) for n in range(367)]
            edges = [*turns, *(turn - timedelta(microseconds=1) for turn in turns)]
            self.write([Life(edge, resolved=edge) for edge in edges])
            days = answer(self.agents[0], asked)["days"]
            assert [(day["opened"], day["resolved"]) for day in days] == [(2, 2)] * 366
            Ticket.objects.all().delete()
