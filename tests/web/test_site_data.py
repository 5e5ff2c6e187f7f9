"""`?format=json` and `?format=csv`: the same content for machines and spreadsheets."""

import csv
import io
import json

import pytest
from made_run import write_run


def rows(client, address: str) -> list[dict[str, str]]:
    response = client.get(address)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(
    "page", ["record/", "schedule/", "forms/", "forms/tumour/", "criteria/", "facts/"]
)
def test_every_list_is_also_json(client, out, page):
    response = client.get(f"/en/{page}?format=json")
    assert response["Content-Type"] == "application/json; charset=utf-8"
    assert json.loads(response.content)


def test_the_schedule_gives_each_window_in_whole_days(client, out):
    found = {(row["visit"], row["form"]): row for row in rows(client, "/en/schedule/?format=csv")}
    virology = found["LAB_2Y", "virology"]
    assert (virology["counted_from"], virology["day"]) == ("T_T", "728")
    assert (virology["first_day"], virology["last_day"]) == ("700", "730")
    assert found["W156", "mri_read"]["last_day"] == "1099"
    assert ("RUNNING", "adverse_event") in found


def test_a_form_gives_its_items_with_units_ranges_and_codes(client, out):
    found = {row["item"]: row for row in rows(client, "/zh-hans/forms/tumour/?format=csv")}
    assert found["max_diam_mm"]["label"] == "最大直径"
    assert [found["max_diam_mm"][name] for name in ("unit", "low", "high")] == ["mm", "1", "300"]
    assert found["macrovascular"]["codes"] == "yes=是; no=否"
    assert found["macrovascular"]["sharing"] == "drop"


def test_the_criteria_are_all_there(client, out):
    identifiers = [row["id"] for row in rows(client, "/en/criteria/?format=csv")]
    assert identifiers == [f"I{n}" for n in range(1, 8)] + [f"E{n}" for n in range(1, 16)]


def test_facts_can_be_filtered_by_origin(client, out):
    assumptions = rows(client, "/en/facts/?origin=assumption&format=csv")
    assert {row["origin"] for row in assumptions} == {"assumption"}
    assert len(assumptions) < len(rows(client, "/en/facts/?format=csv"))


def test_the_report_is_also_json_once_there_are_results(client, out):
    assert client.get("/en/report/?format=json").status_code == 404
    write_run(out)
    response = client.get("/en/report/?format=json")
    assert response["Content-Type"] == "application/json; charset=utf-8"
    assert json.loads(response.content) == json.loads((out / "report/results.json").read_text())


@pytest.mark.parametrize("address", ["record/?format=csv", "schedule/?format=xml", "facts/?format"])
def test_a_form_that_a_page_does_not_have_is_not_found(client, out, address):
    assert client.get(f"/en/{address}").status_code == 404
