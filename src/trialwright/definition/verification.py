"""verification.yaml: which entries a monitor compares with the source documents, and of whom.

Source data verification is risk based (ICH E6(R3) 3.11.4, E6(R2) 5.18.3): what decides rights,
safety and the primary outcome is compared for everybody, the rest for a sample of participants.
Without the file a monitor verifies whole forms, as they choose.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from trialwright.definition.provenance import Source
from trialwright.definition.scalars import Bilingual, Identifier, ItemRef, Model, Whole

Extent = Literal["everybody", "sample"]


class Sample(Model):
    """Whose entries are verified where a row says `sample`.

    The `first` participants of the site, in the order of their screening numbers; of those after
    them every `every`-th, or a `percent` share. Who belongs to the share follows from a hash of
    study and number, so that it is the same at every look and nobody draws it.
    """

    first: Whole = Field(default=0, ge=0, le=10_000)
    every: Whole | None = Field(default=None, ge=1, le=10_000)
    percent: Whole | None = Field(default=None, ge=1, le=100)
    source: Source

    @model_validator(mode="after")
    def _somebody(self) -> Sample:
        if self.every is not None and self.percent is not None:
            raise ValueError("give either every or percent, not both")
        if not self.first and self.every is None and self.percent is None:
            raise ValueError("the sample is empty; give first, every or percent")
        return self


class VerificationRow(Model):
    """Whole `forms`, and single `items` of other forms, with the extent to which they are verified.

    `visits` narrows the row to some visits; without it every visit is meant.
    """

    id: Identifier
    label: Bilingual
    extent: Extent
    forms: tuple[Identifier, ...] = ()
    items: tuple[ItemRef, ...] = ()
    visits: tuple[Identifier, ...] = ()
    source: Source

    @model_validator(mode="after")
    def _names_something(self) -> VerificationRow:
        if not self.forms and not self.items:
            raise ValueError("the row names nothing; give forms or items")
        return self


class VerificationPlan(Model):
    """The plan of source data verification. Where two rows name an item, `everybody` wins."""

    sample: Sample | None = None
    rows: tuple[VerificationRow, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _has_its_sample(self) -> VerificationPlan:
        if self.sample is None and any(row.extent == "sample" for row in self.rows):
            raise ValueError("a row asks for a sample; say in `sample` who belongs to it")
        return self
