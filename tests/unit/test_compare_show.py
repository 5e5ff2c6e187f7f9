"""What a comparison shows, and what it never shows."""

import json

import pytest

from changed_records import changed, seed_record
from trialwright.record.compare.diff import compare_records
from trialwright.record.compare.output_html import comparison_html
from trialwright.record.compare.show_comparison import comparison_answer, describe_comparison
from trialwright.record.terminal import render_terminal

SEED = seed_record()
CONTACTS = "contactsLocationsModule.centralContacts[0]"
PERSON = {
    f"{CONTACTS}.name": "Zhang Weiguo",
    f"{CONTACTS}.phone": "+86 13812345678",
    f"{CONTACTS}.email": "zhang.weiguo@example.org",
}


def everything_shown(comparison):
    return (
        render_terminal(describe_comparison(comparison), 90)
        + json.dumps(comparison_answer(comparison), ensure_ascii=False)
        + comparison_html(comparison)
    )


@pytest.mark.parametrize("turned", [False, True])
def test_con_01_contact_data_are_compared_and_never_shown(turned):
    pair = (SEED, changed(SEED, PERSON))
    comparison = compare_records(*reversed(pair) if turned else pair)
    assert not comparison.is_equal
    text = everything_shown(comparison)
    for value in (*PERSON.values(), SEED.view.contacts_locations.central_contacts[0].name):
        assert value not in text


def test_con_01_that_contact_data_changed_is_said():
    later = changed(SEED, {f"{CONTACTS}.phone": "+86 13812345678"})
    text = everything_shown(compare_records(SEED, later))
    assert "contact data changed (not shown)" in text


def test_con_01_an_address_inside_a_changed_text_is_masked():
    later = changed(SEED, {"descriptionModule.briefSummary": "Write to li.lei@example.org now."})
    assert "li.lei" not in everything_shown(compare_records(SEED, later))


def test_equal_records_say_so():
    comparison = compare_records(SEED, SEED)
    assert comparison_answer(comparison)["equal"] is True
    assert "The records say the same." in everything_shown(comparison)


def test_a_changed_text_shows_its_words_in_their_surroundings():
    text = SEED.view.description.brief_summary
    later = changed(SEED, {"descriptionModule.briefSummary": text.replace("lower", "reduce", 1)})
    shown = render_terminal(describe_comparison(compare_records(SEED, later)), 100)
    assert "[-lower-]{+reduce+}" in shown


def test_a_change_of_escapes_alone_is_told_as_such():
    text = SEED.view.ipd_sharing.description
    plain = text.replace("4\\.", "4.")
    later = changed(SEED, {"ipdSharingStatementModule.description": plain})
    assert not compare_records(SEED, later).is_equal
    shown = render_terminal(describe_comparison(compare_records(SEED, later)), 100)
    assert "only white space or escapes changed" in shown


def test_a_page_shows_foreign_text_as_text():
    later = changed(SEED, {"identificationModule.briefTitle": "<script>alert(1)</script> \u202e"})
    page = comparison_html(compare_records(SEED, later))
    assert "<script" not in page and "\u202e" not in page
    assert "&lt;" in page
