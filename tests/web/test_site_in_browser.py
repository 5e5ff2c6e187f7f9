"""The site in a real browser, started as a person starts it, on a small rehearsal.

Leaves pictures of every page in out/screens: both widths, both languages, light and dark. They are
for looking at; the tests assert what can be asserted without eyes.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from site_study import STUDY

from trialwright.main import rehearse

ROOT = Path(__file__).parents[2]
SCREENS = ROOT / "out" / "screens"
CHROMIUM = shutil.which("chromium")
PAGES = (
    "",
    "record/",
    "check/",
    "compare/",
    "library/",
    "schedule/",
    "forms/",
    "forms/tumour/",
    "criteria/",
    "facts/",
    "report/",
    "sharing/",
)
LANGUAGES = ("en", "zh-hans")
PHONE, DESK = 390, 1280
PARTICIPANTS = 40

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of this worker's own, on a port that the system chose for it."""
    out = tmp_path_factory.mktemp("rehearsal")
    rehearse(STUDY, out, participants=PARTICIPANTS)
    command = [sys.executable, "-m", "trialwright_web", "--study", str(STUDY)]
    command += ["--out", str(out), "--port", "0"]
    source = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=source) as server:
        assert server.stdout is not None
        announced = re.search(r"http://localhost:[0-9]+", server.stdout.readline())
        assert announced, f"the server ended with {server.wait(timeout=20)}"
        await_answer(announced.group())
        yield announced.group()
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=20) == 0


def await_answer(address: str) -> None:
    """Return once a page is served; the first needs the study read and templates compiled."""
    with urllib.request.urlopen(f"{address}/en/", timeout=60) as answer:
        assert answer.status == 200


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser, address):
    contexts = []

    def open_at(language: str, page: str, width: int):
        context = browser.new_context(viewport={"width": width, "height": 900}, locale=language)
        contexts.append(context)
        tab = context.new_page()
        tab.problems, tab.home = [], address
        tab.on("console", lambda message: tab.problems.append(message.text))
        tab.on("request", lambda request: tab.problems.extend(foreign(request.url, address)))
        tab.goto(f"{address}/{language}/{page}")
        return tab

    yield open_at
    for context in contexts:
        context.close()


def foreign(url: str, address: str) -> list[str]:
    """The address of a request that leaves the server, as a list of none or one."""
    return [] if url.startswith((address, "data:")) else [url]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_no_page_scrolls_sideways_or_asks_for_anything_outside(open_page, language, width):
    tab = open_page(language, "", width)
    for page in PAGES:
        tab.goto(f"{tab.home}/{language}/{page}")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, page
        assert tab.problems == [], page
        for scheme in ("light", "dark"):
            take_picture(tab, page, f"{width}-{language}-{scheme}", scheme)


def take_picture(tab, page: str, kind: str, scheme: str) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    tab.emulate_media(color_scheme=scheme)
    name = page.strip("/").replace("/", "-") or "study"
    tab.screenshot(path=SCREENS / f"{name}-{kind}.png", full_page=page in ("", "sharing/"))


@pytest.mark.parametrize("page", ["", "forms/tumour/"])
def test_a_page_at_twice_its_size_does_not_scroll_sideways(open_page, page):
    # 200 % zoom of a desk screen is a screen half as wide.
    tab = open_page("en", page, DESK // 2)
    assert tab.evaluate("document.documentElement.scrollWidth") <= DESK // 2


def test_the_keyboard_meets_the_skip_link_first_and_then_the_navigation(open_page):
    tab = open_page("en", "", DESK)
    reached = []
    for _ in range(12):
        tab.keyboard.press("Tab")
        reached.append(tab.evaluate("document.activeElement.textContent.trim()"))
        assert tab.evaluate("document.activeElement.matches(':focus-visible')")
    assert reached[0] == "Skip to content"
    assert [text for text in reached if text in ("Study", "Record", "Sharing")] != []
    assert reached.index("简体中文") < reached.index("Study")


def test_the_skip_link_is_seen_when_reached_and_leads_to_the_content(open_page):
    tab = open_page("en", "record/", DESK)
    tab.keyboard.press("Tab")
    assert tab.locator(".skip").bounding_box()["y"] >= 0
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "content"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_finger_has_to_hit_is_large_enough(open_page, language):
    tab = open_page(language, "", PHONE)
    for link in tab.locator(".pages a, .languages a, .button").all():
        assert link.bounding_box()["height"] >= 44


def test_the_schedule_is_a_grid_on_a_desk_and_a_list_on_a_phone(open_page):
    desk, phone = open_page("en", "schedule/", DESK), open_page("en", "schedule/", PHONE)
    assert desk.locator("table.grid-table").is_visible()
    assert not desk.locator("section.visit").first.is_visible()
    assert not phone.locator("table.grid-table").is_visible()
    assert phone.locator("section.visit").count() == 17


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_open_decisions_are_read_across_a_phone(open_page, language):
    tab = open_page(language, "", PHONE)
    for decision in tab.locator(".decisions li").all():
        assert decision.bounding_box()["width"] > PHONE * 0.7


def test_the_schedule_is_cut_by_nothing_and_the_visits_stay_in_sight(open_page):
    tab = open_page("en", "schedule/", DESK)
    grid, table = (tab.locator(f) for f in (".schedule-grid", ".grid-table"))
    assert grid.bounding_box()["height"] >= table.bounding_box()["height"]
    # Not a wheel and a wait: waiting asks the page to run text, which its policy forbids.
    tab.evaluate("window.scrollTo({top: 600, behavior: 'instant'})")
    assert tab.evaluate("window.scrollY") >= 400
    corner = tab.locator("tr.visits > th").first.bounding_box()
    assert abs(corner["y"]) <= 2


def test_the_report_opens_inside_its_page(open_page):
    tab = open_page("en", "report/", DESK)
    inside = tab.frame_locator("iframe")
    assert inside.get_by_text("SYNTHETIC").first.is_visible()


def follow(tab, link) -> None:
    """Click and wait for the page it leads to: a click alone returns while the old one stands."""
    with tab.expect_navigation():
        link.click()


def test_the_language_switch_keeps_the_page(open_page):
    tab = open_page("en", "facts/?origin=assumption", DESK)
    follow(tab, tab.get_by_role("link", name="简体中文"))
    assert tab.url.endswith("/zh-hans/facts/?origin=assumption")
    assert tab.evaluate("document.documentElement.lang") == "zh-hans"


RECORD = STUDY / "record" / "NCT07120750.page.txt"


def check_pasted(tab, text: str) -> None:
    tab.fill("#record", text)
    follow(tab, tab.locator("button[value=page]"))


@pytest.mark.parametrize(("language", "width"), [("en", DESK), ("zh-hans", PHONE)])
def test_a_pasted_record_is_answered_with_its_findings(open_page, language, width):
    tab = open_page(language, "check/", width)
    check_pasted(tab, RECORD.read_text("utf-8"))
    assert tab.locator("mark.severity-error").count() > 10
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert tab.problems == []
    take_picture(tab, "checked", f"{width}-{language}-light", "light")
    tab.evaluate("document.getElementById('outcomes').scrollIntoView({behavior: 'instant'})")
    take_picture(tab, "checked-outcomes", f"{width}-{language}-light", "light")
    tab.evaluate("document.getElementById('timeline').scrollIntoView({behavior: 'instant'})")
    take_picture(tab, "checked-timeline", f"{width}-{language}-light", "light")


def test_a_finding_stands_beside_the_words_it_quotes_on_a_desk(open_page):
    tab = open_page("en", "record/", DESK)
    mark = tab.get_by_text("will receive", exact=True).first
    card = tab.locator(mark.locator("xpath=following-sibling::a[1]").get_attribute("href"))
    words, said = mark.bounding_box(), card.bounding_box()
    assert said["x"] > words["x"] + words["width"]
    assert abs(said["y"] - words["y"]) < 600


def test_the_severity_of_an_uploaded_record_is_chosen_without_asking_again(open_page):
    tab = open_page("en", "check/", DESK)
    tab.set_input_files("#record-file", RECORD)
    follow(tab, tab.locator("button[value=page]"))
    note = tab.locator(".objection.severity-note").first
    assert note.is_visible()
    tab.check("#show-errors")
    assert not note.is_visible()
    assert tab.locator(".objection.severity-error").first.is_visible()


def test_a_record_that_is_too_large_is_told_in_the_browser(open_page):
    tab = open_page("en", "check/", DESK)
    large = {"name": "large.json", "mimeType": "application/json", "buffer": b" " * 20_000_000}
    tab.set_input_files("#record-file", large)
    follow(tab, tab.locator("button[value=page]"))
    assert tab.locator("h1").inner_text() == "The record is too large"


def test_a_changed_record_is_compared_with_that_of_the_study(open_page):
    tab = open_page("zh-hans", "compare/", PHONE)
    text = RECORD.read_text("utf-8").replace("2030-12-31", "2031-12-31")
    tab.fill("#later", text.replace("can reduce", "can lower"))
    follow(tab, tab.locator("main button"))
    assert tab.locator("ins").count() > 1
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE
    take_picture(tab, "comparison", f"{PHONE}-zh-hans-light", "light")
