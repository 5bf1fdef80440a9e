"""Letting the storage itself send or take bytes, where it can sign for a short time.

Known by what it can do: the S3 storage of django-storages signs its URLs unless
``querystring_auth`` is off or a custom domain has no signer.
"""

from __future__ import annotations

import posixpath
from typing import Any

from django_support_tickets.files.storage import attachment_storage


def can_presign() -> bool:
    """Whether the storage signs its own URLs. Constructs the storage."""
    storage: Any = attachment_storage
    if not (getattr(storage, "querystring_auth", False) and hasattr(storage, "bucket_name")):
        return False
    unsigned = getattr(storage, "custom_domain", None) and not getattr(
        storage, "cloudfront_signer", None
    )
    return not unsigned


def download_url(key: str, *, content_type: str, disposition: str, seconds: int) -> str:
    """Return a URL at the storage that sends the object with these headers, for a short time."""
    parameters = {
        "ResponseContentType": content_type,
        "ResponseContentDisposition": disposition,
        "ResponseCacheControl": f"private, max-age={seconds}",
    }
    storage: Any = attachment_storage
    return str(storage.url(key, parameters=parameters, expire=seconds))


def upload_form(key: str, *, most_bytes: int, seconds: int) -> dict[str, Any]:
    """Return ``{url, fields}`` of a POST that stores one object of limited size under ``key``."""
    storage: Any = attachment_storage
    form: dict[str, Any] = storage.connection.meta.client.generate_presigned_post(
        Bucket=storage.bucket_name,
        Key=posixpath.join(storage.location, key),
        Conditions=[["content-length-range", 1, most_bytes]],
        ExpiresIn=seconds,
    )
    return form
