"""Random histories through the actions, and what they come to, kept in a book of our own."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from django_support_tickets import actions
from django_support_tickets.actors import SYSTEM
from django_support_tickets.models import Ticket
from django_support_tickets.policies import actor_of
from tests.factories import TicketFactory
from tests.statistics.asking import at
from tests.statistics.naive import CATEGORIES, PRIORITIES, STATUSES, Life

FINISHED = ("resolved", "closed")
STEPS = st.tuples(
    st.integers(0, 2),  # which ticket
    st.one_of(
        st.tuples(st.just("open"), st.sampled_from(CATEGORIES)),
        st.tuples(st.sampled_from(["ask", "answer", "note", "escalate"]), st.none()),
        st.tuples(st.just("move"), st.sampled_from(STATUSES)),
        st.tuples(st.just("move"), st.sampled_from(FINISHED)),
        st.tuples(st.just("assign"), st.none() | st.integers(0, 2)),
        st.tuples(st.just("prioritise"), st.sampled_from(PRIORITIES)),
        st.tuples(st.just("categorise"), st.sampled_from(CATEGORIES)),
    ),
    st.timedeltas(timedelta(0), timedelta(days=4)),  # until then
)


@dataclass
class Desk:
    """Tickets with the lives that they should have had."""

    customer: Any
    agents: list[Any]
    now: datetime

    def __post_init__(self) -> None:
        self.tickets: list[Ticket] = []
        self.lives: list[Life] = []

    def live(self, place: int, step: tuple[str, Any], later: timedelta) -> None:
        """Let the time pass, then do the step, if it can be done, and keep the book."""
        self.now += later
        (verb, value), number = step, len(self.tickets)
        with at(self.now):
            if verb == "open" or not number:
                category = value if verb == "open" else "general"
                self.tickets.append(TicketFactory(customer=self.customer, category=category))
                self.lives.append(Life(self.now, category=category))
            elif verb in ("ask", "answer", "note", "escalate"):
                self.talk(verb, self.tickets[place % number], self.lives[place % number])
            else:
                getattr(self, verb)(self.tickets[place % number], self.lives[place % number], value)

    def talk(self, verb: str, ticket: Ticket, life: Life) -> None:
        if life.status == "closed":
            return
        if verb == "escalate":
            actions.escalate_ticket(ticket, by=SYSTEM, reason="It burns.", priority="urgent")
            life.priority = "urgent"
            return
        by = actor_of(self.customer if verb == "ask" else self.agents[0])
        actions.post_message(ticket, by=by, message_text="Words.", is_internal=verb == "note")
        if verb == "answer":
            life.answered = life.answered or self.now
        if verb != "note" and life.status == "resolved":
            self.became(life, "open")

    def move(self, ticket: Ticket, life: Life, status: str) -> None:
        actions.change_status(ticket, by=SYSTEM, status=status)
        if status != life.status:
            self.became(life, status)

    def became(self, life: Life, status: str) -> None:
        life.reopened += life.status in FINISHED and status not in FINISHED
        life.closed = self.now if status == "closed" else None
        if status != "closed":
            life.resolved = self.now if status == "resolved" else None
        life.status = status

    def assign(self, ticket: Ticket, life: Life, agent: int | None) -> None:
        chosen = None if agent is None else self.agents[agent]
        actions.assign_ticket(ticket, by=SYSTEM, agent=chosen)
        life.agent = agent

    def prioritise(self, ticket: Ticket, life: Life, priority: str) -> None:
        actions.change_priority(ticket, by=SYSTEM, priority=priority)
        life.priority = priority

    def categorise(self, ticket: Ticket, life: Life, category: str) -> None:
        actions.update_ticket(ticket, by=SYSTEM, category=category)
        life.category = category
