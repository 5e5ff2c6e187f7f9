"""The figures of a report, from made-up results."""

import re
import xml.etree.ElementTree as ElementTree

import pytest

import report_cases
from trialwright.report.document import Figure, Report
from trialwright.report.evidence import number_rows
from trialwright.report.flow_figure import _broken, _ems
from trialwright.report.html_page import html_report
from trialwright.report.survival_figure import survival_spec


def figures(report: Report) -> list[Figure]:
    return [b for section in report.sections for b in section.blocks if isinstance(b, Figure)]


@pytest.mark.parametrize("index", [0, 1], ids=["flow", "survival"])
def test_synthetic_stands_across_a_figure_exactly_when_participants_are(index):
    made_up, real = (figures(report_cases.report(synthetic=s))[index] for s in (True, False))
    assert ">SYNTHETIC<" in made_up.svg
    assert "SYNTHETIC" not in real.svg


@pytest.mark.parametrize("index", [0, 1], ids=["flow", "survival"])
def test_a_figure_says_in_words_what_it_shows(index):
    figure = figures(report_cases.report())[index]
    root = ElementTree.fromstring(figure.svg)
    assert root.attrib["role"] == "img"
    assert [child.tag.split("}")[1] for child in root[:2]] == ["title", "desc"]
    assert root[1].text == figure.alternative


def test_no_identifier_of_a_drawing_occurs_twice_on_the_page():
    page = html_report(report_cases.report())
    found = re.findall(r'\bid="([^"]+)"', page)
    assert len(found) == len(set(found))


def survival_of(synthetic: bool = True) -> dict:
    evidence = number_rows(report_cases.definition(), report_cases.results())
    analysis = next(a for a in evidence.definition.analyses.analyses if a.id == "recurrence_km")
    return survival_spec(evidence, analysis, "", synthetic)


def test_numbers_at_risk_stand_under_the_ticks_of_the_axis():
    upper, lower = survival_of()["vconcat"]
    ticks = upper["layer"][-1]["encoding"]["x"]["axis"]["values"]
    assert ticks[:3] == [0, 84, 168]
    assert {value["day"] for value in lower["data"]["values"]} == set(ticks)
    scales = [upper["layer"][-1]["encoding"]["x"]["scale"], lower["encoding"]["x"]["scale"]]
    assert scales[0] == scales[1]


def test_the_curve_is_drawn_through_stored_values_only():
    stored = {(row.at, row.value) for row in report_cases.results() if row.at is not None}
    for point in survival_of()["vconcat"][0]["data"]["values"]:
        assert (point["day"], point["cumulative_incidence"]) in stored


def test_text_of_the_flow_breaks_between_words_and_stays_inside_its_box():
    line = "   E7 Creatinine above 1.5 times the upper limit of normal: 10"
    pieces = list(_broken(line, 20))
    assert len(pieces) > 1
    assert max(map(_ems, pieces)) <= 20
    assert " ".join(pieces).split() == line.split()


def test_chinese_text_is_measured_as_wide_as_it_is():
    assert _ems("肝癌") > _ems("HCC")
