"""The name of a file as people may see it."""

from __future__ import annotations

import unicodedata

LONGEST = 150
_JOINERS = "\u200c\u200d"  # invisible too, but Nepali and emoji are written with them


def readable_name(name: str) -> str:
    """Return ``name`` without path, control characters and direction overrides, and not too long.

    The ending survives a cut, because people and browsers go by it.
    """
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    name = " ".join("".join(map(_shown, name)).split()).lstrip(f". {_JOINERS}") or "file"
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        return name[:LONGEST]
    return f"{stem[: LONGEST - len(ending) - 1]}.{ending}"


def _shown(character: str) -> str:
    # Format characters reorder a line: "exe.fdp" can look like "pdf.exe" (Unicode TR 36).
    kind = unicodedata.category(character)
    if kind in {"Cf", "Cs"} and character not in _JOINERS:
        return ""
    return " " if kind in {"Cc", "Zl", "Zp"} else character


def extension(name: str) -> str:
    """Return the name's ending in lower case with its dot, or an empty string."""
    _stem, dot, ending = name.rpartition(".")
    return f".{ending.lower()}" if dot else ""
