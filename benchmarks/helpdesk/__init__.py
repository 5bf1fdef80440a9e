"""django-helpdesk in an environment and a process of its own, which takes turns with ours."""

import base64
import json
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.turns import Call, Took

HERE = Path(__file__).resolve().parents[2]
HOME = HERE / "build" / "helpdesk"
# The newest release, with as much of the rest as the two have in common.
PACKAGES = (
    "django-helpdesk",
    *(f"{name}=={version(name)}" for name in ("Django", "djangorestframework")),
    f"psycopg[binary]=={version('psycopg')}",
)


def python() -> Path:
    """Return the Python that has django-helpdesk; the first time, install it under ``build/``."""
    found = HOME / "bin" / "python"
    if not (HOME / "ready").exists():
        venv.create(HOME, clear=True, with_pip=True)
        subprocess.run([found, "-m", "pip", "install", "-qq", *PACKAGES], check=True)  # noqa: S603
        (HOME / "ready").touch()
    return found


class Helpdesk:
    """The other process, asked through its pipes; it takes the time itself."""

    def __init__(self, process: "subprocess.Popen[str]", people: dict[str, int]) -> None:
        self.process = process
        self.release = self._ask(people).strip()

    def _ask(self, question: Any) -> str:
        asked, answered = self.process.stdin, self.process.stdout
        if asked is None or answered is None:
            raise ValueError(self.process)
        asked.write(json.dumps(question) + "\n")
        asked.flush()
        answer = answered.readline()
        if not answer:
            raise ValueError(question)  # the process has ended, and has said why
        return answer

    def call(self, method: str, url: str, data: Any = None, *, by: str = "agent") -> Call:
        """Return a call."""
        return lambda: Took(*json.loads(self._ask([by, method, url, data])))

    def list_of(self, *, start: int = 0, search: str = "", **filtering: Any) -> Call:
        """Return a call for ten rows of its page of tickets, newest first."""
        query = {"filtering": filtering, "sorting": "created", "sortreverse": True}
        words = base64.b64encode(json.dumps(query | {"search_string": search}).encode()).decode()
        url = f"/datatables_ticket_list/{words}?draw=1&start={start}&length=10"
        return self.call("get", url)


@contextmanager
def helpdesk(people: dict[str, int]) -> Iterator[Helpdesk]:
    """Copy the desk into its tables and let it answer until the block ends."""
    with subprocess.Popen(  # noqa: S603
        [python(), "-m", "benchmarks.helpdesk.site"],
        cwd=HERE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=sys.stderr,
        text=True,
    ) as process:
        try:
            yield Helpdesk(process, people)
        finally:
            process.terminate()
