"""The charter of a blinded endpoint review, as endpoints.yaml declares it (rule REC-14)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from trialwright.definition.provenance import Source
from trialwright.definition.scalars import Model, Text, Truth, Whole

#: What two reads of one scan are compared by.
Difference = Literal["usable", "new_lesion", "category", "site"]


class Charter(Model):
    """Which scans are read again, how, and when an adjudicator decides.

    `scans` is "all", or "flagged": those on which the local reader saw a lesion or could not assess
    the images, and one in `clean_one_in` of the rest, so that being sent to review says nothing.
    `sequential` keeps the scans of one participant in their order. Reads are due `due_days` after
    the local one. An adjudicator decides where two reads differ in one of `adjudicate_on`.
    """

    version: Text
    scans: Literal["all", "flagged"]
    clean_one_in: Whole | None = Field(default=None, ge=1)
    sequential: Truth
    due_days: Whole = Field(ge=1)
    adjudicate_on: tuple[Difference, ...] = Field(min_length=1)
    source: Source

    @model_validator(mode="after")
    def _control_scans(self) -> Charter:
        if (self.scans == "flagged") != (self.clean_one_in is not None):
            raise ValueError("give `clean_one_in` with the scans `flagged`, and only then")
        if len(set(self.adjudicate_on)) < len(self.adjudicate_on):
            raise ValueError("`adjudicate_on` names the same difference twice")
        return self
