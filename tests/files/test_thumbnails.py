"""Small pictures: upright, bounded, and of nothing but pixels."""

import io
import struct
import time
import zlib
from contextlib import closing
from sqlite3 import connect
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from django_support_tickets.actions.inspecting import inspect_waiting_files
from django_support_tickets.files import thumbnails
from django_support_tickets.models import Attachment, Ticket
from tests.calls import upload
from tests.files import hostile
from tests.files.fetching import fetch
from tests.files.processes import Host
from tests.files.samples import PDF, photo, picture

Image = pytest.importorskip("PIL.Image")


@pytest.fixture
def shown(client: APIClient, ticket: Ticket) -> Any:
    """Return a function that sends a file and gives its small picture, or None."""

    def small(name: str, content: bytes) -> Any:
        sent = upload(client, ticket, SimpleUploadedFile(name, content)).json()
        assert inspect_waiting_files() == (not name.endswith(".pdf"))
        row = Attachment.objects.get(pk=sent["id"])
        assert row.inspected_at is not None
        if not row.thumbnail:
            return None
        path = f"/api/support/attachments/{row.pk}/preview/"
        answer = fetch(client, path)
        assert answer.headers["Content-Type"] == "image/webp"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        return Image.open(io.BytesIO(answer.content))

    return small


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_every_kind_of_image_has_a_small_picture(shown: Any, kind: str) -> None:
    small = shown(f"a.{kind.lower()}", picture(kind, (2000, 500)))
    assert (small.format, small.size) == ("WEBP", (480, 120))


def test_a_small_image_is_not_blown_up(shown: Any) -> None:
    assert shown("a.png", picture("PNG", (20, 10))).size == (20, 10)


def test_a_photo_is_shown_upright_and_without_its_metadata(shown: Any) -> None:
    small = shown("a.jpg", photo())
    assert small.size == (270, 480)
    assert not set(small.info) & {"exif", "icc_profile", "xmp"}
    assert not small.getexif()


def test_colour_profiles_stay_behind_too(shown: Any) -> None:
    small = shown("a.png", picture("PNG", icc_profile=b"profile" * 99))
    assert "icc_profile" not in small.info


def test_what_is_transparent_stays_so(shown: Any) -> None:
    clear = picture("PNG", mode="RGBA", color=(9, 9, 9, 0))
    assert shown("a.png", clear).convert("RGBA").getpixel((5, 5))[3] == 0
    assert shown("a.png", picture("PNG")).mode == "RGB"


def test_of_a_film_the_first_frame_is_shown(shown: Any) -> None:
    target, blue = io.BytesIO(), Image.new("RGB", (32, 32), "blue")
    Image.new("RGB", (32, 32), "red").save(target, "GIF", save_all=True, append_images=[blue])
    small = shown("a.gif", target.getvalue())
    assert getattr(small, "n_frames", 1) == 1
    red, _green, blue_part = small.convert("RGB").getpixel((16, 16))
    assert red > 200
    assert blue_part < 50


def jpeg(width: int, height: int, **options: Any) -> bytes:
    return picture("JPEG", (width, height), color="white", quality=30, **options)


def in_single_scans(content: bytes) -> bytes:
    """Let the only scan be one of the first colour alone, as if others were to follow."""
    scan = content.index(b"\xff\xda")
    return content[: scan + 2] + b"\0\x08\1\1\0\0\x3f\0" + content[scan + 14 :]


def repeated(content: bytes, times: int) -> bytes:
    """Repeat the last scan of a progressive JPEG: some bytes for going over all pixels again."""
    scan = content.rindex(b"\xff\xda")
    return content[:-2] + content[scan:-2] * times + content[-2:]


def frame_larger_than_its_film() -> bytes:
    """Return a GIF that declares 9 by 9 pixels, and whose first frame has 50 million."""
    film = picture("GIF", (7100, 7100), mode="P", color=0)
    return film[:6] + b"\x09\0\x09\0" + film[10:]


BROKEN = {
    "half a PNG": ("a.png", lambda: picture("PNG", (900, 900))[:-900]),
    "a PNG with nothing after its header": ("a.png", lambda: hostile.png(9, 9)),
    "a JPEG with nothing after its size": ("a.jpg", lambda: hostile.jpeg(9, 9)),
    "half a WebP": ("a.webp", lambda: picture("WEBP", (900, 900))[:60]),
    "a GIF without a frame": ("a.gif", lambda: hostile.gif(9, 9)),
    "more pixels than are decoded": ("a.png", lambda: picture("PNG", (12_501, 1000), mode="1")),
    "a lossless WebP of the same": ("a.webp", lambda: hostile.lossless(12_501, 1000)),
    "a JPEG of more than those that are read by lines": ("a.jpg", lambda: jpeg(50_001, 1000)),
    "a JPEG too thin to be made smaller": ("a.jpg", lambda: jpeg(62_500, 800)),
    "a progressive JPEG": ("a.jpg", lambda: jpeg(12_501, 1000, progressive=True)),
    "a JPEG with a scan for each colour": ("a.jpg", lambda: in_single_scans(jpeg(12_501, 1000))),
    "a JPEG of a hundred scans": ("a.jpg", lambda: repeated(jpeg(99, 99, progressive=True), 99)),
    "a frame larger than its film": ("a.gif", frame_larger_than_its_film),
    "no image": ("a.pdf", lambda: PDF),
}


@pytest.mark.parametrize(("name", "build"), BROKEN.values(), ids=BROKEN)
def test_a_picture_that_cannot_be_made_is_none_and_no_error(
    shown: Any, caplog: pytest.LogCaptureFixture, name: str, build: Any
) -> None:
    assert shown(name, build()) is None
    assert not caplog.records


def test_a_size_that_is_not_decoded_does_not_reach_the_decoder(
    shown: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some decoders take the memory when they open a file."""
    wide = picture("PNG", (12_501, 1000), mode="1")
    with monkeypatch.context() as patched:
        patched.delattr(Image, "open")
        assert shown("a.png", wide) is None
    assert not caplog.records


@pytest.mark.parametrize(
    ("name", "build"),
    [
        ("a.png", lambda: picture("PNG", (12_500, 1000), mode="1")),
        ("a.jpg", lambda: jpeg(12_500, 1000, progressive=True)),
        ("a.jpg", lambda: jpeg(50_000, 1000)),
        ("a.jpg", lambda: repeated(jpeg(99, 99, progressive=True), 80)),
    ],
    ids=["PNG", "progressive JPEG", "JPEG read by lines", "JPEG of many scans"],
)
def test_what_is_just_within_the_bounds_is_pictured(shown: Any, name: str, build: Any) -> None:
    assert shown(name, build()) is not None


def png_of_parts(count: int) -> bytes:
    """Return a PNG of one pixel that has so many empty parts before it."""

    def part(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = part(b"IHDR", struct.pack(">II5B", 1, 1, 8, 0, 0, 0, 0))
    pixel = part(b"IDAT", zlib.compress(b"\0\0")) + part(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + head + part(b"quIt", b"") * count + pixel


def test_a_picture_of_many_parts_is_given_up_in_time(
    shown: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Time is what this thread works, so that a busy machine costs nobody a picture."""
    many = png_of_parts(100_000)
    monkeypatch.setattr(thumbnails, "MOST_SECONDS", 0.05)
    before = time.thread_time()
    assert thumbnails.thumbnail_of(io.BytesIO(many), "image/png") is None
    assert time.thread_time() - before < 0.2
    monkeypatch.undo()
    assert shown("a.png", png_of_parts(100)) is not None
    assert not caplog.records


KILLED = """
import os, sys, django
django.setup()
from PIL import Image
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import override_settings
from django_support_tickets.actions import attach_files
from django_support_tickets.files.scanning import MemoryScanner
from django_support_tickets.models import Ticket
from django_support_tickets.policies import actor_for

def die(*args, **options):
    os._exit(9)

ticket, picture, where = sys.argv[1], bytes.fromhex(sys.argv[2]), sys.argv[3]
scanner = {"BACKEND": "django_support_tickets.files.scanning.MemoryScanner"}
scanner["OPTIONS"] = {"infected": b"virus"}
with override_settings(SUPPORT_TICKETS={"SCANNER": scanner, "RELAY": "none"}):
    if where:  # the first time
        actor = actor_for(get_user_model().objects.get())
        files = [ContentFile(picture, "a.png")]
        attach_files(Ticket.objects.get(pk=ticket), by=actor, files=files)
        setattr(*{"picture": (Image, "open"), "scan": (MemoryScanner, "scan")}[where], die)
    call_command("support_files")
"""


@pytest.mark.parametrize(("where", "again"), [("picture", 0), ("scan", 1)])
def test_a_picture_that_ends_the_process_is_not_tried_for_ever(
    host: Host, where: str, again: int
) -> None:
    """What was not scanned is: nobody gets it until then."""
    with host.start("-c", KILLED, host.ticket, picture("PNG").hex(), where) as process:
        process.communicate()
    assert process.returncode == 9
    with host.start("-c", KILLED, host.ticket, "", "") as process:
        said = process.communicate()[0]
    assert f"Inspected: {again}." in said
    with closing(connect(host.folder / "db.sqlite3")) as database:
        [row] = database.execute("SELECT scan_status, thumbnail FROM support_tickets_attachment")
    assert (row[0], bool(row[1])) == ("clean", bool(again))
