"""Which participants lose their quasi-identifiers, so that everyone else has enough look-alikes.

The record names no threshold (IPD-05): the plan's own, `risk.smallest_class`, decides.

All quasi-identifiers of a participant in a small class are suppressed, and with them the items that
would give them back. Blanking only one of them would keep more, but the rest of the row, read
against the classes that are shown, can tell which value is hidden.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from trialwright.errors import Problem, ReleaseRefused
from trialwright.sharing.classes import EquivalenceClasses, derive_classes
from trialwright.sharing.quasi_identifiers import Profile


def derive_suppressed(profiles: Mapping[str, Profile], smallest_class: int) -> frozenset[str]:
    """The participants to suppress, given everyone's quasi-identifiers.

    First every class below `smallest_class`. If those are fewer people than that, whoever knows
    a rare combination would find them among themselves; then the smallest class left is added
    (ties: in the order of the values) until they are enough. Raises ReleaseRefused when the whole
    study is smaller than a class.
    """
    if len(profiles) < smallest_class:
        what = f"{len(profiles)} participants are fewer than the smallest class of {smallest_class}"
        cure = "share when more participants are enrolled and permit it"
        raise ReleaseRefused(Problem("", 0, "participants", what, cure))
    sizes = Counter(profiles.values())
    small = {profile for profile, size in sizes.items() if size < smallest_class}
    left = sorted(sizes.keys() - small, key=lambda profile: (sizes[profile], _order(profile)))
    while small and left and sum(sizes[profile] for profile in small) < smallest_class:
        small.add(left.pop(0))
    return frozenset(person for person, profile in profiles.items() if profile in small)


def released_classes(
    profiles: Mapping[str, Profile], suppressed: frozenset[str]
) -> EquivalenceClasses:
    """The classes of those whose values are shown; fully suppressed rows are no class."""
    return derive_classes([p for person, p in profiles.items() if person not in suppressed])


def _order(profile: Profile) -> tuple[str, ...]:
    return tuple(value or "" for value in profile)
