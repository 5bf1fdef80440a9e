from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from rest_framework.test import APIClient

from django_support_tickets.files.intake import new_key
from django_support_tickets.models import Attachment, Ticket
from django_support_tickets.notifiers import memory
from tests.calls import reply, text_file, url_of
from tests.law.canaries import CANARY
from tests.notifying import people
from tests.notifying.conftest import NOTIFIERS

Configure = Callable[..., None]


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path, desk: Configure) -> Iterator[Path]:
    """Give each test a folder of its own for files, and all three notifiers."""
    settings.MEDIA_ROOT = tmp_path / "media"
    desk(
        THROTTLES={"open_ticket": None, "write": None},
        NOTIFIERS=NOTIFIERS,
        USER_EMAIL=f"{people.__name__}.email_of",
        USER_LANGUAGE=f"{people.__name__}.language_of",
    )
    people.LANGUAGES.clear()
    memory.told.clear()
    yield tmp_path / "media"
    people.LANGUAGES.clear()
    memory.told.clear()


@pytest.fixture
def slip(mine: APIClient, ticket: Ticket) -> Any:
    """The customer's message that should never have been sent, with two files."""
    files = [text_file(f"{CANARY}.txt", CANARY.encode()), text_file("other.txt")]
    body = {"message_text": f"My card is {CANARY}.", "client_token": "once", "files": files}
    answer = mine.post(url_of(ticket, "messages/"), body)
    assert answer.status_code == 201, answer.content
    row = Attachment.objects.get(pk=answer.json()["attachments"][0]["id"])
    row.thumbnail.save(new_key(), ContentFile(f"small {CANARY}".encode()))
    return answer.json()


@pytest.fixture
def note(staff: APIClient, ticket: Ticket) -> Any:
    return reply(staff, ticket, f"A note: {CANARY}.", is_internal=True).json()
