"""Sizes and names of the house, as docs/explanation/architecture.md gives them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = [
    path
    for folder in ("src", "tests", "example_project")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts
]
WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update"}
WRITES |= {"get_or_create", "update_or_create"}
WRITES |= {f"a{name}" for name in WRITES}
WRITERS = {
    "actions",
    "log",
    "outbox",
    "files",
    "models",
}  # files and models write no row of a ticket
FORBIDDEN_NAMES = {"common", "helpers", "utils"}


def functions_of(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_the_sources_are_found() -> None:
    assert ROOT / "src/django_support_tickets/__init__.py" in FILES


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_too_long_no_function_either_and_names_say_something(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= 400, f"{path} has {lines} lines"
    for function in functions_of(path):
        length = (function.end_lineno or 0) - function.lineno + 1
        assert length <= 60, f"{path}: {function.name}() has {length} lines"
    assert not FORBIDDEN_NAMES & {path.stem, path.parent.name}, f"{path} says nothing by its name"


def test_doors_and_readers_write_no_rows() -> None:
    """Invariant 7: a door calls an action."""
    package = ROOT / "src/django_support_tickets"
    found = [
        f"{path.relative_to(package)}:{node.lineno} .{node.func.attr}()"
        for path in FILES
        if package in path.parents
        and path.relative_to(package).parts[0].removesuffix(".py") not in WRITERS
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
    ]
    assert found == []
