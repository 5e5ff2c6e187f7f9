"""axe finds nothing serious on any page: strangers' and members', wide and narrow, both languages."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import axe_playwright_python
import pytest
from site_study import STUDY

from trialwright.main import rehearse

ROOT = Path(__file__).parents[2]
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
CHROMIUM = shutil.which("chromium")
OPEN = ("", "record/", "schedule/", "forms/", "forms/tumour/", "criteria/", "facts/", "check/")
PERSON = "participants/S-0002/"
PAGES = {
    "": (*OPEN, "library/", "report/", "sharing/", "accounts/login/"),
    "coordinator": (
        *("my-work/", "participants/", PERSON, f"{PERSON}eligibility/", "queries/", "imports/"),
        *(f"{PERSON}W12/liver_chemistry/0/", f"{PERSON}RUNNING/adverse_event/1/", "consents/"),
    ),
    "data_manager": ("dashboard/", "lock/", "journal/"),
    "monitor": ("my-work/", "verification/", f"{PERSON}SCREENING/viral_markers/0/"),
    "inspector": (f"{PERSON}journal/", "permissions/"),
    "administrator": ("members/",),
}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The site of a small rehearsal."""
    out = tmp_path_factory.mktemp("axe")
    rehearse(STUDY, out, participants=6, seed=3)
    command = [sys.executable, "-m", "trialwright_web", "--study", str(STUDY), "--out", str(out)]
    source = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen(
        [*command, "--rehearsal", "--port", "0"], stdout=subprocess.PIPE, text=True, env=source
    ) as server:
        assert server.stdout is not None
        found = re.search(r"http://localhost:[0-9]+", server.stdout.readline())
        assert found
        yield found.group()
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=20) == 0


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh-hans", 390)])
@pytest.mark.parametrize("user", PAGES)
def test_axe_finds_nothing_serious(address, browser, user, language, width):
    # The policy of the pages forbids scripts from elsewhere, and axe is one.
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    tab = context.new_page()
    if user:
        sign_in(tab, f"{address}/{language}", user)
    found = {page: serious(tab, f"{address}/{language}/{page}") for page in PAGES[user]}
    context.close()
    assert {page: faults for page, faults in found.items() if faults} == {}


def serious(tab, url):
    """What axe calls serious or critical on a page, with the first place of each."""
    answer = tab.goto(url)
    assert answer.status == 200, url
    tab.add_script_tag(content=AXE)
    told = tab.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        (fault["id"], fault["nodes"][0]["html"][:120])
        for fault in told["violations"]
        if fault["impact"] in ("serious", "critical")
    ]


def sign_in(tab, site, user):
    tab.goto(f"{site}/accounts/login/")
    tab.fill("input[name=login]", user)
    tab.fill("input[name=password]", "demonstration")
    with tab.expect_navigation():
        tab.click("main button")


def test_no_two_states_of_a_visit_look_the_same(address, browser):
    tab = browser.new_page()
    sign_in(tab, f"{address}/en", "coordinator")
    tab.goto(f"{address}/en/participants/")
    looks = tab.eval_on_selector_all(
        ".legend .visit-mark",
        """marks => marks.map(mark => {
             const look = getComputedStyle(mark);
             const told = ["backgroundColor", "borderStyle", "borderRadius", "blockSize", "clipPath"];
             return told.map(name => look[name]).join("; ");
           })""",
    )
    tab.close()
    assert len(looks) == 8
    assert len(set(looks)) == 8
