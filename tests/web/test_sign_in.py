"""Sign in, fail to, be locked out, show a second factor; each a line of the journal."""

import base64
import json
import re
import time

import pytest

PASSWORD = "a phrase for tests"
LOGIN = "/en/accounts/login/"


@pytest.fixture(autouse=True)
def _quick_and_alone():
    """A quick hasher; and wrong passwords of another test are not counted here."""
    from django.core.cache import cache
    from django.test import override_settings

    cache.clear()
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture
def person(site):
    """The monitor, whose role needs no second factor, with a password."""
    return with_password("monitor")


def with_password(name):
    from django.contrib.auth.hashers import make_password

    from trialwright_web.accounts.models import User

    User.objects.filter(username=name).update(password=make_password(PASSWORD))
    return User.objects.get(username=name)


def sign_in(client, name, password=PASSWORD):
    return client.post(LOGIN, {"login": name, "password": password})


def told(site):
    """Action and actor of the lines about accounts."""
    from trialwright_web.audit.models import JournalLine

    lines = JournalLine.objects.filter(chain="configuration").order_by("seq")
    bodies = [json.loads(line.body) for line in lines]
    return [
        (body["action"].removeprefix("account."), body["by"])
        for body in bodies
        if body["action"].startswith("account.")
    ]


def test_a_sign_in_and_a_sign_out_are_lines_of_the_journal(client, site, person):
    assert sign_in(client, "monitor")["Location"] == "/en/my-work/"
    client.post("/en/accounts/logout/")
    assert told(site) == [("sign_in", "monitor"), ("sign_out", "monitor")]
    assert site.proof().faults == ()


def test_a_wrong_password_names_the_account_and_nobody(client, site, person):
    assert "user name or the password is wrong" in refused(client, "monitor", "wrong")
    assert told(site) == [("sign_in_failed", "")]
    assert site.proof().faults == ()


def refused(client, name, password):
    response = sign_in(client, name, password)
    assert response.status_code == 200
    return response.content.decode()


def test_what_was_typed_never_reaches_the_journal(client, site, person):
    from trialwright_web.audit.models import JournalLine

    refused(client, "my secret typed in the wrong box", "another secret")
    refused(client, "monitor", "another secret")
    assert not JournalLine.objects.filter(body__contains="secret").exists()
    assert len(told(site)) == 2


@pytest.mark.parametrize("name", ["monitor", "nobody-here"])
def test_after_five_wrong_passwords_even_the_right_one_is_refused(client, site, person, name):
    for _ in range(5):
        assert "is wrong" in refused(client, name, "wrong")
    assert "Too many wrong passwords" in refused(client, name, PASSWORD)


def test_a_name_typed_in_capitals_locks_the_account_it_would_open(client, site, person):
    for name in ("Monitor", "MONITOR", "monitoR", "moNitor", "monitor"):
        refused(client, name, "wrong")
    assert told(site)[-1] == ("locked", "")
    refused(client, "MONITOR", PASSWORD)
    assert site.proof().faults == ()


def test_a_locked_account_stands_in_the_journal_and_opens_again(client, site, person, monkeypatch):
    from trialwright_web.capture.actions import accounts

    for _ in range(5):
        refused(client, "monitor", "wrong")
    assert told(site)[-1] == ("locked", "")
    assert site.proof().faults == ()
    monkeypatch.setattr(accounts, "utc_now", lambda: "2199-03-09T12:00:00.000000+00:00")
    from django.core.cache import cache

    cache.clear()
    assert sign_in(client, "monitor").status_code == 302


def test_a_right_password_forgets_the_wrong_ones(client, site, person):
    from trialwright_web.capture.models import Account

    for _ in range(4):
        refused(client, "monitor", "wrong")
    sign_in(client, "monitor")
    assert Account.objects.get(user="monitor").failures is None


def test_a_wrong_password_at_a_signature_counts_too(client, site, person):
    from django.test import RequestFactory

    from trialwright_web.accounts.adapter import confirm_password

    request = RequestFactory().post("/")
    request.user = person
    assert confirm_password(request, PASSWORD)
    assert [confirm_password(request, "wrong") for _ in range(5)] == [False] * 5
    assert not confirm_password(request, PASSWORD)


def test_a_session_ends_after_twelve_hours_however_busy_it_was(client, site, person):
    sign_in(client, "monitor")
    assert client.get("/en/my-work/").status_code == 200
    session = client.session
    session["signed_in_at"] = time.time() - 12 * 3600 - 1
    session.save()
    assert client.get("/en/my-work/")["Location"].startswith(LOGIN)
    assert told(site)[-1] == ("sign_out", "monitor")


def test_a_session_without_a_request_ends_after_half_an_hour(client, site, person):
    sign_in(client, "monitor")
    assert 1790 < client.session.get_expiry_age() <= 1800
    assert client.cookies["sessionid"]["max-age"] == ""


# -- second factor -----------------------------------------------------------------------------


@pytest.fixture
def leader(site):
    """The investigator, whose role needs a second factor."""
    return with_password("investigator")


def code_of(secret):
    """The code that a phone shows now, by another program than the site's."""
    from cryptography.hazmat.primitives.hashes import SHA1
    from cryptography.hazmat.primitives.twofactor.totp import TOTP

    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    totp = TOTP(key, 6, SHA1(), 30, enforce_key_length=False)
    return totp.generate(time.time()).decode()


def set_up_app(client):
    """Set up an app on the phone; its secret."""
    client.post("/en/accounts/confirm/", {"password": PASSWORD})
    address = "/en/accounts/second-factor/app/"
    page = client.get(address).content.decode()
    assert "<svg" in page
    secret = re.search(r"<code>(\w+)</code>", page).group(1)
    response = client.post(address, {"code": code_of(secret)})
    assert response["Location"] == "/en/accounts/second-factor/codes/"
    return secret


def test_a_role_that_needs_a_second_factor_gets_no_further_without_one(client, site, leader):
    sign_in(client, "investigator")
    response = client.get("/en/my-work/", follow=True)
    assert "Your role in the study needs a second factor" in response.content.decode()
    set_up_app(client)
    assert client.get("/en/my-work/").status_code == 200
    assert ("second_factor_on", "investigator") in told(site)
    assert site.proof().faults == ()


def test_in_a_rehearsal_nobody_needs_a_second_factor(client, site, leader):
    from trialwright_web.capture.actions.study import mark_as_rehearsal

    mark_as_rehearsal(definition=site.definition)
    sign_in(client, "investigator")
    page = client.get("/en/my-work/")
    assert page.status_code == 200
    assert "SYNTHETIC" in page.content.decode()


def test_the_code_of_the_app_is_asked_after_the_password(client, site, leader):
    from django.core.cache import cache
    from django.test import Client

    sign_in(client, "investigator")
    secret = set_up_app(client)
    other = Client(headers={"host": "localhost"})
    assert sign_in(other, "investigator")["Location"] == "/en/accounts/second-factor/code/"
    assert other.get("/en/my-work/")["Location"].startswith(LOGIN)
    address = "/en/accounts/second-factor/code/"
    assert "wrong or too old" in other.post(address, {"code": "000000"}).content.decode()
    assert told(site)[-1] == ("sign_in_failed", "")
    cache.clear()  # a code works once; that it was used at the setup is kept there
    assert other.post(address, {"code": code_of(secret)}).status_code == 302
    assert other.get("/en/my-work/").status_code == 200


def test_a_recovery_code_lets_in_once(client, site, leader):
    from django.test import Client

    sign_in(client, "investigator")
    set_up_app(client)
    file = client.get("/en/accounts/second-factor/codes/file/").content.decode()
    code = file.split()[0]
    answers = []
    for _ in range(2):
        other = Client(headers={"host": "localhost"})
        sign_in(other, "investigator")
        answers.append(other.post("/en/accounts/second-factor/code/", {"code": code}).status_code)
    assert answers == [302, 200]


def test_the_last_second_factor_of_such_a_role_stays(client, site, leader):
    sign_in(client, "investigator")
    set_up_app(client)
    page = client.post("/en/accounts/second-factor/app/remove/").content.decode()
    assert "Add another one before you remove the last" in page


def test_the_secret_of_the_app_is_not_readable_in_the_database(client, site, leader):
    from allauth.mfa.models import Authenticator

    sign_in(client, "investigator")
    secret = set_up_app(client)
    assert all(secret not in json.dumps(each.data) for each in Authenticator.objects.all())


@pytest.mark.parametrize("page", ["", "remove/"])
def test_a_key_of_somebody_else_does_not_exist(client, site, person, page):
    from allauth.mfa.models import Authenticator

    data = {"name": "theirs"}
    key = Authenticator.objects.create(user=with_password("inspector"), type="webauthn", data=data)
    sign_in(client, "monitor")
    client.post("/en/accounts/confirm/", {"password": PASSWORD})
    assert client.get(f"/en/accounts/second-factor/keys/{key.pk}/{page}").status_code == 404


@pytest.mark.parametrize(
    "page", ["signup/", "email/", "password/reset/", "password/set/", "2fa/", "login/code/"]
)
def test_what_is_not_needed_of_accounts_has_no_address(client, site, page):
    assert client.get(f"/en/accounts/{page}").status_code == 404


def test_a_new_password_is_a_line_of_the_journal_and_has_to_be_long(client, site, person):
    sign_in(client, "monitor")
    short = {"oldpassword": PASSWORD, "password1": "k7#Tq9", "password2": "k7#Tq9"}
    assert "at least 12" in client.post("/en/accounts/password/", short).content.decode()
    new = short | {"password1": "four words of my own", "password2": "four words of my own"}
    assert client.post("/en/accounts/password/", new).status_code == 302
    assert told(site)[-1] == ("change_password", "monitor")
