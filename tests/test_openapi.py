"""docs/reference/openapi.yaml is what drf-spectacular makes of the code."""

import difflib
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("drf_spectacular")

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "docs" / "reference" / "openapi.yaml"
GENERATE = (
    "-m django spectacular --settings tests.projects.openapi.settings --validate --fail-on-warn"
)


def generate() -> "subprocess.CompletedProcess[str]":
    """Run the command that people run, under settings of its own."""
    command = [sys.executable, *GENERATE.split()]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_contract_is_what_the_code_does() -> None:
    made = generate()
    assert made.returncode == 0, made.stderr
    golden = GOLDEN.read_text(encoding="utf-8")
    changes = "\n".join(
        difflib.unified_diff(golden.splitlines(), made.stdout.splitlines(), lineterm="", n=2)
    )
    if changes:
        meant = f"If that is meant: python {GENERATE} --file {GOLDEN.relative_to(ROOT)}"
        pytest.fail(f"The contract changes:\n{changes}\n\n{meant}", pytrace=False)
