"""Each casebook of a rehearsal is signed with the investigator's password, through the site's hasher."""

import pytest

from drawn_people import Drawn

# What a site adds to the drawn people is of no matter here: a form that lacks something is a draft.
PEOPLE = [Drawn("P901"), Drawn("P902")]


def give_password(password):
    from django.contrib.auth.hashers import make_password

    from trialwright_web.accounts.models import User

    User.objects.filter(username="investigator").update(password=make_password(password))


@pytest.fixture
def checked(site, monkeypatch):
    """The hashers that were asked about a password."""
    from trialwright_web.capture import rehearsal

    give_password(rehearsal.DEMONSTRATION_PASSWORD)
    asked, check = [], rehearsal.check_password

    def noted(password, hashed):
        asked.append(hashed.partition("$")[0])
        return check(password, hashed)

    monkeypatch.setattr(rehearsal, "check_password", noted)
    return asked


def enter(site):
    from trialwright_web.capture.rehearsal import enter_cohort

    entries = [entry for person in PEOPLE for entry in person.entries()]
    enter_cohort(site.definition, entries)


def test_each_signature_of_a_rehearsal_takes_the_password(site, checked):
    from trialwright_web.capture.models import Signature

    enter(site)
    assert checked == ["argon2", "argon2"]
    assert [s.participant for s in Signature.objects.order_by("participant")] == ["P901", "P902"]


def test_with_another_password_nothing_is_signed_and_nobody_is_entered(site, checked):
    from trialwright_web.capture.actions.refusals import NotPossible
    from trialwright_web.capture.models import Participant, Signature

    give_password("another")
    with pytest.raises(NotPossible, match="another password"):
        enter(site)
    assert (Participant.objects.count(), Signature.objects.count()) == (0, 0)
