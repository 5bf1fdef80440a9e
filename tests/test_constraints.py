"""What the database itself holds, whatever code writes; and the keys that it is given."""

import re
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from django_support_tickets.actions import post_message
from django_support_tickets.actors import SYSTEM
from django_support_tickets.models import Message, Ticket
from django_support_tickets.models.keys import new_reference, time_ordered_uuid

NOTE = {"is_internal": True}
IMPOSSIBLE: list[tuple[str, type[Ticket] | type[Message], dict[str, Any], dict[str, Any]]] = [
    ("a status of nobody", Ticket, {}, {"status": "lost"}),
    ("a priority without rank", Ticket, {}, {"priority": 5}),
    ("more public events than events", Ticket, {}, {"version": 1, "public_version": 2}),
    ("closed without a time", Ticket, {}, {"status": "closed"}),
    ("a time without being closed", Ticket, {}, {"closed_at": timezone.now()}),
    ("resolved without a time", Ticket, {}, {"status": "resolved"}),
    ("a note that customers count", Message, NOTE, {"public_sequence": 9}),
    ("a note that the customer has read", Message, NOTE, {"read_by_customer": True}),
    ("a note of the customer's", Message, NOTE, {"is_from_customer": True}),
    ("a message that customers do not count", Message, {"sequence": 1}, {"public_sequence": None}),
    ("two messages in one place", Message, NOTE, {"sequence": 1}),
]


@pytest.mark.parametrize("case", IMPOSSIBLE, ids=lambda case: case[0])
def test_the_database_refuses_what_cannot_be(case: Any, ticket: Ticket) -> None:
    _name, model, which, values = case
    post_message(ticket, by=SYSTEM, message_text="Careful.", is_internal=True)
    rows = model.objects.filter(**which)
    assert rows.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**values)


def test_a_reference_can_be_read_out_and_not_guessed() -> None:
    found = {new_reference() for _ in range(2000)}
    assert len(found) == 2000
    sign = "[2-9B-DF-HJKMNP-TV-Z]"  # no vowel, and none that looks like another
    speakable = re.compile(f"{sign}{{3}}-{sign}{{3}}-{sign}{{4}}")
    assert all(speakable.fullmatch(reference) for reference in found)
    assert all(len({reference[n] for reference in found}) > 20 for n in (0, 1, 2, 4, 8, 11))


def test_keys_are_in_the_order_of_time() -> None:
    """So that new rows land at the end of an index; the rest of a key is random."""
    keys = [time_ordered_uuid() for _ in range(2000)]
    assert {(key.version, key.variant) for key in keys} == {(7, "specified in RFC 4122")}
    assert [key.hex[:12] for key in keys] == sorted(key.hex[:12] for key in keys)
    assert len({key.hex[13:] for key in keys}) == 2000
