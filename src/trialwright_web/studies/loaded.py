"""The study this site shows, read once when the site starts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from trialwright.definition import Definition, load_definition
from trialwright.definition.facts import FactRow, list_facts
from trialwright.definition.resolutions import resolutions
from trialwright_web.studies.review import Resolutions


@dataclass(frozen=True)
class LoadedStudy:
    """A definition with what is read from it on every page."""

    definition: Definition
    facts: tuple[FactRow, ...]
    resolutions: Resolutions


def load_study(directory: Path) -> LoadedStudy:
    """Read the study in `directory`. Raises DefinitionError with every problem found."""
    definition = load_definition(directory)
    return LoadedStudy(definition, list_facts(definition), resolutions(definition))


@cache
def loaded_study() -> LoadedStudy:
    """The study of the settings. A changed definition is seen at the next start."""
    return load_study(settings.STUDY_DIRECTORY)
