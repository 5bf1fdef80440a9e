"""Random histories: the columns that the actions keep give the figures, and the log agrees."""

from datetime import date, datetime, timedelta, timezone
from io import StringIO

from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.factories import AgentFactory, PersonFactory
from tests.statistics.asking import answer, assert_figures
from tests.statistics.histories import STEPS, Desk
from tests.statistics.naive import Asked

# In the middle of each a clock changes, but for Kathmandu's, which is 5:45 ahead all year.
STARTS = (
    ("Europe/Berlin", datetime(2026, 3, 20, 22, 30, tzinfo=timezone.utc)),
    ("America/New_York", datetime(2026, 10, 25, 3, 59, tzinfo=timezone.utc)),
    ("Asia/Kathmandu", datetime(2026, 5, 4, 18, 14, tzinfo=timezone.utc)),
)


class TestHistories(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.customer = PersonFactory()
        cls.agents = sorted(AgentFactory.create_batch(3), key=lambda agent: agent.pk)

    @settings(
        max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(st.sampled_from(STARTS), st.lists(STEPS, min_size=12, max_size=30), st.integers(0, 20))
    def test_the_figures_are_those_of_what_happened(
        self, start: tuple[str, datetime], steps: list[object], days: int
    ) -> None:
        zone, opened = start
        desk = Desk(self.customer, self.agents, opened)
        for place, step, later in steps:  # type: ignore[misc]  # as STEPS has them
            desk.live(place, step, later)
        first = date(opened.year, opened.month, opened.day) + timedelta(1)
        asked = Asked(first, first + timedelta(days), zone, desk.now)
        assert_figures(answer(self.agents[1], asked), desk.lives, asked, self.agents)
        call_command("support_recount", stdout=StringIO())
