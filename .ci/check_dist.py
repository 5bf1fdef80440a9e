"""What is in the wheel and in the sdist of a folder: all that is needed, and nothing else.

`tox -e dist` builds both and runs this.
"""

import sys
import tarfile
import zipfile
from email.parser import Parser
from pathlib import Path, PurePosixPath

try:
    import tomllib
except ModuleNotFoundError:  # Python 3.10, where build brings it
    import tomli as tomllib

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "django_support_tickets"
NEEDED = ("templates/", "static/", "migrations/0001", "management/commands/", "py.typed")
SDIST = {"CHANGELOG.md", "LICENSE", "PKG-INFO", "README.md", "docs", "example_project"}
SDIST |= {".gitignore", "pyproject.toml", "src", "tests", "tox.ini"}
RUBBISH = {"__pycache__", "_build", "var", ".venv", ".tox", "node_modules", ".DS_Store"}


def source_files() -> set[str]:
    """Return the package's files; of each catalogue of words also the compiled one."""
    paths = {path for path in PACKAGE.rglob("*") if path.is_file() and not rubbish(path.parts)}
    paths |= {path.with_suffix(".mo") for path in paths if path.suffix == ".po"}
    return {path.relative_to(PACKAGE.parent).as_posix() for path in paths}


def rubbish(parts: tuple[str, ...]) -> bool:
    return bool(RUBBISH & {*parts})


def faults_of_wheel(names: set[str], metadata: str) -> list[str]:
    ours = {name for name in names if ".dist-info/" not in name}
    faults = [f"the wheel lacks {name}" for name in sorted(source_files() - ours)]
    faults += [f"the wheel has {name}" for name in sorted(ours - source_files())]
    for part in NEEDED:
        if not any(name.startswith(f"django_support_tickets/{part}") for name in ours):
            faults.append(f"the wheel has nothing below {part}")
    if not any(name.endswith("/licenses/LICENSE") for name in names):
        faults.append("the wheel lacks its licence")
    return faults + faults_of_metadata(metadata)


def faults_of_metadata(text: str) -> list[str]:
    said = Parser().parsestr(text)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = [each for each in said.get_all("Requires-Dist") or [] if "extra ==" not in each]
    facts = {
        "Name": (said["Name"], project["name"]),
        "Requires-Python": (said["Requires-Python"], project["requires-python"]),
        "License-Expression": (said["License-Expression"], project["license"]),
        "Provides-Extra": (
            sorted(said.get_all("Provides-Extra") or []),
            sorted(project["optional-dependencies"]),
        ),
        "Requires-Dist": (
            sorted(map(str.lower, needed)),
            sorted(map(str.lower, project["dependencies"])),
        ),
        "Classifier": (sorted(said.get_all("Classifier") or []), sorted(project["classifiers"])),
    }
    return [
        f"{field}: {got!r} is not {want!r}" for field, (got, want) in facts.items() if got != want
    ]


def faults_of_sdist(names: set[str]) -> list[str]:
    inside = {PurePosixPath(*PurePosixPath(name).parts[1:]) for name in names}
    tops = {path.parts[0] for path in inside if path.parts}
    faults = [f"the sdist lacks {name}" for name in sorted(SDIST - tops)]
    faults += [f"the sdist has {name}" for name in sorted(tops - SDIST)]
    faults += [f"the sdist has {path}" for path in sorted(inside) if rubbish(path.parts)]
    packed = {str(path.relative_to("src")) for path in inside if path.parts[:1] == ("src",)}
    return faults + [f"the sdist lacks src/{name}" for name in sorted(source_files() - packed)]


def main(folder: Path) -> int:
    """Print what is wrong and return 1, or 0 if nothing is."""
    [wheel], [sdist] = folder.glob("*.whl"), folder.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        [metadata] = [name for name in names if name.endswith(".dist-info/METADATA")]
        faults = faults_of_wheel(names, archive.read(metadata).decode())
    with tarfile.open(sdist) as archive:
        faults += faults_of_sdist({each.name for each in archive if each.isfile()})
    for fault in faults:
        print(fault)
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
