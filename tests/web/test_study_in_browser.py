"""One participant from the screening number to a locked form, by four people in a real browser.

Everything is typed and clicked: the pages must be enough. The database is a rehearsal of its own,
so that the site's open decisions have stand-ins.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres_server import PostgresServer
from site_study import STUDY

from hand_made import enrolled, prtras001

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium")
PERSON = "S-0001"
PASSWORD = "demonstration"
FEW = 7  # so many codes are radio buttons, more are a list
EMPTY_REHEARSAL = """
import sys
from pathlib import Path
from trialwright_web.wsgi import make_application
make_application(Path(sys.argv[1]), Path(sys.argv[2]))
from trialwright_web.capture.rehearsal import make_demonstration_accounts
from trialwright_web.studies.loaded import loaded_study
make_demonstration_accounts(loaded_study().definition)
"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium"),
]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(request) -> Iterator[dict[str, str]]:
    """The setting that chooses the database of the site."""
    if request.param == "sqlite":
        yield {}
        return
    server = PostgresServer()
    try:
        server.start()
        yield {"TRIALWRIGHT_DATABASE": server.address("postgres")}
    finally:
        server.remove()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, database: dict[str, str]) -> Iterator[str]:
    out = tmp_path_factory.mktemp("study")
    source = {**os.environ, "PYTHONPATH": str(ROOT / "src")} | database
    made = [sys.executable, "-c", EMPTY_REHEARSAL, str(STUDY), str(out)]
    subprocess.run(made, check=True, env=source)
    command = [sys.executable, "-m", "trialwright_web", "--study", str(STUDY)]
    command += ["--out", str(out), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=source) as server:
        assert server.stdout is not None
        announced = re.search(r"http://localhost:[0-9]+", server.stdout.readline())
        assert announced, f"the server ended with {server.wait(timeout=20)}"
        yield announced.group()
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=20) == 0


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


class Desk:
    """One person at their own computer."""

    def __init__(self, browser, address: str, role: str, width: int = 1280) -> None:
        self.address = address
        self.context = browser.new_context(viewport={"width": width, "height": 900}, locale="en")
        self.tab = self.context.new_page()
        self.problems: list[str] = []
        self.tab.on("pageerror", lambda error: self.problems.append(str(error)))
        self.open("accounts/login/")
        self.tab.fill("#id_login", role)
        self.tab.fill("#id_password", PASSWORD)
        self.press("main button")

    def open(self, page: str, language: str = "en") -> None:
        self.tab.goto(f"{self.address}/{language}/{page}")

    def press(self, what: str) -> None:
        with self.tab.expect_navigation():
            self.tab.locator(what).first.click()

    def open_form(self, visit: str, form: str, repeat: int = 0) -> None:
        self.open(f"participants/{PERSON}/{visit}/{form}/{repeat}/")

    def type_form(self, visit: str, form: str, values, repeat: int = 0) -> None:
        """Fill in a form as a person would, and say "not done" for what is left out."""
        self.open_form(visit, form, repeat)
        for name, (value, unit) in values.items():
            self.type_item(form, name, value, unit)
        for item in prtras001().forms_by_id[form].items:
            if item.required and item.id not in values:
                block = self.tab.locator(f"#item-{item.id} details.not-done")
                block.locator("summary").click()
                block.locator("select").select_option("not_done")

    def type_item(self, form: str, name: str, value: str, unit: str | None = None) -> None:
        item = prtras001().forms_by_id[form].by_id[name]
        codes = prtras001().codelists_by_id[item.codelist].codes if item.codelist else ()
        if item.type == "date":
            for part, text in zip(("year", "month", "day"), value.split("-"), strict=True):
                self.tab.fill(f"[name='item.{name}.{part}']", text)
        elif item.type == "yes_no" or 0 < len(codes) <= FEW:
            self.tab.check(f"input[name='item.{name}'][value='{value}']")
        elif codes:
            self.tab.select_option(f"[name='item.{name}']", value)
        else:
            self.tab.fill(f"[name='item.{name}']", value)
        if unit and len(item.units) > 1:
            self.tab.select_option(f"[name='item.{name}.unit']", unit)

    def complete(self) -> None:
        self.press("button[value=complete]")

    def said(self, text: str) -> bool:
        return self.tab.get_by_text(text).first.is_visible()


@pytest.fixture(scope="module")
def desks(browser, address):
    opened: dict[str, Desk] = {}

    def desk(role: str) -> Desk:
        if role not in opened:
            opened[role] = Desk(browser, address, role)
        return opened[role]

    yield desk
    for each in opened.values():
        assert each.problems == []
        each.context.close()


SCREENING = [e for e in enrolled(PERSON) if e.form != "enrolment"]
CHEMISTRY = {
    "bilirubin": ("14", "umol/L"),
    "albumin": ("42", "g/L"),
    "inr": ("1.05", None),
    "ascites": ("none", None),
    "encephalopathy": ("none", None),
    "creatinine": ("78", "umol/L"),
    "creatinine_uln": ("104", "umol/L"),
    "alt": ("28", "U/L"),
    "ast": ("25", "U/L"),
    "platelets": ("180", "10^9/L"),
}
VISITS = {"W12": "2026-04-04", "W24": "2026-06-27", "W36": "2026-09-19"}


def values_of(entry):
    return {v.item: (v.value, v.unit) for v in entry.values if v.value is not None}


def screen(desk: Desk) -> None:
    desk.open("participants/")
    assert desk.tab.input_value("#number") == PERSON
    desk.press("form button:has-text('Add a participant')")
    for entry in SCREENING:
        if entry.form not in ("study_treatment", "qlqc30"):
            desk.type_form(entry.visit, entry.form, values_of(entry), entry.repeat)
            desk.complete()
            assert desk.said("Saved."), entry.form


def enrol(desk: Desk) -> None:
    desk.open(f"participants/{PERSON}/eligibility/")
    assert desk.tab.locator(".lead .verdict").inner_text() == "Eligible"
    assert desk.tab.locator("td .verdict.PASS").count() == 22
    form = next(e for e in enrolled(PERSON) if e.form == "enrolment")
    desk.type_form(form.visit, "enrolment", values_of(form))
    desk.complete()
    desk.open(f"participants/{PERSON}/eligibility/")
    assert desk.said("recorded by coordinator")


def visit(desk: Desk, name: str, day: str, albumin: str) -> None:
    values = {**CHEMISTRY, "chemistry_date": (day, None), "albumin": (albumin, "g/L")}
    desk.type_form(name, "liver_chemistry", values)
    desk.complete()
    assert desk.said("Saved.")


def sign(desk: Desk, name: str) -> None:
    desk.open_form(name, "liver_chemistry")
    desk.tab.fill("#password", PASSWORD)
    desk.press("form.sign button")


def state(desk: Desk) -> str:
    return desk.tab.locator(".lead").inner_text()


def test_one_participant_from_screening_to_a_locked_form(desks):
    coordinator, investigator, manager = map(desks, ("coordinator", "investigator", "data_manager"))
    screen(coordinator)
    enrol(coordinator)
    for (name, day), albumin in zip(VISITS.items(), ("410", "41", "42"), strict=True):
        visit(coordinator, name, day, albumin)

    # A check has asked about the first; it is answered, and closed by somebody else.
    coordinator.open_form("W12", "liver_chemistry")
    assert coordinator.said("Albumin 410 g/L is above 80: did you mean 41.0?")
    coordinator.tab.fill("[id^=text-]", "the laboratory confirms the report; asked again")
    coordinator.press("button[value=answer]")
    manager.open_form("W12", "liver_chemistry")
    assert manager.said("the laboratory confirms the report")
    manager.press("button[value=close]")

    # A change of what was signed voids the signature, and says so.
    sign(investigator, "W24")
    assert "signed" in state(investigator)
    coordinator.open_form("W24", "liver_chemistry")
    coordinator.type_item("liver_chemistry", "albumin", "43", "g/L")
    coordinator.tab.fill("#reason", "read from the wrong line")
    coordinator.complete()
    investigator.open(f"participants/{PERSON}/")
    assert investigator.said("void")
    assert investigator.tab.locator(".journey svg").first.is_visible()

    manager.open_form("W24", "liver_chemistry")
    manager.press("button:has-text('mark as reviewed')")
    assert "reviewed" in state(manager)
    sign(investigator, "W24")
    manager.open_form("W24", "liver_chemistry")
    manager.press("form:has([value=lock]) button")
    assert "locked" in state(manager)
    coordinator.open_form("W24", "liver_chemistry")
    assert coordinator.tab.locator("button[value=complete]").count() == 0


def test_the_language_is_switched_while_typing_and_nothing_is_lost(desks):
    tab = desks("coordinator").tab
    desks("coordinator").open_form("W48", "liver_chemistry")
    tab.fill("[name='item.albumin']", "39.5")
    tab.check("input[name='item.ascites'][value='mild']")
    desks("coordinator").press("button:has-text('简体中文')")
    assert tab.evaluate("document.documentElement.lang") == "zh-hans"
    assert tab.input_value("[name='item.albumin']") == "39.5"
    assert tab.is_checked("input[name='item.ascites'][value='mild']")


def test_leaving_a_form_with_typed_values_is_warned_about(desks):
    desk, warned = desks("coordinator"), []
    desk.open_form("W60", "liver_chemistry")
    desk.tab.once("dialog", lambda dialog: (warned.append(dialog.type), dialog.accept()))
    desk.tab.locator("[name='item.albumin']").press_sequentially("4")
    desk.press(".trail a")
    assert warned == ["beforeunload"]


def test_an_item_appears_as_soon_as_it_is_asked_and_the_keyboard_is_enough(desks):
    desk = desks("coordinator")
    desk.open_form("SCREENING", "tumour")
    asked = desk.tab.locator("[data-item=ps_tumour_related]")
    assert not asked.is_visible()
    desk.tab.focus("input[name='item.ecog'][value='0']")
    desk.tab.keyboard.press("ArrowDown")
    asked.wait_for(state="visible", timeout=5000)
    desk.tab.focus("input[name='item.ecog'][value='1']")
    desk.tab.keyboard.press("ArrowUp")
    asked.wait_for(state="hidden", timeout=5000)


def test_a_form_on_a_phone_does_not_scroll_sideways(browser, address, desks):
    desks("coordinator")
    phone = Desk(browser, address, "data_manager", width=390)
    for page in (
        f"participants/{PERSON}/",
        f"participants/{PERSON}/eligibility/",
        f"participants/{PERSON}/SCREENING/medical_history/0/",
        f"participants/{PERSON}/W12/liver_chemistry/0/",
        "consents/",
    ):
        for language in ("en", "zh-hans"):
            phone.open(page, language)
            assert phone.tab.evaluate("document.documentElement.scrollWidth") <= 390, page
    phone.context.close()
