"""Files that want to be more than they say, and what must become of each."""

import struct
from collections.abc import Callable, Mapping

from tests.files.samples import (
    COMPOUND,
    DOCUMENT,
    OFFICE,
    PDF,
    archive,
    compound,
    docx,
    odt,
    xlsx,
)

Build = Callable[[], bytes]
WRONG, EMPTY = "invalid_file_type", "validation_error"
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
PHP = b"<?php system($_GET['c']); ?>"
SHELL = b"#!/bin/sh\nrm -rf ~\n"
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff".ljust(64, b"\0") + b"PE\0\0"
ELF = b"\x7fELF\x02\x01\x01\x00" + bytes(56)
JAR = archive("META-INF/MANIFEST.MF", "Evil.class")
ENDINGS = (".txt", ".csv", ".png", ".jpg", ".gif", ".webp", ".pdf", ".doc", ".docx", ".odt")


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII5B", 13, b"IHDR", width, height, 8, 6, 0, 0, 0)


def hidden_png(width: int, height: int) -> bytes:
    """Return a PNG with a part before its size that looks like a smaller one."""
    first = struct.pack(">I4sII5BI", 13, b"tEXt", 9, 9, 8, 6, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + first + png(width, height)[8:]


def gif(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH3B", width, height, 0, 0, 0) + b";"


def jpeg(width: int, height: int) -> bytes:
    frame = struct.pack(">BBHBHHB", 0xFF, 0xC2, 17, 8, height, width, 3) + bytes(9)
    small = struct.pack(">BBHBHHB", 0xFF, 0xC0, 17, 8, 8, 8, 3) + bytes(9)
    block = b"\xff\xd8" + small  # a thumbnail, inside a segment of the large picture
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", 2 + len(block)) + block + frame


def webp(kind: bytes, data: bytes) -> bytes:
    chunk = kind + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


def lossy(width: int, height: int) -> bytes:
    return webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", width, height) + bytes(9))


def lossless(width: int, height: int) -> bytes:
    return webp(b"VP8L", b"\x2f" + struct.pack("<I", width - 1 | height - 1 << 14) + bytes(9))


def extended(width: int, height: int) -> bytes:
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return webp(b"VP8X", bytes(4) + sides)


def crowded(
    members: int,
    *,
    before_end: bytes = b"",
    disks: bytes = bytes(4),
    claimed_size: int | None = None,
    claimed_offset: int = 200,
    comment: bytes = b"",
) -> bytes:
    """Return a DOCX with so many members more in its directory, which may lie about its size."""
    directory = directory_of(members)
    size = len(directory) if claimed_size is None else claimed_size
    end = b"PK\5\6" + disks + struct.pack("<HHIIH", 1, 1, size, claimed_offset, len(comment))
    return b"PK\3\4".ljust(200, b"\0") + directory + before_end + end + comment


def directory_of(members: int) -> bytes:
    names = b"[Content_Types].xml", b"word/document.xml"
    return b"".join(map(_entry, names)) + _entry(b"word/filling.xml") * members


def with_two_ends(members: int) -> bytes:
    """Hide a second, modest end of the directory in the fields of the true one."""
    return crowded(members, disks=b"PK\5\6", claimed_offset=100)


def with_64_bit_end(members: int) -> bytes:
    """Say the true size in the 64-bit format, as far from the end of the file as it may be."""
    size = len(directory_of(members))
    record = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, size, 200)
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, 200 + size, 1)
    return crowded(members, before_end=record + locator, claimed_size=100, comment=b"c" * 65_535)


def _entry(name: bytes) -> bytes:
    numbers = [20, 20, *[0] * 7, len(name), *[0] * 6]
    return struct.pack("<4s6H3I5H2I", b"PK\1\2", *numbers) + name


def under_every_name(kind: str, content: bytes, *but: str) -> dict[str, tuple[str, Build, str]]:
    return {
        f"{kind} as {ending}": (f"a{ending}", lambda: content, WRONG)
        for ending in ENDINGS
        if ending not in but
    }


MANY = 150_000
TEXTS = (".txt", ".csv")
# What it is; its name; its content; the code of the refusal.
REFUSED: Mapping[str, tuple[str, Build, str]] = {
    **under_every_name("HTML", HTML),
    **under_every_name("HTML after white space", b"\xef\xbb\xbf \r\n\t" + HTML),
    **under_every_name("SVG", SVG),
    **under_every_name("XML with SVG", b"<?xml version='1.0'?>" + SVG),
    **under_every_name("PHP", PHP),
    **under_every_name("shell script", SHELL),
    **under_every_name("Windows program", EXE),
    **under_every_name("Linux program", ELF),
    **under_every_name("Java archive", JAR),
    **under_every_name("nothing known", b"\x81\x8d" * 99),
    **under_every_name("plain text", b"just words", *TEXTS),
    **under_every_name("PDF", PDF, ".pdf"),
    **under_every_name("PostScript", b"%!PS-Adobe-3.0"),
    **under_every_name("RTF", b"{\\rtf1\\ansi}"),
    **{
        f"{ending} by its true name": (f"a{ending}", lambda content=content: content, WRONG)
        for ending, content in {
            ".html": HTML, ".svg": SVG, ".php": PHP, ".sh": SHELL, ".exe": EXE, ".so": ELF,
            ".jar": JAR, ".zip": JAR, ".docm": docx("word/vbaProject.bin"), ".js": b"alert(1)",
            "": b"words", ".": b"words", ".txt.exe": EXE, ".pdf.html": HTML, ".txt::$DATA": PHP,
        }.items()
    },
    "archive as DOCX": ("a.docx", lambda: archive("word/fonts.xml", "letter.exe"), WRONG),
    "spreadsheet as DOCX": ("a.docx", xlsx, WRONG),
    "DOCX as ODT": ("a.odt", docx, WRONG),
    "archive without a list of parts": ("a.docx", lambda: archive("word/document.xml"), WRONG),
    "DOCX with macros": ("a.docx", lambda: docx("word/vbaProject.bin"), WRONG),
    "XLSX with macros, renamed": ("a.xlsx", lambda: xlsx("xl/VBAPROJECT.BIN"), WRONG),
    "ODT with macros": ("a.odt", lambda: odt("Basic/Standard/Module1.xml"), WRONG),
    "DOC with macros": ("a.doc", lambda: compound("WordDocument", "_VBA_PROJECT"), WRONG),
    "installer as DOC": ("a.doc", lambda: compound("Property", "Binary.Evil"), WRONG),
    "spreadsheet as DOC": ("a.doc", lambda: compound("Workbook"), WRONG),
    "half a compound file": ("a.doc", lambda: COMPOUND[:5], WRONG),
    "program before an archive": ("a.docx", lambda: EXE + docx(), WRONG),
    "half a DOCX": ("a.docx", lambda: docx()[:-30], WRONG),
    "DOCX with junk after it": ("a.docx", lambda: docx() + b"junk", WRONG),
    "DOCX with a crowded directory": ("a.docx", lambda: crowded(MANY), WRONG),
    "DOCX with two ends": ("a.docx", lambda: with_two_ends(MANY), WRONG),
    "DOCX with a 64-bit end": ("a.docx", lambda: with_64_bit_end(MANY), WRONG),
    "DOCX with an endless directory": ("a.docx", lambda: crowded(1, claimed_size=9**9), WRONG),
    "huge PNG": ("a.png", lambda: png(50_000, 50_000), WRONG),
    "huge PNG behind a small size": ("a.png", lambda: hidden_png(50_000, 50_000), WRONG),
    "huge GIF": ("a.gif", lambda: gif(50_000, 50_000), WRONG),
    "huge JPEG behind a small one": ("a.jpg", lambda: jpeg(50_000, 50_000), WRONG),
    "huge lossy WebP": ("a.webp", lambda: lossy(16_383, 16_383), WRONG),
    "huge lossless WebP": ("a.webp", lambda: lossless(16_384, 16_384), WRONG),
    "huge extended WebP": ("a.webp", lambda: extended(50_000, 50_000), WRONG),
    "WebP of no known kind": ("a.webp", lambda: webp(b"EVIL", bytes(20)), WRONG),
    "PNG without size": ("a.png", lambda: png(0, 9), WRONG),
    "PNG cut in its header": ("a.png", lambda: png(9, 9)[:18], WRONG),
    "JPEG cut before its size": ("a.jpg", lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF", WRONG),
    "JPEG of nothing but filling": ("a.jpg", lambda: b"\xff\xd8" + b"\xff" * 9**7, WRONG),
    "JPEG of half a million empty segments": (
        "a.jpg", lambda: b"\xff\xd8" + b"\xff\xe0\x00\x02" * 9**6, WRONG,
    ),
    "GIF as PNG": ("a.png", lambda: gif(9, 9), WRONG),
    "PNG as GIF": ("a.gif", lambda: png(9, 9), WRONG),
    "text in UTF-16": ("a.txt", lambda: "words".encode("utf-16"), WRONG),
    "text that ends in half a character": ("a.txt", lambda: b"words \xe0\xa4", WRONG),
    "binary after much text": ("a.txt", lambda: b"words " * 9999 + ELF, WRONG),
    "nothing": ("a.txt", lambda: b"", EMPTY),
    "nothing, as a picture": ("a.png", lambda: b"", EMPTY),
}  # fmt: skip
# What it is; its name; its content; as what it is kept and sent.
HARMLESS: Mapping[str, tuple[str, Build, str]] = {
    "HTML after words": ("a.txt", lambda: b"Look: " + HTML, "text/plain"),
    "script without a first line": ("a.txt", lambda: b"import os; os.system('x')", "text/plain"),
    "formulas": ("a.csv", lambda: b"=cmd|'/c calc'!A1,2\n", "text/csv"),
    "UTF-7": ("a.txt", lambda: b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-", "text/plain"),
    "document that unpacks to a thousand times its size": (
        "a.docx",
        lambda: archive(*DOCUMENT, size=20_000_000),
        f"{OFFICE}.wordprocessingml.document",
    ),
    "PDF with a script": ("a.pdf", lambda: PDF + b"/JS (app.alert(1))", "application/pdf"),
    "PDF that is HTML": ("a.pdf", lambda: PDF + HTML, "application/pdf"),
    "GIF that is a script": (
        "a.gif", lambda: gif(0x2A2F, 9) + b"*/=1;alert(1)", "image/gif",
    ),
    "GIF that is HTML": ("a.gif", lambda: gif(9, 9) + HTML, "image/gif"),
    "JPEG that is an archive": ("a.jpg", lambda: jpeg(9, 9) + JAR, "image/jpeg"),
    "JPEG that holds PHP": ("a.jpg", lambda: jpeg(9, 9) + PHP, "image/jpeg"),
    "PNG cut after its header": ("a.png", lambda: png(9, 9), "image/png"),
}  # fmt: skip
