"""Which room of the library may import which, and who breaks it: read from the source alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

# The order of a study. A room imports rooms before it, never one after it.
ROOMS = (
    "record",
    "definition",
    "capture",
    "synthetic",
    "datasets",
    "endpoints",
    "analysis",
    "planning",
    "report",
    "sharing",
)
# What stands beside the order: whatever a room is, it may use these.
SHARED = {
    "sentence": set(),
    "errors": set(),
    "exchange": {"errors", "sentence"},
    "instruments": {"errors", "sentence"},
}
# What binds the rooms together, so it may import all of them.
TOP = {"main", "cli", "commands", "output_folder", "__main__"}
NEVER = ("django", "trialwright_web")


def allowed(room: str) -> set[str]:
    if room in TOP:
        return {*ROOMS, *SHARED, *TOP}
    if room in SHARED:
        return {room, *SHARED[room]}
    if room in ROOMS:
        return {*ROOMS[: ROOMS.index(room) + 1], *SHARED}
    return set()


def check_import_direction(package: Path) -> list[str]:
    """Every forbidden import below the folder of the package, as "file:line imports what"."""
    findings = []
    for file in sorted(package.rglob("*.py")):
        room = room_of(file.relative_to(package))
        if room is not None and not allowed(room):
            findings.append(f"{file.name}: {room} is no room of the library")
            continue
        for line, module in imported_modules(file, package):
            if not may_import(room, module, package.name):
                findings.append(f"{file.relative_to(package)}:{line} imports {module}")
    return findings


def room_of(file: Path) -> str | None:
    """The folder or module directly below the package; None for the package itself."""
    room = file.parts[0].removesuffix(".py")
    return None if room == "__init__" else room


def may_import(room: str | None, module: str, package: str) -> bool:
    top, _, rest = module.partition(".")
    if top in NEVER:
        return False
    if top != package or not rest:
        return True
    return room is not None and rest.split(".")[0] in allowed(room)


def imported_modules(file: Path, package: Path) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything imported, inside functions too."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = full_name(node, file, package)
            for alias in node.names:
                # "from trialwright import report" names a room; "import __version__" none.
                is_room = source == package.name and not alias.name.startswith("__version")
                yield node.lineno, f"{source}.{alias.name}" if is_room else source


def full_name(node: ast.ImportFrom, file: Path, package: Path) -> str:
    if not node.level:
        return node.module or ""
    folders = (package.name, *file.relative_to(package).parts[:-1])
    base = folders[: len(folders) - node.level + 1]
    return ".".join((*base, *([node.module] if node.module else [])))
