"""The whole report of PRTRAS 001, on made-up participants."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import report_cases
from trialwright.report.document import Block, Figure, Report, Run, Table
from trialwright.report.html_page import html_report
from trialwright.report.numerals import MINUS
from trialwright.report.pdf import pdf_report


def runs_of(blocks: tuple[Block, ...]) -> Iterator[Run]:
    for block in blocks:
        table = block.behind if isinstance(block, Figure) else block
        if isinstance(table, Table):
            yield from (run for row in table.rows for cell in row.cells for run in cell)
        elif hasattr(block, "words"):
            yield from block.words


def linked_numbers(report: Report) -> Iterator[tuple[str, float]]:
    """Every printed number of the displays with the value of the row it links to."""
    values = {f"row-{i}": row.value for i, row in enumerate(report_cases.results(), start=1)}
    for section in report.sections:
        for run in runs_of(section.blocks):
            value = values.get(run.link)
            if value is not None:
                yield run.text, value


def test_every_printed_number_is_its_row_rounded():
    numbers = list(linked_numbers(report_cases.report()))
    assert len(numbers) > 300
    for text, value in numbers:
        digits = text.replace(MINUS, "-").strip("<> %")
        printed = float(digits)
        half = 0.5 * 10 ** -len(digits.partition(".")[2])
        if text[0] in "<>":
            assert (value < printed) if text[0] == "<" else (value > printed)
        else:
            # A number or a percentage: nothing else is done to a stored value.
            assert any(abs(printed - v) <= half * (1 + 1e-9) for v in (value, 100 * value)), text


def test_every_digit_of_a_display_table_that_counts_people_has_a_link():
    displays = [
        block
        for section in report_cases.report().sections
        for block in section.blocks
        if isinstance(block, Table) and block.style == "display"
    ]
    assert displays
    for table in displays:
        cells = [cell for row in table.rows if row.kind == "body" for cell in row.cells[1:]]
        loose = [run.text for cell in cells for run in cell if not run.link]
        assert not [text for text in loose if re.search(r"\d", text)]


class Links(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: set[str] = set()
        self.outside: list[str] = []
        self.tags: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        for name, value in attributes:
            if name == "id":
                self.ids.append(value)
            elif name == "href" and value.startswith("#"):
                self.targets.add(value[1:])
            elif name in ("href", "src", "xlink:href"):
                self.outside.append(value)


def test_every_link_of_the_page_leads_somewhere_inside_it():
    links = Links(html_report(report_cases.report()))
    assert links.targets <= set(links.ids)
    assert len(links.ids) == len(set(links.ids))
    assert links.outside == []


def test_every_result_row_stands_in_the_appendix():
    links = Links(html_report(report_cases.report()))
    rows = {f"row-{i}" for i in range(1, len(report_cases.results()) + 1)}
    assert rows <= set(links.ids)


def test_the_page_has_no_script_and_asks_nothing_of_a_network():
    page = html_report(report_cases.report())
    assert not {"script", "link", "iframe", "img"} & Links(page).tags
    assert "url(http" not in page
    assert "@import" not in page


def test_synthetic_marks_the_title_and_every_section():
    report = report_cases.report()
    page = html_report(report)
    assert re.search("<title>([^<]+)", page)[1].startswith("SYNTHETIC")
    assert page.count('class="synthetic">SYNTHETIC<') == len(report.sections)


def test_a_report_on_real_participants_is_not_marked_and_has_no_stand_ins():
    page = html_report(report_cases.report(synthetic=False))
    assert "SYNTHETIC" not in page
    assert "REHEARSAL ASSUMPTION" not in page
    assert "synthetic.yaml" not in page


def test_a_stand_in_is_named_where_it_is_used_and_in_the_list():
    page = html_report(report_cases.report())
    by_section = {
        section.split('"', 1)[0]: section.count("REHEARSAL ASSUMPTION")
        for section in page.split('<section id="section-')[1:]
    }
    stand_ins = report_cases.definition().synthetic.stand_ins
    assert by_section["flow"] == 5
    assert by_section["safety"] == 2
    assert by_section["statements"] == len(stand_ins)


def test_no_comparison_appears_without_the_bias_section():
    report = report_cases.report()
    words = html_report(report)
    assert "No causal claim is made" in words
    assert 'href="#section-limitations"' in words


def test_sensitivity_analyses_stand_in_the_table_of_the_36_month_figure():
    page = html_report(report_cases.report())
    table = page.split('id="table-T2"')[1].partition("</table>")[0]
    for analysis in report_cases.definition().analyses.analyses:
        if analysis.standing == "sensitivity" and analysis.method == "kaplan_meier":
            assert analysis.label.en in table


def test_two_runs_on_one_snapshot_give_the_same_bytes():
    report_cases.report.cache_clear()
    first = report_cases.report()
    pages, pdfs = [html_report(first)], [pdf_report(first)]
    report_cases.report.cache_clear()
    second = report_cases.report()
    assert second is not first
    pages.append(html_report(second))
    pdfs.append(pdf_report(second))
    assert pages[0] == pages[1]
    assert pdfs[0] == pdfs[1]
    assert pdfs[0].startswith(b"%PDF-")


def test_the_reviewed_reading_stands_beside_the_local_one():
    """REC-14: events of participants under both, in one table."""
    endpoint = report_cases.definition().endpoints.endpoint("recurrence")
    reviewed = next(s for s in endpoint.sensitivities if s.reading == "blinded_review")
    tables = [
        [["".join(run.text for run in cell) for cell in row.cells] for row in block.rows]
        for section in report_cases.report().sections
        for block in section.blocks
        if isinstance(block, Table) and block.style == "display"
    ]
    (readings,) = [
        rows
        for rows in tables
        if {"As this study defines it", reviewed.label.en} <= {row[0] for row in rows}
    ]
    for label in ("As this study defines it", reviewed.label.en):
        line = next(row for row in readings if row[0] == label)
        assert all(re.match(r"\d+ / \d+", cell) for cell in line[1:])
