"""From a message as typed to HTML that is safe to show: the one place where it happens."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

import bleach
from bleach.linkifier import Linker

from django_support_tickets.conf import settings

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    Attributes = MutableMapping[tuple[str | None, str], str]

# bleach's own expression also makes links of data:, ssh: and others, and of 5000 characters such as
# "a.b-a.b-" it takes five seconds. This one looks at each character once.
_WEB_ADDRESS = re.compile(r"\b(?:https?://|www\.)[^\s<>\"'`]+", re.IGNORECASE)


def render_html(message_text: str) -> str:
    """Return the safe HTML of a message, made by the host's ``SANITIZER``."""
    return str(settings.resolve("SANITIZER")(message_text))


def bleach_html(message_text: str) -> str:
    """Return ``message_text`` escaped, with links made clickable and line breaks kept.

    A message is plain text: ``a<b`` and ``&lt;`` must stay readable, so markup is shown, not
    interpreted.
    """
    # Escaped before, because bleach reads HTML: of "if a <b && c" it leaves "if a ", and "&lt;"
    # becomes "<".
    typed = escape(message_text, quote=False)
    escaped = bleach.clean(typed, tags=set(), attributes={}, strip=False)
    # A linker holds the state of its parser: shared, it would mix the messages of two threads.
    linker = Linker(callbacks=[_outbound], url_re=_WEB_ADDRESS)
    return linker.linkify(escaped).replace("\r\n", "\n").replace("\n", "<br>")


def _outbound(attrs: Attributes, new: bool = False) -> Attributes:  # noqa: ARG001, FBT001, FBT002 - bleach's signature
    attrs[(None, "rel")] = "nofollow noopener noreferrer ugc"
    attrs[(None, "target")] = "_blank"
    return attrs
