"""Plays a story up to its stage, through the package's public actions, as host code would."""

from __future__ import annotations

from django_support_tickets import actions
from django_support_tickets.policies import actor_for

from .calendar import Clock
from .stories import STAGES, Story


def play(story: Story, *, stage: str, customer, agent, clock: Clock) -> None:
    """Open a ticket of the customer and take it as far as the stage."""
    if stage == "escalated":
        steps = ["noted", "assigned", "escalated"]
    else:
        steps = [step for step in STAGES[: STAGES.index(stage) + 1] if step != "escalated"]
    by_customer, by_agent = actor_for(customer), actor_for(agent)
    with clock():
        ticket = actions.open_ticket(
            customer,
            by=by_customer,
            title=story.title,
            category=story.category,
            message_text=story.question,
            priority=story.priority,
            metadata=story.metadata,
        )
    for step in steps:
        with clock():
            take_step(ticket, step, story, by_customer=by_customer, by_agent=by_agent)


def take_step(ticket, step: str, story: Story, *, by_customer, by_agent) -> None:
    """Do what brings a ticket to this stage from the one before it."""
    if step == "noted":
        actions.post_message(ticket, by=by_agent, message_text=story.note, is_internal=True)
        actions.update_ticket(ticket, by=by_agent, tags=story.tags)
    elif step == "assigned":
        actions.assign_ticket(ticket, by=by_agent, agent=by_agent.person)
        actions.change_status(ticket, by=by_agent, status="in_progress")
    elif step == "escalated":
        actions.escalate_ticket(
            ticket, by=by_agent, reason="Nobody with the right access is here today."
        )
    elif step == "answered":
        actions.post_message(ticket, by=by_agent, message_text=story.answer)
    elif step == "resolved":
        actions.change_status(ticket, by=by_agent, status="resolved")
    elif step == "reopened":
        # A reply to a resolved ticket opens it again.
        actions.post_message(ticket, by=by_customer, message_text=story.thanks)
    elif step == "closed":
        actions.close_ticket(ticket, by=by_agent)
