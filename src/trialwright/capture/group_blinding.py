"""Who may see outcomes by group.

The treatment of this kind of study is known to everybody; what came of it is not, until it is
decided. Whoever treats, enters or cleans data and sees one group do better may steer by it.
"""

from __future__ import annotations

from collections.abc import Collection

from trialwright.capture.access import can


def sees_groups(status: str, roles: Collection[str], *, unblinded: bool) -> bool:
    """Whether somebody with `roles` sees outcomes by group in a study of this status.

    Statistician and data monitoring committee always; every other member once unblinding is
    recorded; a stranger without any role never.
    """
    return (unblinded and bool(roles)) or can("study", "view_groups", status, roles)
