"""New names: an order nobody can guess, the same for the same key, and no trace of the old ones."""

import pytest

from drawn_people import SECRET, Drawn, snapshot_of, study
from trialwright.errors import ReleaseRefused
from trialwright.sharing.identifiers import (
    REHEARSAL_KEY,
    choose_key,
    derive_identifiers,
    derive_visit_names,
)
from trialwright.sharing.key_file import load_key

PEOPLE = [f"SZ-{n:04d}" for n in range(1, 41)]


def test_the_same_key_gives_the_same_names_whatever_the_order_of_the_participants():
    assert derive_identifiers(PEOPLE, SECRET) == derive_identifiers(PEOPLE[::-1], SECRET)


def test_another_key_gives_another_order():
    names = [derive_identifiers(PEOPLE, key) for key in (SECRET, SECRET[::-1])]
    assert names[0] != names[1]
    assert set(names[0].values()) == set(names[1].values())


def test_names_are_numbered_without_gaps_so_that_nobody_left_out_shows():
    names = derive_identifiers(PEOPLE, SECRET)
    assert sorted(names.values()) == [f"X{n:03d}" for n in range(1, 41)]


def test_names_do_not_follow_the_order_of_enrolment():
    names = derive_identifiers(PEOPLE, SECRET)
    assert [names[old] for old in PEOPLE] != sorted(names.values())


def test_a_name_that_is_in_use_at_the_site_is_not_given_to_somebody_else():
    assert set(derive_identifiers(["X001", "X002"], SECRET).values()) == {"Y001", "Y002"}
    assert derive_identifiers(["A"], SECRET, in_use=["X001", "Y001"]) == {"A": "Z001"}


def test_real_data_need_a_secret_key():
    for key in (None, b"short", REHEARSAL_KEY):
        with pytest.raises(ReleaseRefused, match="secret key of at least 32 bytes"):
            choose_key(key, synthetic=False)
    assert choose_key(SECRET, synthetic=False) == SECRET


def test_a_rehearsal_uses_the_published_key_so_that_its_hash_is_the_same_everywhere():
    assert choose_key(None, synthetic=True) == REHEARSAL_KEY
    assert choose_key(SECRET, synthetic=True) == REHEARSAL_KEY


def test_planned_visits_keep_their_names_and_others_are_numbered():
    also = {
        ("W12", "mri_read", 0): {"usable": "yes"},
        ("2026-07-04", "mri_read", 0): {"usable": "yes"},
        ("call of Ms Wang", "mri_read", 0): {"usable": "no"},
    }
    participant = snapshot_of([Drawn("SZ-0001", also=also)]).participants[0]
    names = derive_visit_names(study().schedule, participant)
    assert names["W12"] == "W12"
    assert names["RUNNING"] == "RUNNING"
    assert names["2026-07-04"] == "UNSCHEDULED_1"
    assert names["call of Ms Wang"] == "UNSCHEDULED_2"


def test_the_key_file_is_made_once_and_only_its_owner_can_read_it(tmp_path):
    path = tmp_path / "keys" / "ID_KEY"
    key = load_key(path)
    assert load_key(path) == key
    assert len(key) == 32
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_key_file_that_others_can_read_is_refused(tmp_path):
    path = tmp_path / "ID_KEY"
    load_key(path)
    path.chmod(0o644)
    with pytest.raises(ReleaseRefused, match="others may read the key"):
        load_key(path)


@pytest.mark.parametrize("text", ["", "secret", "00ff"])
def test_a_key_file_without_a_whole_key_is_refused(tmp_path, text):
    path = tmp_path / "ID_KEY"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(ReleaseRefused, match="key"):
        load_key(path)
