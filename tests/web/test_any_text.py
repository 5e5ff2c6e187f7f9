"""Whatever can be typed comes back as it was typed, or is refused with a sentence and not stored."""

import json

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from site_people import DEMOGRAPHY, KEY, save, saved_form

from trialwright.capture.form_content import ContentError, read_content

STORABLE = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), min_size=1
)
PLAIN_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | STORABLE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(STORABLE, inner, max_size=3),
    max_leaves=6,
)
QUICK = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def revision():
    held = saved_form(KEY)
    return held.revision if held else 0


def saved_and_read(site, text):
    save(site, {"birth_date": text}, revision=revision(), intent="draft")
    return read_content(saved_form(KEY).content)["birth_date"]["value"]


@QUICK
@given(STORABLE)
@example("肝" * 10_000)
@example("𠮷野家 👩‍⚕️")  # beyond the basic plane, and joined
@example("e\u0301 \u0344 \u1100\u1161")  # combining marks are not composed
@example("\u202eمرحبا\u202c שלום")  # right to left, with controls
@example("\ufeff\ufffe\uffff\U0010ffff\x01\x7f\x85\u2028")
@example("'; DROP TABLE form_instance; -- %s %(a)s {} \\u0000 \\")
@example(" \t\n leading and trailing \n ")
def test_any_text_comes_back_as_it_was_typed(site, text):
    assert saved_and_read(site, text) == text
    assert site.proof().faults == ()


@QUICK
@given(PLAIN_JSON)
def test_any_json_value_written_as_text_comes_back(site, value):
    assert json.loads(saved_and_read(site, json.dumps(value, ensure_ascii=False))) == value


def test_line_ends_become_one_character_whatever_the_browser_sent(site):
    assert saved_and_read(site, "a\r\nb\rc\nd") == "a\nb\nc\nd"


@pytest.mark.parametrize(
    ("text", "said"), [("a\x00b", "holds a NUL character"), ("a\ud800b", "holds half a character")]
)
def test_text_that_no_database_gives_back_is_refused_and_nothing_is_stored(site, text, said):
    from trialwright_web.capture.actions import queries

    save(site, DEMOGRAPHY)
    before = site.proof()
    changed = DEMOGRAPHY | {"sex": "M"}
    common = {"by": site.actor("monitor"), "definition": site.definition}
    attempts = [
        lambda: save(site, {"birth_date": text}, revision=1, intent="draft"),
        lambda: save(site, {text: "M"}, revision=1, intent="draft"),
        lambda: save(site, {"birth_date": ("1969-03-05", text)}, revision=1, intent="draft"),
        lambda: save(site, changed, revision=1, reason=text),
        lambda: save(site, changed, revision=1, reason="wrong box", request=text),
        lambda: queries.ask(**common, key=KEY, item="sex", question=text),
    ]
    for attempt in attempts:
        with pytest.raises(ContentError, match=said):
            attempt()
    assert site.proof() == before
    assert saved_form(KEY).revision == 1


def test_a_request_key_that_is_too_long_is_refused_on_both_databases(site):
    from trialwright_web.capture.actions.refusals import NotPossible

    with pytest.raises(NotPossible, match="more than 64 characters"):
        save(site, DEMOGRAPHY, request="k" * 65)
