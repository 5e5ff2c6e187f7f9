"""The library on a page: how to build one, what it finds, one record among similar ones."""

import json
from pathlib import Path

import pytest
from page_outline import outline
from site_study import STUDY
from test_site_pages import assert_masked

from trialwright.record.library.build import build_library

RECORD = STUDY / "record" / "NCT07120750.page.txt"
everywhere = pytest.mark.parametrize("language", ["en", "zh-hans"])


@pytest.fixture
def built(out, tmp_path_factory) -> Path:
    """A library of the record of the study and a second one that differs by its number."""
    folder = tmp_path_factory.mktemp("records")
    text = RECORD.read_text("utf-8")
    (folder / "one.txt").write_text(text)
    (folder / "two.txt").write_text(text.replace("NCT07120750", "NCT00000002"))
    build_library(out / "library.duckdb", [folder])
    return out


def fetch(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@everywhere
def test_without_a_library_the_page_says_how_to_build_one(client, out, language):
    html = fetch(client, f"/{language}/library/")
    assert "./trialwright record library build out/library.duckdb" in html
    assert "<form" not in html


@everywhere
def test_a_search_lists_studies_with_their_numbers_of_findings(client, built, language):
    html = fetch(client, f"/{language}/library/?condition=hepatitis")
    assert outline(html).left_open == []
    assert f'href="/{language}/library/NCT00000002/"' in html
    assert_masked(html)


@pytest.mark.parametrize("asked", ["condition=malaria", "text=%25", "sponsor=%27+OR+1%3D1"])
def test_a_search_that_finds_nothing_says_so(client, built, asked):
    assert "0 studies found." in fetch(client, f"/en/library/?{asked}")


def test_the_list_is_also_data(client, built):
    found = json.loads(fetch(client, "/en/library/?format=json"))
    assert [study["nct_id"] for study in found] == ["NCT00000002", "NCT07120750"]
    assert client.get("/en/library/?format=csv")["Content-Type"].startswith("text/csv")


@everywhere
def test_a_record_of_the_library_shows_its_findings_and_its_place(client, built, language):
    html = fetch(client, f"/{language}/library/NCT00000002/")
    found = outline(html)
    assert found.left_open == []
    assert found.attributes("script", "style") == []
    assert 'class="objection severity-error"' in html
    assert f'href="/{language}/library/NCT07120750/"' in html
    assert_masked(html)


@pytest.mark.parametrize("number", ["NCT99999999", "%3Cscript%3E", "1%27"])
def test_a_study_that_the_library_lacks_is_not_found(client, built, number):
    response = client.get(f"/en/library/{number}/")
    assert response.status_code == 404
    assert "<script>" not in response.content.decode()


def test_a_damaged_library_is_told_and_not_a_fault(client, out):
    (out / "library.duckdb").write_bytes(b"no database")
    html = fetch(client, "/en/library/")
    assert "This cannot be read:" in html
    assert client.get("/en/library/NCT00000001/").status_code == 404
