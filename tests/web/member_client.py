"""A browser in which somebody has signed in; the way there is tested elsewhere."""

import time

import pytest

PASSWORD = "a phrase for tests"


@pytest.fixture
def as_member(client, site):
    """`as_member("monitor")`: a client of this role; no second factor is asked for."""
    from django.contrib.auth.hashers import make_password
    from django.test import Client, override_settings

    from trialwright_web.accounts.models import User

    User.objects.update(password=make_password(PASSWORD, hasher="pbkdf2_sha256"))

    def signed_in(role: str) -> Client:
        member = Client(headers={"host": "localhost"})
        member.force_login(User.objects.get(username=role))
        session = member.session
        session["signed_in_at"] = time.time()
        session.save()
        return member

    with override_settings(REQUIRE_SECOND_FACTOR=()):
        yield signed_in
