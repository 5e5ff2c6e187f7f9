"""What participants are asked to agree to beside taking part: texts with their versions, and uses.

The texts are the hospital's, approved by its ethics committee; here stand their versions only.
"""

from __future__ import annotations

from datetime import date

from pydantic import Field, field_validator, model_validator

from trialwright.definition.scalars import Bilingual, Identifier, ItemRef, Model, Text, Truth


class ConsentText(Model):
    """One approved version of the consent text.

    `reconsent`: whoever agreed to an earlier version is asked again.
    """

    version: Text
    approved: Text
    reconsent: Truth = False

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
    """One use of data or specimens, and the yes/no item that permits it."""

    id: Identifier
    label: Bilingual
    item: ItemRef


class WithdrawnBy(Model):
    """The answers of an item that withdraw every consent."""

    item: ItemRef
    codes: tuple[Text, ...] = Field(min_length=1)


class Consent(Model):
    """How consent is recorded (site.yaml).

    `given_on` and `version` are items of the form that holds the items of the uses; each of its
    entries is one act of consent, the latest of which counts.
    """

    given_on: ItemRef
    version: ItemRef
    uses: tuple[ConsentUse, ...] = Field(min_length=1)
    withdrawn_by: WithdrawnBy | None = None
    texts: tuple[ConsentText, ...] = ()

    @property
    def form(self) -> str:
        """The form on which consent is recorded."""
        return self.given_on.partition(".")[0]

    @model_validator(mode="after")
    def _consistent(self) -> Consent:
        items = (self.version, *(use.item for use in self.uses))
        if any(item.partition(".")[0] != self.form for item in items):
            raise ValueError(f"every item of consent stands on one form, here {self.form}")
        versions = [text.version for text in self.texts]
        if len(set(versions)) < len(versions):
            raise ValueError("each version of the consent text has a name of its own")
        days = [text.approved_on for text in self.texts]
        if days != sorted(set(days)):
            raise ValueError("list the consent texts by the day they were approved, one a day")
        return self
