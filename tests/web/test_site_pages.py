"""Every page, in both languages, with a run and without: sound, accessible, free of contacts."""

from itertools import pairwise
from pathlib import Path

import pytest
from page_outline import outline
from site_study import STUDY

from trialwright.record.read import read_record

LANGUAGES = ("en", "zh-hans")
PAGES = (
    "",
    "record/",
    "record/?severity=error",
    "record/?severity=note&as-of=2027-01-31",
    "check/",
    "compare/",
    "library/",
    "schedule/",
    "forms/",
    "forms/tumour/",
    "forms/qlqc30/",
    "criteria/",
    "facts/",
    "facts/?origin=assumption",
    "facts/?origin=site%20parameter",
    "report/",
    "sharing/",
)
everywhere = pytest.mark.parametrize("language", LANGUAGES)
every_page = pytest.mark.parametrize("page", PAGES)


def fetch(client, language: str, page: str) -> str:
    response = client.get(f"/{language}/{page}")
    assert response.status_code == 200
    return response.content.decode()


@everywhere
@every_page
def test_a_page_is_sound_html_in_its_language(client, run, language, page):
    found = outline(fetch(client, language, page))
    assert found.left_open == []
    assert found.attributes("html") == [{"lang": language}]
    assert len(found.attributes("title")) >= 1
    assert len(found.attributes("main")) == 1
    identifiers = [attributes["id"] for _, attributes in found.tags if "id" in attributes]
    assert len(identifiers) == len(set(identifiers))


@everywhere
@every_page
def test_headings_start_at_one_and_skip_no_level(client, run, language, page):
    levels = outline(fetch(client, language, page)).heading_levels
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


@everywhere
@every_page
def test_a_page_holds_no_script_and_no_inline_style(client, run, language, page):
    found = outline(fetch(client, language, page))
    assert found.attributes("script", "style") == []
    attributes = {name for _, attributes in found.tags for name in attributes}
    assert not {name for name in attributes if name == "style" or name.startswith("on")}


@everywhere
@every_page
def test_every_link_of_a_page_leads_somewhere(client, run, language, page):
    found = outline(fetch(client, language, page))
    here = {attributes["id"] for _, attributes in found.tags if "id" in attributes}
    for link in {attributes["href"] for attributes in found.attributes("a")}:
        if link.startswith("#"):
            assert link[1:] in here
        elif link.startswith("?"):
            assert client.get(f"/{language}/{page.partition('?')[0]}{link}").status_code == 200
        elif not link.startswith("https://clinicaltrials.gov/study/NCT"):
            assert client.get(link.partition("#")[0]).status_code == 200


@everywhere
@every_page
def test_tables_pictures_and_frames_have_names(client, run, language, page):
    html = fetch(client, language, page)
    found = outline(html)
    assert all(frame["title"] for frame in found.attributes("iframe"))
    assert all(head.get("scope") for head in found.attributes("th"))
    assert all(drawing.get("aria-labelledby") for drawing in found.attributes("svg"))
    outside_record = 0 if page.startswith("record/") else html.count("<table")
    assert html.count("<caption") >= outside_record


@pytest.mark.parametrize("made", [True, False])
@everywhere
@every_page
def test_no_page_names_the_contact_person(client, out: Path, language, page, made):
    if made:
        from made_run import write_run

        write_run(out)
    assert_masked(fetch(client, language, page))


@pytest.mark.parametrize("page", ["record/", "schedule/", "forms/", "criteria/", "facts/"])
def test_no_data_file_names_the_contact_person(client, out, page):
    assert_masked(client.get(f"/en/{page}?format=json").content.decode())


def test_the_masked_details_are_in_the_record_as_received():
    raw = (STUDY / "record" / "NCT07120750.page.txt").read_text("utf-8")
    assert len(personal_details()) >= 4
    assert all(detail in raw for detail in personal_details())


def personal_details() -> set[str]:
    """Name, e-mail address and telephone number of the contact, and the parts of the first."""
    record = read_record(STUDY / "record" / "NCT07120750.page.txt")
    module = record.study["protocolSection"]["contactsLocationsModule"]
    contact = module["centralContacts"][0]
    name = contact["name"].partition(",")[0]
    local_part = contact["email"].partition("@")[0]
    return {name, contact["email"], local_part, contact["phone"], contact["phone"][-11:]}


def assert_masked(text: str) -> None:
    assert [detail for detail in personal_details() if detail in text] == []


@everywhere
def test_what_is_made_from_simulated_people_says_so(client, run, language):
    for page in ("", "report/", "sharing/"):
        html = fetch(client, language, page)
        assert ("SYNTHETIC" if language == "en" else "模拟数据（SYNTHETIC）") in html


@everywhere
@pytest.mark.parametrize("page", ["", "report/", "sharing/"])
def test_without_a_run_a_page_says_how_to_make_one(client, out, language, page):
    html = fetch(client, language, page)
    assert "./trialwright up" in html
    assert "artefacts/" not in html


def test_the_study_page_shows_the_primary_result(client, run):
    html = fetch(client, "en", "")
    assert "45.0%" in html
    assert "95% CI 38.0% to 53.0%" in html
    assert "Hazard ratio 0.60 (95% CI 0.40 to 0.90)" in html
    assert "P &lt; 0.001" in html
    assert "Negative week-156 scan counts to 3 years" in html
    assert "<strong>44.0%</strong> (38.0%–51.0%)" in html
    assert "Participants are at risk from enrolment on" in html


def test_a_report_made_under_an_earlier_definition_is_marked(client, run):
    assert "The definition has changed since." in fetch(client, "en", "report/")


def test_a_run_of_another_study_is_not_shown(client, out):
    from made_run import write_run

    write_run(out, study="another")
    assert "./trialwright up" in fetch(client, "en", "report/")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"snapshot": 3}', '{"snapshot": "../x"}'])
def test_a_damaged_list_of_files_counts_as_no_run(client, out, text):
    (out / "current.json").write_text(text)
    assert "./trialwright up" in fetch(client, "en", "report/")


@everywhere
@pytest.mark.parametrize("address", ["nothing/", "forms/nothing/", "facts/?origin=nobody"])
def test_what_is_not_there_is_answered_in_the_language(client, out, language, address):
    response = client.get(f"/{language}/{address}")
    assert response.status_code == 404
    title = "Page not found" if language == "en" else "未找到页面"
    assert title in response.content.decode()


@everywhere
def test_a_fault_of_the_program_is_told_in_the_language(client, out, language, monkeypatch):
    def fail(*_):
        raise RuntimeError("made by the test")

    monkeypatch.setattr("trialwright_web.studies.views.report.load_run", fail)
    client.raise_request_exception = False
    response = client.get(f"/{language}/report/")
    assert response.status_code == 500
    title = "This page could not be made" if language == "en" else "无法生成此页面"
    assert title in response.content.decode()
    assert "made by the test" not in response.content.decode()
