"""Findings stand beside the words they quote, numbered as a reader meets them."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from trialwright.record.annotate import annotate_record
from trialwright.record.lint.finding import Family, Finding, Severity, Span
from trialwright.record.lint.run import lint_record
from trialwright.record.marks import Quote, Stretch, mark_text
from trialwright.record.plaintext import plain_text
from trialwright.record.read import parse_record, read_record
from trialwright.record.show import describe_record

SEED = read_record(Path(__file__).parents[2] / "studies/prtras001/record/NCT07120750.page.txt")
# Texts that are shown as registered; a status is shown in other words.
TEXTS = tuple(f"protocolSection.{name}" for name in ("desc", "arms", "outc", "elig", "ipd"))
SUMMARY = "protocolSection.descriptionModule.briefSummary"
MAILED = (
    '{"protocolSection": {"identificationModule": {"nctId": "NCT00000001"}, "descriptionModule":'
    ' {"briefSummary": "Write to ada@example.org or ring +86 13812345678 before the \\\\>2 cm'
    ' scan."}}}'
)


def finding(path, span=None, severity=Severity.ERROR):
    return Finding("DSN-01", Family.MISMATCH, severity, path, span, "Why.", "Instead.", "Source")


def quoting(record, path, words):
    """A finding that quotes these words of a text, by their place in its source characters."""
    source = record.study
    for key in path.split("."):
        source = source[key]
    start = source.index(words)
    return finding(path, Span(start, start + len(words), words))


def annotated(record, *findings, **chosen):
    return annotate_record(record, describe_record(record), findings, **chosen)


def passages(page):
    return [passage for section in page.sections for passage in section.passages]


def notes(page):
    titles = [note for section in page.sections for note in section.title_notes]
    return [*titles, *(note for passage in passages(page) for note in passage.notes)]


def marked(page):
    """The words marked for each number, put together over the stretches of the page."""
    texts = [section.title for section in page.sections]
    texts += [text for passage in passages(page) for row in passage.cells for text in row]
    words: dict[int, str] = {}
    for stretch in (stretch for text in texts for stretch in text):
        for number in stretch.numbers:
            words[number] = words.get(number, "") + stretch.text
    return words


def test_every_mark_of_the_seed_record_begins_as_the_plain_text_of_its_quoted_source():
    page = annotated(SEED, *lint_record(SEED, date(2025, 12, 24)).findings)
    quoted = {note.number: note.finding for note in notes(page) if note.is_quoted}
    for number, words in marked(page).items():
        if quoted[number].path.startswith(TEXTS):
            source = quoted[number].span.text
            assert words.startswith(plain_text(source).text.lstrip(" *")[:40])
    assert len(quoted) > 80


def test_findings_are_numbered_once_each_in_the_order_of_the_page():
    findings = lint_record(SEED, date(2025, 12, 24)).findings
    page = annotated(SEED, *findings)
    numbers = [note.number for note in (*notes(page), *page.elsewhere)]
    assert numbers == list(range(1, len(findings) + 1))


def test_a_finding_keeps_its_number_whichever_severities_are_shown():
    findings = lint_record(SEED, date(2025, 12, 24)).findings
    every = {note.number: note.finding for note in notes(annotated(SEED, *findings))}
    errors = notes(annotated(SEED, *findings, severities={Severity.ERROR}))
    assert {note.finding.severity for note in errors} == {Severity.ERROR}
    assert all(every[note.number] == note.finding for note in errors)


@pytest.mark.parametrize("words", ["Write to", "before", "\\>2 cm", "scan."])
def test_words_are_found_before_and_after_masked_contacts(words):
    record = parse_record(MAILED.encode(), "mailed")
    page = annotated(record, quoting(record, SUMMARY, words))
    assert marked(page) == {1: plain_text(words).text}


def test_a_quote_of_a_contact_marks_the_mask():
    record = parse_record(MAILED.encode(), "mailed")
    page = annotated(record, quoting(record, SUMMARY, "ada@example"))
    assert marked(page) == {1: "[contact masked]"}


def test_a_quote_in_a_list_marks_its_own_entry():
    keyword = "protocolSection.conditionsModule.keywords[1]"
    page = annotated(SEED, finding(keyword, Span(0, 13, "Peginterferon")))
    assert marked(page) == {1: "Peginterferon"}


def test_a_value_shown_in_other_words_is_marked_as_a_whole():
    path = "protocolSection.statusModule.overallStatus"
    page = annotated(SEED, finding(path, Span(0, 18, "NOT_YET_RECRUITING")))
    assert marked(page) == {1: "Not yet recruiting"}


def test_a_measure_is_marked_behind_the_number_of_its_outcome():
    path = "protocolSection.outcomesModule.secondaryOutcomes[5].measure"
    page = annotated(SEED, finding(path, Span(0, 15, "Quality of Life")))
    assert marked(page) == {1: "Quality of Life"}


def test_a_title_is_marked_where_it_heads_the_page():
    path = "protocolSection.identificationModule.briefTitle"
    source = SEED.view.identification.brief_title
    page = annotated(SEED, finding(path, Span(0, 10, source[:10])))
    assert page.sections[0].title[0] == Stretch(source[:10], (1,), (1,))
    assert page.sections[0].title_notes[0].is_quoted


@pytest.mark.parametrize(
    ("path", "section", "label"),
    [
        ("protocolSection.armsInterventionsModule.armGroups", "groups", "Groups"),
        ("protocolSection.oversightModule.oversightHasDmc", "oversight", "Data monitoring"),
        ("protocolSection.contactsLocationsModule.overallOfficials", "contacts", ""),
        ("protocolSection.designModule.bioSpec.retention", "biospecimens", ""),
        ("protocolSection.outcomesModule.secondaryOutcomes[2]", "outcomes", "Secondary outcome 3"),
    ],
)
def test_what_is_absent_is_said_beside_the_nearest_thing_shown(path, section, label):
    page = annotated(SEED, finding(path))
    (found,) = [
        (each.id, passage) for each in page.sections for passage in each.passages if passage.notes
    ]
    assert found[0] == section
    assert label in str(found[1].cells)
    assert not found[1].notes[0].is_quoted


def test_a_finding_about_nothing_that_is_shown_stands_elsewhere():
    page = annotated(SEED, finding("annotationSection.annotationModule.x"), finding(SUMMARY))
    assert [note.number for note in page.elsewhere] == [2]


def test_a_finding_about_a_whole_long_text_does_not_hide_its_other_marks():
    source = SEED.view.description.brief_summary
    whole = finding(SUMMARY, Span(0, len(source), source))
    page = annotated(SEED, whole, quoting(SEED, SUMMARY, "clinical trial"))
    assert list(marked(page).values()) == ["clinical trial"]


def test_quotes_that_overlap_cut_the_text_where_each_begins_and_ends():
    assert mark_text("one two three", [Quote(0, 7, 1), Quote(4, 13, 2)]) == (
        Stretch("one ", (1,)),
        Stretch("two", (1, 2), (1,)),
        Stretch(" three", (2,), (2,)),
    )


def test_a_text_without_quotes_is_one_stretch():
    assert mark_text("one", []) == (Stretch("one"),)
    assert mark_text("", [Quote(0, 3, 1)]) == (Stretch(""),)


def test_the_same_finding_in_other_words_is_another_finding():
    first = finding(SUMMARY)
    page = annotated(SEED, first, replace(first, message="Other."))
    assert [note.number for note in notes(page)] == [1, 2]
