"""Small pictures of large ones, where Pillow (the extra ``images``) is installed."""

from __future__ import annotations

import io
import time
from typing import IO

from django.core.files.base import ContentFile

try:
    from PIL import Image, ImageOps
except ImportError:  # the extra is not installed: images are shown by icon and name
    Image = None  # type: ignore[assignment]

from django_support_tickets.files.dimensions import (
    declared_pixels,
    decodes_by_lines,
    scans_in,
)

EDGE = 480  # pixels
MOST_PIXELS = 12_500_000  # decoding takes time and memory in proportion
MOST_PIXELS_BY_LINES = 50_000_000  # of a JPEG that is made smaller while it is read
MOST_SCANS = 100  # each goes over the whole picture; encoders make up to about 20
MOST_SECONDS = 5.0  # of processor time
FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP"}


def can_picture(content_type: str) -> bool:
    """Whether a thumbnail can be made of such a file here."""
    return Image is not None and content_type in FORMATS  # type: ignore[redundant-expr]  # without Pillow


def thumbnail_of(file: IO[bytes], content_type: str) -> ContentFile[bytes] | None:
    """Return a WebP picture of at most 480 by 480 pixels, or ``None`` if there can be none.

    Upright whatever the camera noted, first frame only, without the original's metadata. Only
    the decoder of the recognised type runs, and only on what decodes within bounds. The worst
    that were found, of at most 10 MB, took 5 seconds of processor time or 203 MB of memory (AMD
    EPYC, Python 3.11, Pillow 13.0; all figures are in docs/explanation/security.md).
    """
    if not can_picture(content_type) or not _is_bounded(file, content_type):
        return None
    file.seek(0)
    try:
        with Image.open(_Metered(file), formats=[FORMATS[content_type]]) as image:  # type: ignore[arg-type]  # all that it calls
            image.draft("RGB", (EDGE, EDGE))  # JPEG: decode at a fraction of the size
            if image.width * image.height > MOST_PIXELS:
                return None  # a JPEG too thin for that; a GIF's frame larger than the GIF
            image.thumbnail((EDGE, EDGE))
            upright = ImageOps.exif_transpose(image)
            mode = "RGBA" if upright.has_transparency_data else "RGB"
            target = io.BytesIO()
            upright.convert(mode).save(target, "WEBP", quality=80)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None  # a broken picture is a file like any other
    return ContentFile(target.getvalue())


def _is_bounded(file: IO[bytes], content_type: str) -> bool:
    file.seek(0)
    pixels = declared_pixels(file)
    if pixels is None or pixels > MOST_PIXELS_BY_LINES:
        return False
    if content_type != "image/jpeg":
        return pixels <= MOST_PIXELS
    return (pixels <= MOST_PIXELS or decodes_by_lines(file)) and scans_in(file) <= MOST_SCANS


class _Metered:
    """A file that can be read for so many seconds of this thread's work.

    A picture of few pixels can still have a million parts, and Pillow reads them one by one.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self.seek, self.tell, self._file = file.seek, file.tell, file
        self._end = time.thread_time() + MOST_SECONDS

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; raise ``TimeoutError`` if the time is over."""
        if time.thread_time() > self._end:
            raise TimeoutError
        return self._file.read(size)
