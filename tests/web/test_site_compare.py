"""Two records compared on a page: words, meanings, switched outcomes, and no contact."""

import json
import re

import pytest
from page_outline import outline
from test_site_pages import assert_masked

from changed_records import changed, seed_record
from trialwright.record.json_values import thaw

SEED = seed_record()
CONTACT = "contactsLocationsModule.centralContacts[0]"
MEASURE = "outcomesModule.primaryOutcomes[0].measure"
everywhere = pytest.mark.parametrize("language", ["en", "zh-hans"])


def text_of(record) -> str:
    return json.dumps(thaw(record.study))


def compare(client, later, language="en", **fields):
    return client.post(f"/{language}/compare/", {"later": later, **fields})


@everywhere
def test_a_comparison_is_a_sound_page_in_which_changed_words_are_marked(client, out, language):
    later = changed(SEED, {MEASURE: "3-Year Cumulative Survival Rate via MRI (LI-RADS)"})
    response = compare(client, text_of(later), language)
    assert response.status_code == 200
    html = response.content.decode()
    found = outline(html)
    assert found.left_open == []
    assert found.attributes("script", "style") == []
    assert re.search(r"<del>.*?Recurrence</del>", html)
    assert re.search(r"<ins>.*?Survival</ins>", html)


def test_a_switched_primary_outcome_is_flagged(client, out):
    later = changed(SEED, {MEASURE: "Overall survival at any time"})
    html = compare(client, text_of(later)).content.decode()
    assert "Outcomes switched" in html
    assert 'class="objection severity-error"' in html


def test_what_happened_to_an_outcome_is_said_in_the_language_of_the_page(client, out):
    later = changed(SEED, {"outcomesModule.primaryOutcomes[0].timeFrame": "5 years after surgery"})
    assert (
        "time frame changed · before the start" in compare(client, text_of(later)).content.decode()
    )
    html = compare(client, text_of(later), "zh-hans").content.decode()
    assert "时间范围变更 · 开始前" in html


def test_a_moved_date_is_explained_in_a_sentence(client, out):
    path = "statusModule.primaryCompletionDateStruct.date"
    html = compare(client, text_of(changed(SEED, {path: "2030-12-31"}))).content.decode()
    assert "What the changes mean" in html
    assert "accrual" in html


def test_a_changed_contact_is_told_and_never_shown(client, out):
    later = changed(SEED, {f"{CONTACT}.phone": "+86 13812345678"})
    html = compare(client, text_of(later)).content.decode()
    assert "contact data changed (not shown)" in html
    assert "13812345678" not in html
    assert_masked(html)


def test_the_record_of_the_study_stands_in_for_an_earlier_one(client, out):
    html = compare(client, text_of(SEED)).content.decode()
    assert "The records say the same." in html


def test_two_given_records_are_compared(client, out):
    other = text_of(SEED).replace("NCT07120750", "NCT00000001")
    html = compare(client, text_of(SEED), earlier=other).content.decode()
    assert "These are two studies" in html


@everywhere
def test_a_missing_later_record_is_said(client, out, language):
    response = compare(client, "", language)
    assert response.status_code == 400
    said = {"en": "the later record is missing", "zh-hans": "缺少较新的记录"}
    assert said[language] in response.content.decode()


def test_changed_text_is_never_markup(client, out):
    later = changed(SEED, {"identificationModule.briefTitle": "<script>alert(1)</script>\u202e"})
    html = compare(client, text_of(later)).content.decode()
    assert "<script" not in html
    assert "\u202e" not in html
