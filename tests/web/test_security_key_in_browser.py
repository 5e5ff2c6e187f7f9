"""A security key in a real browser: added, and used at the next sign-in."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from site_study import STUDY

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium")
PASSWORD = "demonstration"
KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": False,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium"),
]


@pytest.fixture
def address(_django, definition, tmp_path):
    """A site with demonstration accounts and nobody in it, served on a port of its own."""
    from django.core.management import call_command
    from site_database import using

    from trialwright_web.capture.actions.study import set_up_study
    from trialwright_web.capture.rehearsal import make_demonstration_accounts

    with using(tmp_path / "site.sqlite3"):
        call_command("migrate", verbosity=0)
        set_up_study(definition=definition)
        make_demonstration_accounts(definition)
    command = [sys.executable, "-m", "trialwright_web", "--study", str(STUDY)]
    command += ["--out", str(tmp_path), "--port", "0"]
    source = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=source) as server:
        assert server.stdout is not None
        announced = re.search(r"http://localhost:[0-9]+", server.stdout.readline())
        assert announced, f"the server ended with {server.wait(timeout=20)}"
        yield announced.group()
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=20) == 0


@pytest.fixture
def tab(address):
    """A tab of a browser that has a security key in it, touched whenever it blinks."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        opened = browser.new_context(base_url=address).new_page()
        tools = opened.context.new_cdp_session(opened)
        tools.send("WebAuthn.enable")
        tools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
        yield opened
        browser.close()


def press(tab, button):
    with tab.expect_navigation():
        tab.click(button)


def sign_in(tab):
    tab.goto("/en/accounts/login/")
    tab.fill("#id_login", "monitor")
    tab.fill("#id_password", PASSWORD)
    press(tab, "main button")


def test_a_key_is_added_and_lets_in_at_the_next_sign_in(tab):
    sign_in(tab)
    tab.goto("/en/accounts/second-factor/keys/add/")
    tab.fill("#id_password", PASSWORD)
    press(tab, "main button")
    tab.fill("#id_name", "Blue key")
    press(tab, "form[data-security-key] button")
    assert tab.locator(".recovery-codes li").count() == 10
    tab.goto("/en/accounts/second-factor/keys/")
    assert tab.locator("main tbody").get_by_text("Blue key").is_visible()
    tab.goto("/en/accounts/logout/")
    press(tab, "main button")
    sign_in(tab)
    assert tab.url.endswith("/en/accounts/second-factor/code/")
    press(tab, "form[data-security-key] button")
    assert tab.url.endswith("/en/my-work/")
