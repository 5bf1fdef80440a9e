"""Files that go straight to the storage: first a form for one object, then our look at it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.files.base import File
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from django_support_tickets.actions.attaching import (
    MOST_UNCLAIMED,
    attach_stored,
    require_attaching,
    too_many_waiting,
    waiting_files,
)
from django_support_tickets.actions.offering import free_place, take_place
from django_support_tickets.actions.storing import stored
from django_support_tickets.conf import settings
from django_support_tickets.exceptions import AttachmentNotFound, FileRefused
from django_support_tickets.files import presigning
from django_support_tickets.files.intake import ROOT, discard
from django_support_tickets.files.links import read_upload, sign_upload
from django_support_tickets.files.storage import attachment_storage, reaching_storage
from django_support_tickets.models import Attachment
from django_support_tickets.models.keys import time_ordered_uuid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_support_tickets.actors import Actor
    from django_support_tickets.models import Ticket

LIFETIME = 3600  # seconds in which a form can be used and its upload confirmed
SUFFIX = 32


class DirectUpload(NamedTuple):
    """A POST to the storage (``url``, ``fields``) and the token to confirm it with."""

    url: str
    fields: dict[str, str]
    token: str


def offer_direct_upload(ticket: Ticket, *, by: Actor) -> DirectUpload:
    """Return a form for one file of at most ``LIMITS["file_size"]``, good for an hour.

    Raises ``AttachmentNotFound`` where the storage cannot sign, ``TicketClosed``, and
    ``InvalidInput`` where files that wait and offers that are open make ``MOST_UNCLAIMED``.
    Writes nothing: an upload that is never confirmed is an orphan, which the sweep deletes.
    """
    require_attaching(ticket, by)
    with reaching_storage():
        signs = presigning.can_presign()
    if not signs:
        raise AttachmentNotFound(_("Files cannot go to the storage directly. Send them here."))
    owner, used = f"{ticket.pk}:{by.id}", waiting_files(ticket, by)
    place = take_place(owner, most=MOST_UNCLAIMED, used=used, seconds=LIFETIME)
    if place is None:
        raise too_many_waiting()
    key = f"{ROOT}/uploads/{get_random_string(SUFFIX)}"
    most = settings.limits["file_size"]
    with reaching_storage():
        form = presigning.upload_form(key, most_bytes=most, seconds=LIFETIME)
    claims = {"ticket": str(ticket.pk), "by": str(by.id), "upload": key, "place": place}
    token = sign_upload(row=str(time_ordered_uuid()), **claims)
    return DirectUpload(form["url"], form["fields"], token)


def confirm_direct_upload(ticket: Ticket, *, by: Actor, token: str, filename: str) -> Attachment:
    """Examine what was uploaded with the form of ``token`` and return its row.

    The object passes the same checks as any upload and is stored anew under a key of ours,
    because the form stays valid and could overwrite it. A repeat returns the first row, also when
    both arrive at once. Raises ``FileRefused`` (or its kinds), ``TicketClosed`` and
    ``StorageUnavailable``.
    """
    claims = read_upload(token, seconds=LIFETIME)
    if claims is None or (claims["ticket"], claims["by"]) != (str(ticket.pk), str(by.id)):
        raise FileRefused({"token": [_("This upload has expired. Start it again.")]})
    confirmed = Attachment.objects.filter(pk=claims["row"], ticket=ticket)
    try:
        return confirmed.first() or _take_in(ticket, by, claims, filename)
    except Exception as error:
        # A repeat that was faster takes the object away at any moment, and what the storage
        # makes of that is its own affair.
        earlier = confirmed.first()
        if earlier is not None:
            return earlier
        if isinstance(error, FileNotFoundError):
            raise FileRefused({"token": [_("Nothing was uploaded.")]}) from None
        raise


def _take_in(ticket: Ticket, by: Actor, claims: Mapping[str, str], filename: str) -> Attachment:
    with reaching_storage():
        uploaded: Any = attachment_storage.open(claims["upload"], "rb")
    upload, row_id = File(uploaded, name=filename), uuid.UUID(claims["row"])
    try:
        with uploaded, stored([upload], row_id=row_id) as files:
            attachment = attach_stored(ticket, by, files)[0]
    except FileRefused:
        discard(claims["upload"])  # and keep its place: the form can be used again
        raise
    free_place(claims["place"])
    discard(claims["upload"])
    return attachment
