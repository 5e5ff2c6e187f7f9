"""The record in the registry's own form, API version 2: what came in goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialwright.record.exports.export import Export
from trialwright.record.json_values import thaw
from trialwright.record.masking import mask_contacts

if TYPE_CHECKING:
    from trialwright.record.read import Record


def export_registry(record: Record, *, contacts: bool = False) -> Export:
    """The v2 study object with every key of the record, unknown ones too, in the order received.

    With `contacts` the export is lossless: reading it gives an equal study. Without, the data of
    single persons are masked (CON-01), and nothing else differs.
    """
    study = record.study if contacts else mask_contacts(record.study)
    return Export(thaw(study), ())
