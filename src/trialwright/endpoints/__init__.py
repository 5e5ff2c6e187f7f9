"""Endpoints: tested definitions that turn what was captured into events, responses and changes.

One participant from a plain record, without a study: `derive_recurrence_of`,
`derive_seroclearance_of`, `derive_undetectable_of`, `derive_child_pugh_increase_of`,
`derive_adverse_events_of`, `derive_qlqc30_change_of`. Every participant of a snapshot:
`endpoints.derive`; of a very large one, over columns: `endpoints.bulk.derive`.
"""

from importlib import import_module

__all__ = [
    "derive_adverse_events_of",
    "derive_child_pugh_increase_of",
    "derive_qlqc30_change_of",
    "derive_recurrence_of",
    "derive_seroclearance_of",
    "derive_undetectable_of",
]


def __getattr__(name: str) -> object:
    """Load the functions on plain records when one is asked for: few commands need them."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("trialwright.endpoints.records"), name)
