"""Whatever the text, its plain text leads back to the source."""

from hypothesis import example, given
from hypothesis import strategies as st

from trialwright.record.blocks import text_blocks
from trialwright.record.plaintext import plain_text

TEXTS = st.text(st.sampled_from("\\ \t\r\n>*.1a()-é中[`"), max_size=60) | st.text(max_size=60)


@given(TEXTS)
def test_the_map_rises_strictly_and_keeps_every_character(source):
    plain = plain_text(source)
    assert len(plain.offsets) == len(plain.text)
    assert all(a < b for a, b in zip(plain.offsets, plain.offsets[1:], strict=False))
    for character, offset in zip(plain.text, plain.offsets, strict=True):
        assert source[offset] == character or (source[offset], character) == ("\r", "\n")


@given(TEXTS)
@example("\\\\>")
@example("a \\\n\n\\. b")
def test_the_plain_text_of_a_plain_text_is_itself(source):
    text = plain_text(source).text
    assert plain_text(text).text == text


@given(TEXTS)
def test_only_backslashes_and_white_space_are_left_out(source):
    plain = plain_text(source)
    dropped = set(range(len(source))) - set(plain.offsets)
    assert {source[i] for i in dropped} <= set("\\ \t\r\n")


@given(TEXTS)
def test_no_line_is_blank_or_ends_in_a_space(source):
    lines = plain_text(source).text.split("\n")
    assert lines == [""] or all(line.strip(" \t") and line == line.rstrip(" \t") for line in lines)


@given(TEXTS, st.data())
def test_every_phrase_is_found_where_it_or_an_equal_one_stands(source, data):
    plain = plain_text(source)
    start = data.draw(st.integers(0, len(plain.text)))
    end = data.draw(st.integers(start, len(plain.text)))
    words = plain_text(plain.text[start:end]).text.split()
    span = plain.find(plain.text[start:end])
    assert (span is None) == (not words)
    if span:
        assert span[0] <= start + len(plain.text[start:end]) - len(plain.text[start:end].lstrip())
        assert plain.text[slice(*span)].split() == words
        assert len(plain.quote(*span)) >= len(plain.text[slice(*span)])


@given(TEXTS)
def test_blocks_hold_every_character_but_white_space(source):
    plain = plain_text(source)
    blocks = text_blocks(plain)
    shown = "".join(block.marker + block.text for block in blocks)
    assert "".join(shown.split()) == "".join(plain.text.split())
