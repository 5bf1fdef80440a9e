"""Signed links: a way to bytes for a browser that can send no header, for a short time."""

from __future__ import annotations

from typing import Any

from django.core import signing

from django_support_tickets.conf import settings

SALT = "django_support_tickets.download"
UPLOAD_SALT = "django_support_tickets.upload"


def sign(attachment_id: Any) -> str:
    """Return a signature that opens this one file for ``LINK_LIFETIME`` seconds.

    Mint it only for somebody who may read the file: the bearer is asked nothing more.
    """
    return signing.TimestampSigner(salt=SALT).sign(str(attachment_id)).partition(":")[2]


def is_valid(attachment_id: Any, signature: str) -> bool:
    """Whether ``signature`` was made for this file and is not too old."""
    try:
        signing.TimestampSigner(salt=SALT).unsign(
            f"{attachment_id}:{signature}", max_age=settings.LINK_LIFETIME
        )
    except signing.BadSignature:
        return False
    return True


def sign_upload(**claims: str) -> str:
    """Return a token with which an upload that went straight to the storage is confirmed."""
    return signing.dumps(claims, salt=UPLOAD_SALT)


def read_upload(token: str, *, seconds: int) -> dict[str, str] | None:
    """Return the claims of a token that is ours and not too old, else ``None``."""
    try:
        claims: dict[str, str] = signing.loads(token, salt=UPLOAD_SALT, max_age=seconds)
    except signing.BadSignature:
        return None
    return claims
