"""The first page's answer, printed from result rows made up for each test."""

from report_cases import definition, results
from trialwright.analysis.results import ResultRow
from trialwright.report.document import Paragraph, Words, text_of
from trialwright.report.evidence import number_rows
from trialwright.report.summary import summary_blocks


def rate(analysis: str, group: str, *values: float) -> list[ResultRow]:
    names = ("cumulative_incidence", "lower", "upper")
    given = ("T2", analysis, "at_risk", group)
    where = {"variable": "month", "level": "36"}
    return [
        ResultRow(*given, name, value, "", "made up", 9, (), **where)
        for name, value in zip(names, values, strict=True)
    ]


def paragraphs(rows: list[ResultRow]) -> list[Words]:
    blocks = summary_blocks(number_rows(definition(), rows), synthetic=False)
    return [block.words for block in blocks if isinstance(block, Paragraph)]


def said_beside(rows: list[ResultRow]) -> Words:
    return next(words for words in paragraphs(rows) if "Sensitivity" in text_of(words))


def test_the_other_readings_of_the_last_scans_stand_beside_the_36_month_figure():
    """REC-10: a usable negative scan in the week-156 window counts as event-free to H."""
    rows = rate("recurrence_km_negative_scan", "NA", 0.44, 0.37, 0.52)
    rows += rate("recurrence_km_negative_scan", "NA_PEGIFN", 0.305, 0.2, 0.4)
    expected = (
        "Sensitivity analysis “Negative week-156 scan counts to 3 years”: by 36 months "
        "44.0 (37.0 to 52.0) % with NA and 30.5 (20.0 to 40.0) % with NA + Peg-IFN. "
    )
    assert text_of(said_beside(rows)).startswith(expected)


def test_each_number_beside_the_figure_leads_to_its_row():
    rows = rate("recurrence_km_negative_scan", "NA", 0.44, 0.37, 0.52)
    linked = {run.text: run.link for run in said_beside(rows) if run.link}
    assert linked == {"44.0": "row-1", "37.0": "row-2", "52.0": "row-3"}


def test_the_sensitivity_follows_the_figure_it_belongs_to():
    texts = [text_of(words) for words in paragraphs(list(results()))]
    place = next(i for i, text in enumerate(texts) if text.startswith("Cumulative recurrence by"))
    assert texts[place + 1].startswith("Sensitivity analysis “Negative week-156 scan")
