"""What `doctor` says of a site that is not well."""

from datetime import UTC, datetime, timedelta

import pytest
from site_people import DEMOGRAPHY, save


def checks(site, now=None, definition=None):
    from trialwright_web.operations.examine import examine

    found = examine(
        site.folder, definition or site.definition.hash, now or datetime.now(UTC) + timedelta(0, 1)
    )
    return {check.name: check for check in found}


def states(found, state):
    return [name for name, check in found.items() if check.state == state]


def anchor(site):
    from trialwright_web.audit.anchor import site_key, write_anchor

    write_anchor("prtras001", site.folder / "anchors.jsonl", site_key(site.folder / "site.key"))


def test_a_site_that_is_well(site):
    save(site, DEMOGRAPHY)
    anchor(site)
    if site.postgres is None:
        site.written().chmod(0o600)
    assert states(checks(site), "fault") == states(checks(site), "warning") == []


def test_an_anchor_that_was_forgotten_for_two_nights(site):
    assert checks(site)["anchor"].says == "there is none"
    anchor(site)
    late = checks(site, datetime.now(UTC) + timedelta(days=2))["anchor"]
    assert (late.state, late.cure) == ("warning", "run trialwright audit anchor each night")


def test_a_clock_that_runs_behind_the_journal(site):
    save(site, DEMOGRAPHY)
    clock = checks(site, datetime.now(UTC) - timedelta(hours=1))["clock"]
    assert clock.state == "fault"
    assert "the journal was written at" in clock.says


def test_files_that_are_another_version_than_the_one_in_force(site):
    definition = checks(site, definition="f" * 64)["definition"]
    assert definition.state == "warning"
    assert "prtras001 runs under" in definition.says


def test_a_table_that_was_changed_by_hand(site):
    save(site, DEMOGRAPHY)
    with site.stranger() as stranger:
        stranger.execute("UPDATE form_instance SET status = 'locked'")
    journal = checks(site)["journal"]
    assert journal.state == "fault"
    assert "1 faults: prtras001 : form P001/SCREENING/demography/0: status is" in journal.says


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_files_that_others_may_read(site):
    anchor(site)
    site.written().chmod(0o644)
    (site.folder / "site.key").chmod(0o640)
    found = checks(site)["rights"]
    assert found.state == "warning"


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_a_damaged_page(site):
    from django.db import connection

    save(site, DEMOGRAPHY)
    connection.close()
    with site.written().open("r+b") as file:
        size = file.seek(0, 2)
        with site.stranger() as stranger:
            (page,) = stranger.execute(
                "SELECT rootpage FROM sqlite_master WHERE name = 'form_by_status'"
            ).fetchone()
        file.seek((page - 1) * 4096 + 8)
        assert file.tell() < size
        file.write(b"\xff" * 16)
    assert checks(site)["pages"].state == "fault"
