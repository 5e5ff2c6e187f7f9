"""report.yaml: the prose of the study's report, each statement with the rules or record behind it.

Numbers are never written here: they come from results. The report is written in English.
"""

from __future__ import annotations

from pydantic import Field

from trialwright.definition.analyses import Section
from trialwright.definition.provenance import Source
from trialwright.definition.scalars import Identifier, Model, RuleId, Text


class Method(Model):
    """One paragraph of the methods, with the rules it states."""

    title: Text
    text: Text
    rules: tuple[RuleId, ...] = Field(min_length=1)


class RecordNote(Model):
    """A place where the record clashes with its own tools or leaves a gap, and how it is read."""

    id: Identifier
    clash: Text
    reading: Text
    source: Source


class StandInUse(Model):
    """The sections whose numbers rest on a site parameter; its stand-in is printed there."""

    parameter: Identifier
    sections: tuple[Section, ...] = Field(min_length=1)


class ReportText(Model):
    """What the report says in words (report.yaml)."""

    introduction: tuple[Text, ...] = Field(min_length=1)
    methods: tuple[Method, ...] = Field(min_length=1)
    record_notes: tuple[RecordNote, ...] = ()
    limitations: tuple[Text, ...] = Field(min_length=1)
    stand_in_uses: tuple[StandInUse, ...] = ()
