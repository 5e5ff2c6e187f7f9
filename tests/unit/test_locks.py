"""The two lock files pin everything, with hashes and without an address."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REQUIREMENTS = ROOT / "requirements"
SOURCES = ROOT / "src"
OWN = {"trialwright", "trialwright_web"}


def read_pins(name: str) -> dict[str, list[str]]:
    """For each pin "name==version" its hashes; the marker that may follow it is left out."""
    pins: dict[str, list[str]] = {}
    for line in (REQUIREMENTS / name).read_text().splitlines():
        if re.match(r"[a-z0-9]", line):
            pin = line.removesuffix(" \\").split(" ; ")[0]
            pins[pin] = []
        elif "--hash=" in line:
            pins[pin].append(line.strip().removesuffix(" \\"))
    return pins


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def names_in(lines: list[str]) -> set[str]:
    wanted = (line for line in lines if line and line[0] not in "#-")
    return {normalised(re.split(r"[^\w.-]", line)[0].split("==")[0]) for line in wanted}


def imported_packages(folder: Path) -> Iterator[tuple[str, Path]]:
    """What the sources cannot start without: imports inside a `try` are optional."""
    for file in sorted(folder.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        tries = [node for node in ast.walk(tree) if isinstance(node, ast.Try)]
        optional = {id(inner) for node in tries for inner in ast.walk(node)}
        for node in ast.walk(tree):
            if id(node) in optional:
                continue
            if isinstance(node, ast.Import):
                yield from ((alias.name.split(".")[0], file) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level:
                yield (node.module or "").split(".")[0], file


@pytest.mark.parametrize("name", ["run.lock", "test.lock"])
def test_a_lock_holds_no_address(name: str):
    text = (REQUIREMENTS / name).read_text()
    assert "://" not in text
    assert not re.search(r"^\s*(--(index|extra-index|find-links)|-[if]\b)", text, re.MULTILINE)


@pytest.mark.parametrize("name", ["run.lock", "test.lock"])
def test_every_package_is_pinned_with_hashes(name: str):
    pins = read_pins(name)
    assert pins
    for pin, hashes in pins.items():
        assert re.fullmatch(r"[\w.-]+==[\w.+!]+", pin), pin
        assert hashes, pin


def test_the_test_lock_holds_the_run_lock_unchanged():
    run, test = read_pins("run.lock"), read_pins("test.lock")
    assert {pin: test.get(pin) for pin in run} == run


@pytest.mark.parametrize("name", ["run", "test"])
def test_everything_asked_for_is_locked(name: str):
    asked = names_in((REQUIREMENTS / f"{name}.in").read_text().splitlines())
    assert asked <= names_in(list(read_pins(f"{name}.lock")))


def test_everything_the_sources_import_is_asked_for():
    asked = names_in((REQUIREMENTS / "run.in").read_text().splitlines())
    distributions = packages_distributions()
    for module, file in imported_packages(SOURCES):
        if module in sys.stdlib_module_names or module in OWN:
            continue
        providers = {normalised(each) for each in distributions.get(module, [])}
        assert providers & asked, f"{file} imports {module}, which run.in does not ask for"
