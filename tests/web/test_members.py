"""Invite somebody, let them in once, renew their access, end their membership."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from trialwright.capture.access import AccessRefused

LI = {"user": "li.wei", "full_name": "李伟", "role": "coordinator", "email": ""}
CHOSEN = {"password": "four words of my own", "again": "four words of my own"}


def actions():
    from trialwright_web.capture.actions import members

    return members


def invite(site, by="administrator", **changed):
    actor = site.actor(by) if by else None
    return actions().invite(by=actor, definition=site.definition, **(LI | changed))


def link(token):
    return f"/en/accounts/invitation/{token}/"


@pytest.fixture
def accepted(site):
    token = invite(site)
    actions().accept(definition=site.definition, token=token, password=CHOSEN["password"])
    return site


def test_an_invited_person_sets_a_password_and_signs_in(client, as_member, site):
    page = as_member("administrator").post("/en/members/invite/", LI).content.decode()
    token = re.search(r"/en/accounts/invitation/([\w-]+)/", page).group(1)
    assert (
        "李伟, your user name is <strong>li.wei</strong>"
        in client.get(link(token)).content.decode()
    )
    assert client.post(link(token), CHOSEN).status_code == 200
    login = {"login": "li.wei", "password": CHOSEN["password"]}
    assert client.post("/en/accounts/login/", login)["Location"] == "/en/my-work/"
    assert client.get("/en/participants/").status_code == 200
    assert site.proof().faults == ()


def test_a_link_works_once(client, site):
    token = invite(site)
    assert client.post(link(token), CHOSEN).status_code == 200
    for answer in (client.get(link(token)), client.post(link(token), CHOSEN)):
        assert answer.status_code == 410


def test_a_link_of_eight_days_ago_and_an_invented_one_do_not_work(client, site):
    from trialwright_web.accounts.models import Invitation

    token = invite(site)
    Invitation.objects.update(expires_at=datetime.now(UTC) - timedelta(days=1))
    assert client.get(link(token)).status_code == 410
    assert client.get(link("invented")).status_code == 410


def test_the_token_of_a_link_is_not_in_the_database(site):
    from trialwright_web.accounts.models import Invitation

    token = invite(site)
    assert token not in str(list(Invitation.objects.values()))


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("short", "short", "at least 12"),
        ("four words of my own", "three words", "not the same"),
        ("password1234", "password1234", "too common"),
    ],
)
def test_a_poor_password_is_refused_and_the_link_still_works(client, site, password, again, said):
    token = invite(site)
    answer = client.post(link(token), {"password": password, "again": again})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert client.post(link(token), CHOSEN).status_code == 200


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"user": "Li Wei"}, "is no user name"),
        ({"user": "../x"}, "is no user name"),
        ({"full_name": "  "}, "full name is missing"),
        ({"role": "king"}, "is no role"),
        (
            {"user": "monitor", "role": "monitor", "full_name": "Monitor"},
            "has the role monitor already",
        ),
        ({"user": "monitor"}, "monitor is the account of Monitor .take another user name"),
        ({"full_name": "monitor"}, "monitor is the name of monitor .add what tells them apart"),
        ({"user": "administrator", "role": "statistician"}, "their own membership"),
    ],
)
def test_an_invitation_that_cannot_be_is_refused_and_writes_nothing(site, changed, said):
    from trialwright_web.accounts.models import User
    from trialwright_web.capture.actions.refusals import NotPossible

    before = User.objects.count()
    with pytest.raises(NotPossible, match=said):
        invite(site, **changed)
    assert User.objects.count() == before
    assert site.proof().faults == ()


def test_who_can_sign_in_already_gets_a_role_without_a_link(accepted):
    assert invite(accepted, role="laboratory") == ""
    assert accepted.proof().faults == ()


def end(site, by="administrator", reason="left the hospital", role="coordinator"):
    actions().end_membership(
        by=site.actor(by), definition=site.definition, user="li.wei", role=role, reason=reason
    )


def test_with_the_last_role_the_account_is_closed(client, accepted):
    from trialwright_web.accounts.models import User
    from trialwright_web.capture.models import Account, Membership

    invite(accepted, role="laboratory")
    client.force_login(User.objects.get(username="li.wei"))
    end(accepted)
    assert client.get("/en/my-work/").status_code == 200
    end(accepted, role="laboratory")
    assert client.get("/en/my-work/").status_code == 302
    assert Account.objects.get(user="li.wei").status == "ended"
    assert Membership.objects.filter(user="li.wei", valid_to__isnull=True).count() == 0
    assert accepted.proof().faults == ()


def test_a_membership_ends_with_a_reason_and_not_by_oneself(accepted):
    from trialwright_web.capture.actions.refusals import NotPossible

    with pytest.raises(AccessRefused, match="say why"):
        end(accepted, reason=" ")
    with pytest.raises(AccessRefused, match="ask somebody who is administrator"):
        end(accepted, by="data_manager")
    with pytest.raises(NotPossible, match="their own membership"):
        actions().end_membership(
            by=accepted.actor("administrator"),
            definition=accepted.definition,
            user="administrator",
            role="administrator",
            reason="enough",
        )


def renew(site, without_second_factor=False):
    return actions().renew_access(
        by=site.actor("administrator"),
        definition=site.definition,
        user="li.wei",
        reason="phone lost",
        without_second_factor=without_second_factor,
    )


@pytest.mark.parametrize("removed", [True, False])
def test_a_renewed_link_sets_a_new_password_and_removes_a_lost_factor(client, accepted, removed):
    from allauth.mfa.models import Authenticator

    from trialwright_web.accounts.models import User

    user = User.objects.get(username="li.wei")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    token = renew(accepted, without_second_factor=removed)
    user.refresh_from_db()
    assert user.check_password(CHOSEN["password"])
    client.post(link(token), {"password": "another few words", "again": "another few words"})
    user.refresh_from_db()
    assert user.check_password("another few words")
    assert Authenticator.objects.exists() != removed
    assert accepted.proof().faults == ()


def test_the_list_says_who_lacks_a_second_factor_and_who_was_never_here(as_member, site):
    from django.test import override_settings

    from trialwright_web.accounts.member_rows import member_rows

    invite(site, role="investigator")
    page = as_member("inspector").get("/en/members/").content.decode()
    assert "invited, not yet here" in page
    assert "Invite somebody" not in page
    with override_settings(REQUIRE_SECOND_FACTOR=("investigator",)):
        rows = {row.user: row for row in member_rows("prtras001")}
    assert (rows["li.wei"].second_factor, rows["monitor"].second_factor) == ("missing", "no")
    assert rows["li.wei"].site == "main"


def test_the_list_as_data_has_a_row_a_role(as_member, site):
    table = as_member("administrator").get("/en/members/?format=csv").content.decode("utf-8-sig")
    assert len(table.splitlines()) == 15


def test_a_refused_invitation_keeps_what_was_typed(as_member, site):
    answer = as_member("administrator").post("/en/members/invite/", LI | {"user": "Li Wei"})
    assert answer.status_code == 409
    assert 'value="李伟"' in answer.content.decode()
