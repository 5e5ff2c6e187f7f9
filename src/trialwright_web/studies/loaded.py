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
    return read_study(load_definition(directory))


def read_study(definition: Definition) -> LoadedStudy:
    """What is read from a definition on every page."""
    values = defined_groups(definition.record, definition)
    return LoadedStudy(definition, list_facts(definition), resolutions(definition), values)


@cache
def loaded_study() -> LoadedStudy:
    """The study of the settings, in the version in force.

    A version in the folder that nobody put in force waits: the site goes on with the kept one.
    """
    # The applications behind it load this module before they are ready themselves.
    from trialwright_web.oversight.versions import definition_in_force, kept_version

    loaded = load_study(settings.STUDY_DIRECTORY)
    study = loaded.definition.study.id
    in_force = definition_in_force(study)
    if in_force in ("", loaded.definition.hash):
        return loaded
    return read_study(kept_version(study, in_force))
