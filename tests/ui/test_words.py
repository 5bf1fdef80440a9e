"""The Nepali catalogue has every word of the package, and is compiled."""

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation.template import templatize

import django_support_tickets

PACKAGE = Path(django_support_tickets.__file__).parent
FOLDER = PACKAGE / "locale" / "ne" / "LC_MESSAGES"
ENTRY = re.compile(r'^(msgid|msgid_plural|msgstr(?:\[\d\])?) ((?:".*"\n?)+)', re.MULTILINE)
CALL = re.compile(r"""gettext(?:_noop)?\((u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))\)""")
PLURAL = re.compile(r"""ngettext\((u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")),""")
TRANSLATING = {"_", "gettext", "gettext_lazy", "ngettext"}


def text_of(quoted: str) -> str:
    return "".join(ast.literal_eval(line) for line in quoted.split("\n") if line)


def entries() -> list[dict[str, str]]:
    """Return the catalogue as it is written, without its header."""
    blocks = (FOLDER / "django.po").read_text(encoding="utf-8").split("\n\n")[1:]
    return [{key: text_of(words) for key, words in ENTRY.findall(block)} for block in blocks]


def words_of_templates() -> Iterator[str]:
    for path in (PACKAGE / "templates").rglob("*.*"):
        code = templatize(path.read_text(encoding="utf-8"))
        for quoted in CALL.findall(code) + PLURAL.findall(code):
            yield ast.literal_eval(quoted)


def words_of_code() -> Iterator[str]:
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in TRANSLATING:
                yield ast.literal_eval(node.args[0])


def test_every_word_is_in_the_catalogue() -> None:
    """``make words`` collects them."""
    wanted = {*words_of_templates(), *words_of_code()}
    assert len(wanted) > 400
    assert wanted - {entry["msgid"] for entry in entries()} == set()


def test_nothing_is_left_in_english_or_in_doubt() -> None:
    assert "fuzzy" not in (FOLDER / "django.po").read_text(encoding="utf-8")
    assert [entry for entry in entries() if not all(entry.values())] == []


def test_placeholders_are_kept() -> None:
    for entry in entries():
        names = set(re.findall(r"%\(\w+\)[sd]", entry["msgid"]))
        for key, words in entry.items():
            if key.startswith("msgstr"):
                assert set(re.findall(r"%\(\w+\)[sd]", words)) == names, entry


def test_what_is_compiled_is_what_is_written() -> None:
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for entry in entries():
        if "msgid_plural" in entry:
            one, many = entry["msgid"], entry["msgid_plural"]
            told = [compiled.ngettext(one, many, n) for n in (1, 2)]
            assert told == [entry["msgstr[0]"], entry["msgstr[1]"]]
        else:
            assert compiled.gettext(entry["msgid"]) == entry["msgstr"]


@pytest.mark.django_db
def test_the_pages_speak_it(browser: Client, settings: object) -> None:
    settings.LANGUAGE_CODE = "ne"  # type: ignore[attr-defined]
    shown = browser.get("/support/tickets/").content.decode()
    assert '<html lang="ne" dir="ltr">' in shown
    assert "मेरा टिकटहरू" in shown
    assert "अहिलेसम्म टिकट छैन" in shown
