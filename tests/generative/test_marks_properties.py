"""Marks never change a text, whatever quotes it; masking never moves a quote to other words."""

from hypothesis import given
from hypothesis import strategies as st

from trialwright.record.marks import Quote, find_masks, mark_text, masked_span
from trialwright.record.masking import MASK, contact_spans, mask_text

texts = st.text(alphabet="ab 中\n\\", max_size=30)
quotes = st.lists(
    st.builds(Quote, st.integers(-3, 33), st.integers(-3, 33), st.integers(1, 5)), max_size=6
)
contacts = st.sampled_from(["ada@example.org", "+86 13812345678", "bo.li＠mail.example.cn"])
words = st.lists(st.sampled_from(["one", "two", "中文", "2 cm", "1.5"]), max_size=4).map(" ".join)


@given(texts, quotes)
def test_the_stretches_of_a_text_are_the_text(text, quotes):
    assert "".join(stretch.text for stretch in mark_text(text, quotes)) == text


@given(texts, quotes)
def test_a_character_is_marked_exactly_when_a_quote_holds_it(text, quotes):
    numbers = [stretch.numbers for stretch in mark_text(text, quotes) for _ in stretch.text]
    for position, marked in enumerate(numbers):
        holding = [q.number for q in quotes if q.start <= position < q.end]
        assert sorted(marked) == sorted(holding)


@given(words, contacts, words, contacts, words, st.data())
def test_a_quote_outside_contacts_keeps_its_words(first, one, second, other, third, data):
    source = f"{first} ; {one} ; {second} ; {other} ; {third}"
    place = data.draw(st.sampled_from([first, second, third]))
    start = source.index(f" ; {place}") + 3 if place != first else 0
    begin, end = masked_span(find_masks(source), start, start + len(place))
    assert mask_text(source)[begin:end] == place


@given(st.text(alphabet="a1@. +中0-", max_size=60))
def test_what_is_masked_is_exactly_the_contact_spans(text):
    pieces, end = [], 0
    for start, stop in contact_spans(text):
        assert start >= end
        pieces += [text[end:start], MASK]
        end = stop
    assert mask_text(text) == "".join([*pieces, text[end:]])
