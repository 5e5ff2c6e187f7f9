"""The study this site shows, read once when the site starts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from trialwright.definition import Definition, load_definition
from trialwright.definition.facts import FactRow, list_facts
from trialwright.definition.registry_values import defined_groups
from trialwright.definition.resolutions import resolutions
from trialwright.record.propose import KnownValue
from trialwright_web.studies.review import Resolutions


@dataclass(frozen=True)
class LoadedStudy:
    """A definition with what is read from it on every page."""

    definition: Definition
    facts: tuple[FactRow, ...]
    resolutions: Resolutions
    registry_values: tuple[KnownValue, ...]


def load_study(directory: Path) -> LoadedStudy:
    """Read the study in `directory`. Raises DefinitionError with every problem found."""
    definition = load_definition(directory)
    values = defined_groups(definition.record, definition)
    return LoadedStudy(definition, list_facts(definition), resolutions(definition), values)


@cache
def loaded_study() -> LoadedStudy:
    """The study of the settings. A changed definition is seen at the next start."""
    return load_study(settings.STUDY_DIRECTORY)
