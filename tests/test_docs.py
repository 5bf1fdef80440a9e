"""The reference pages leave nothing out."""

import re
from configparser import ConfigParser
from importlib.metadata import requires
from itertools import product
from pathlib import Path

import pytest

from django_support_tickets import actions, checks, conf, enums
from django_support_tickets.api import errors

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs" / "reference"
SECURITY = ROOT / "docs" / "explanation" / "security.md"
TRIPLE = re.compile(r"py(\d+)-django(\d+)-(\w+)")
DATABASES = ("sqlite", "postgresql", "mariadb")
NOT_FOR_HOSTS = {
    # Run by commands and by the outbox.
    *(
        "delete_closed_tickets",
        "delete_orphans",
        "expire_unclaimed_files",
        "inspect_file",
        "inspect_waiting_files",
    ),
    "put_in_inbox",
}


def page(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("key", conf.KEYS)
def test_every_setting_is_explained(key: str) -> None:
    assert re.search(rf"^### {key}$", page("settings.md"), re.MULTILINE)


def test_every_system_check_is_named_where_its_key_is() -> None:
    package = Path(checks.__file__).parent.parent
    source = "".join(path.read_text(encoding="utf-8") for path in package.rglob("*.py"))
    given = {f"E{int(number):03}" for number in re.findall(r"wrong\((\d+),", source)}
    given |= set(re.findall(r"support_tickets\.([EW]\d{3})", source))
    named = set(re.findall(r"support_tickets\.([EW]\d{3})", page("settings.md")))
    assert given
    assert named == given


@pytest.mark.parametrize("type_", enums.EventType.values)
def test_every_type_of_event_is_explained(type_: str) -> None:
    assert f"`{type_}`" in page("events.md")


@pytest.mark.parametrize(
    "code",
    sorted(
        {*errors.STATUS_BY_CODE, *(code for code, _status in errors.CODE_BY_EXCEPTION.values())}
    ),
)
def test_every_error_is_explained(code: str) -> None:
    assert f"| `{code}` |" in page("errors.md")


@pytest.mark.parametrize("name", sorted({*actions.__all__} - NOT_FOR_HOSTS))
def test_every_action_is_explained(name: str) -> None:
    assert f"`{name}(" in page("actions.md")


def test_every_call_is_in_the_table_of_calls() -> None:
    golden = re.findall(r"^  (/\S+):$", page("openapi.yaml"), re.MULTILINE)
    assert golden
    missing = [path for path in golden if f"{path}`]" not in page("api.md")]
    assert not missing, f"docs/reference/api.md does not have {missing}"


def test_every_threat_names_a_test_that_there_is() -> None:
    text = SECURITY.read_text(encoding="utf-8")
    table = text.partition("## Threats")[2].partition("\n## ")[0]
    rows = [row for row in table.splitlines() if row.startswith("| ")][1:]
    proofs = [re.search(r"`(\S+)::(test_\w+)` \|$", row) for row in rows]
    assert len(rows) > 30
    assert all(proofs), "a threat without a test"
    for path, name in (proof.groups() for proof in proofs if proof):
        assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), f"{path}::{name}"


def braces(pattern: str) -> list[str]:
    """Return what a line of tox's ``env_list`` stands for."""
    parts = re.findall(r"\{([^}]*)\}|([^{]+)", pattern)
    choices = [several.split(",") if several else [one] for several, one in parts]
    return ["".join(each) for each in product(*choices)]


def test_compatibility_is_what_tox_proves() -> None:
    tox = ConfigParser(interpolation=None)
    tox.read(ROOT / "tox.ini", encoding="utf-8")
    names = [name for line in tox["tox"]["env_list"].split() for name in braces(line)]
    proven = {match.groups() for name in names if (match := TRIPLE.fullmatch(name))}
    rows = re.findall(
        r"^\| (\d\.\d) \| ([\d., ]+) \|(.*)\|$", page("compatibility.md"), re.MULTILINE
    )
    said = {
        (python.replace(".", ""), django.replace(".", ""), database)
        for django, pythons, answers in rows
        for python in pythons.split(", ")
        for database, answer in zip(DATABASES, answers.split("|"), strict=True)
        if answer.strip() == "yes"
    }
    assert proven
    assert said == proven


def test_lowest_versions_are_what_the_package_asks_for() -> None:
    core = [line for line in requires("django-support-tickets") or [] if "extra ==" not in line]
    said = re.findall(r"^\| ([\w-]+) \| ([\d.]+) \|$", page("compatibility.md"), re.MULTILINE)
    assert {f"{name}>={version}".lower() for name, version in said} == {*map(str.lower, core)}
