"""Who sees outcomes by group, role by role."""

import pytest

from trialwright.capture.access import ROLES
from trialwright.capture.group_blinding import sees_groups

ALWAYS = {"statistician", "dmc_member"}


@pytest.mark.parametrize("status", ["open", "locked"])
@pytest.mark.parametrize("role", ROLES)
def test_before_unblinding_only_statistician_and_committee_see_groups(role, status):
    assert sees_groups(status, [role], unblinded=False) == (role in ALWAYS)


@pytest.mark.parametrize("role", ROLES)
def test_after_unblinding_every_member_sees_groups(role):
    assert sees_groups("locked", [role], unblinded=True)


@pytest.mark.parametrize("unblinded", [True, False])
def test_a_stranger_never_sees_groups(unblinded):
    assert not sees_groups("locked", [], unblinded=unblinded)
