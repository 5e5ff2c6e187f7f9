"""synthetic.yaml: the parameters of the synthetic cohort and the rehearsal's stand-ins."""

from __future__ import annotations

from pydantic import Field

from trialwright.definition.provenance import Source
from trialwright.definition.scalars import Identifier, Model, Number, Text, Whole


class Parameter(Model):
    """One number, list or table of the simulation, with the publication or the reason behind it."""

    value: Number | tuple[Number, ...] | dict[str, Number]
    unit: Text
    source: Source


class StandIn(Model):
    """A value that replaces an open site parameter in a rehearsal, printed wherever it is used."""

    parameter: Identifier
    value: Text
    because: Text


class Synthetic(Model):
    """The synthetic cohort (synthetic.yaml)."""

    participants: Whole = Field(ge=1)
    seed: Whole = Field(ge=0)
    first_enrolment: Text
    data_cutoff: Text
    parameters: dict[Identifier, Parameter]
    stand_ins: tuple[StandIn, ...] = ()
