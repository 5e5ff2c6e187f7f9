"""When an account takes no more passwords."""

from datetime import UTC, datetime, timedelta

import pytest

from trialwright.capture.lock_out import SignInState, after_failure, is_locked

NOON = datetime(2027, 3, 9, 12, tzinfo=UTC)
FIVE_WRONG = SignInState(5, NOON + timedelta(minutes=15))


@pytest.mark.parametrize("minutes", [0, 14])
def test_four_wrong_passwords_do_not_lock_and_the_fifth_does(minutes):
    state = SignInState()
    for wrong in range(1, 6):
        assert not is_locked(state, NOON)
        state = after_failure(state, NOON)
        assert state.failures == wrong
    assert state == FIVE_WRONG
    assert is_locked(state, NOON + timedelta(minutes=minutes))


def test_the_lock_ends_by_itself_and_the_count_begins_again():
    later = NOON + timedelta(minutes=15)
    assert not is_locked(FIVE_WRONG, later)
    assert after_failure(FIVE_WRONG, later) == SignInState(1)


def test_a_wrong_password_during_the_lock_makes_it_longer():
    assert after_failure(FIVE_WRONG, NOON + timedelta(minutes=10)) == SignInState(
        6, NOON + timedelta(minutes=25)
    )
