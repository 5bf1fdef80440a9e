"""Files as honest people send them: every type that the desk accepts, made here."""

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import pytest

OFFICE = "application/vnd.openxmlformats-officedocument"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # MS-CFB, 2.2
ORIENTATION = 0x0112  # Exif 2.32, 4.6.4


def picture(kind: str, size: tuple[int, int] = (64, 48), **options: Any) -> bytes:
    """Return an image made by Pillow; skip the test where it is not installed."""
    image = pytest.importorskip("PIL.Image")
    target = io.BytesIO()
    mode = options.pop("mode", "RGB")
    image.new(mode, size, options.pop("color", "teal")).save(target, kind, **options)
    return target.getvalue()


def photo() -> bytes:
    """Return a JPEG as a phone takes it: lying on its side, with a thumbnail in its Exif block."""
    image = pytest.importorskip("PIL.Image")
    exif = image.Exif()
    exif[ORIENTATION] = 6  # the right side is up
    exif[0x010F] = "Nepal Mobile"  # Make
    block = exif.tobytes()
    # The small picture follows the block, as cameras write it, before the frame of the large one.
    return picture("JPEG", (640, 360), exif=block + picture("JPEG", (32, 18)))


def archive(*names: str, size: int = 400) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, bytes(size))
    return target.getvalue()


DOCUMENT = "[Content_Types].xml", "_rels/.rels", "word/document.xml"


def docx(*more: str) -> bytes:
    return archive(*DOCUMENT, *more)


def xlsx(*more: str) -> bytes:
    return archive("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", *more)


def odt(*more: str) -> bytes:
    return archive("mimetype", "content.xml", "META-INF/manifest.xml", *more)


def compound(*streams: str) -> bytes:
    """Return a compound file: a header, filling and a directory with streams of these names."""
    entries = [name.encode("utf-16-le").ljust(64, b"\0").ljust(128, b"\1") for name in streams]
    return COMPOUND.ljust(70_000, b"\7") + b"".join(entries)


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

# Name, content, and the type it is taken for.
GOOD: Mapping[str, tuple[str, Callable[[], bytes], str]] = {
    "png": ("a.png", lambda: picture("PNG"), "image/png"),
    "png with transparency": ("a.PNG", lambda: picture("PNG", mode="RGBA"), "image/png"),
    "jpeg": ("a.jpeg", lambda: picture("JPEG"), "image/jpeg"),
    "progressive jpeg": ("a.jpg", lambda: picture("JPEG", progressive=True), "image/jpeg"),
    "photo": ("IMG_1.JPG", photo, "image/jpeg"),
    "gif": ("a.gif", lambda: picture("GIF"), "image/gif"),
    "webp": ("a.webp", lambda: picture("WEBP"), "image/webp"),
    "lossless webp": ("a.webp", lambda: picture("WEBP", lossless=True), "image/webp"),
    "webp with exif": ("a.webp", lambda: picture("WEBP", exif=b"Exif\0\0II"), "image/webp"),
    "pdf": ("a.pdf", lambda: PDF, "application/pdf"),
    "text": ("a.txt", "नमस्ते, it broke".encode, "text/plain"),
    "text with a byte order mark": ("a.txt", lambda: b"\xef\xbb\xbfhello", "text/plain"),
    "text that begins like a bitmap": ("a.txt", lambda: b"BMW does not start", "text/plain"),
    "log": ("a.log", lambda: b"\x1b[31merror\x1b[0m\r\n" * 2000, "text/plain"),
    "csv": ("a.csv", "नाम;मूल्य\nमाया;7\n".encode, "text/csv"),
    "doc": ("a.doc", lambda: compound("WordDocument"), "application/msword"),
    "xls": ("a.xls", lambda: compound("Workbook"), "application/vnd.ms-excel"),
    "old xls": ("a.xls", lambda: compound("Book"), "application/vnd.ms-excel"),
    "docx": ("a.docx", docx, f"{OFFICE}.wordprocessingml.document"),
    "docx with a comment": (
        "a.docx",
        lambda: docx()[:-2] + b"\2\0hi",
        f"{OFFICE}.wordprocessingml.document",
    ),
    "xlsx": ("a.xlsx", xlsx, f"{OFFICE}.spreadsheetml.sheet"),
    "odt": ("a.odt", odt, "application/vnd.oasis.opendocument.text"),
}
