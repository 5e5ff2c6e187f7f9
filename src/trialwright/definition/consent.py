"""What participants are asked to agree to: texts with their versions, and uses with what ends them.

The texts are the hospital's, approved by its ethics committee. A text marked as a draft stands in
for one in a rehearsal.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Literal

from pydantic import Field, field_validator, model_validator

from trialwright.definition.scalars import Bilingual, Identifier, ItemRef, Model, Text, Truth

#: What the program itself does about a use. `study`: after its withdrawal nothing more is collected;
#: what was collected stays, for a safety signal must not vanish with the person (ICH E6(R2) 4.3.4).
#: `package`: who does not permit it is in no package, with nothing from before either. `specimens`:
#: who withdraws it stands on the list of specimens to destroy. `other`: it is recorded and shown.
Governs = Literal["study", "package", "specimens", "other"]


class ConsentText(Model):
    """One approved version of the consent text, used from the day `approved` on.

    `reconsent`: whoever agreed to an earlier version is asked again. `covers` are items about which
    nobody is asked before they have agreed to this version or a later one. `says` is the wording,
    paragraph by paragraph. A `draft` was approved by nobody.
    """

    version: Text
    approved: Text
    draft: Truth = False
    reconsent: Truth = False
    covers: tuple[ItemRef, ...] = ()
    says: tuple[Bilingual, ...] = ()

    @field_validator("approved")
    @classmethod
    def _is_a_day(cls, text: str) -> str:
        try:
            date.fromisoformat(text)
        except ValueError:
            raise ValueError("expected a date such as 2026-03-02") from None
        return text

    @property
    def approved_on(self) -> date:
        """The day from which the version is used."""
        return date.fromisoformat(self.approved)


class ConsentUse(Model):
    """One use of data or specimens, and the yes/no item that permits it.

    `governs` says what the program does about it; `on_withdrawal` tells people what withdrawal stops.
    """

    id: Identifier
    label: Bilingual
    item: ItemRef
    governs: Governs = "other"
    on_withdrawal: Bilingual | None = None


class WithdrawnBy(Model):
    """The answers of an item that withdraw every consent."""

    item: ItemRef
    codes: tuple[Text, ...] = Field(min_length=1)


class UseWithdrawal(Model):
    """The form on which one use is withdrawn: its day, and which use, coded by the ids of the uses."""

    withdrawn_on: ItemRef
    use: ItemRef

    @property
    def form(self) -> str:
        """The form on which a use is withdrawn."""
        return self.use.partition(".")[0]


class Consent(Model):
    """How consent is recorded (site.yaml).

    `given_on` and `version` are items of the form that holds the items of the uses; each of its
    entries is one act of consent, the latest of which counts. `withdrawn_by` ends every use,
    `withdrawal` one of them; a use that governs the study ends every other with it.
    """

    given_on: ItemRef
    version: ItemRef
    uses: tuple[ConsentUse, ...] = Field(min_length=1)
    withdrawn_by: WithdrawnBy | None = None
    withdrawal: UseWithdrawal | None = None
    texts: tuple[ConsentText, ...] = ()

    @property
    def form(self) -> str:
        """The form on which consent is recorded."""
        return self.given_on.partition(".")[0]

    def governing(self, what: Governs) -> ConsentUse | None:
        """The use that governs the study, the package or the specimens; None where none does."""
        return next((use for use in self.uses if use.governs == what), None)

    def in_force(self, day: date) -> ConsentText | None:
        """The text that is put to people on `day`; None before the first."""
        return next((text for text in reversed(self.texts) if text.approved_on <= day), None)

    @model_validator(mode="after")
    def _consistent(self) -> Consent:
        items = (self.version, *(use.item for use in self.uses))
        if any(item.partition(".")[0] != self.form for item in items):
            raise ValueError(f"every item of consent stands on one form, here {self.form}")
        if len({use.id for use in self.uses}) < len(self.uses):
            raise ValueError("each use has a name of its own")
        governing = Counter(use.governs for use in self.uses if use.governs != "other")
        if twice := sorted(what for what, count in governing.items() if count > 1):
            raise ValueError(f"only one use governs the {twice[0]}")
        if self.withdrawal and self.withdrawal.withdrawn_on.partition(".")[0] != (
            self.withdrawal.form
        ):
            raise ValueError(f"a withdrawal stands on one form, here {self.withdrawal.form}")
        versions = [text.version for text in self.texts]
        if len(set(versions)) < len(versions):
            raise ValueError("each version of the consent text has a name of its own")
        days = [text.approved_on for text in self.texts]
        if days != sorted(set(days)):
            raise ValueError("list the consent texts by the day they were approved, one a day")
        return self
