"""No difference is silent, none is invented, whatever two records look like."""

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from changed_records import record_of, seed_record
from trialwright.errors import RecordError
from trialwright.record.compare.diff import compare_records
from trialwright.record.compare.output_html import comparison_html
from trialwright.record.compare.show_comparison import comparison_answer, describe_comparison
from trialwright.record.compare.words import diff_words, similarity
from trialwright.record.json_values import thaw
from trialwright.record.paths import path_of
from trialwright.record.read import read_record
from trialwright.record.terminal import render_terminal

SEED = thaw(seed_record().study)
MIRROR = {"added": "removed", "removed": "added"}
EDITS = st.lists(
    st.tuples(
        st.integers(0, 10**6),
        st.sampled_from(["delete", "double", "swap", "word", "text", "copy"]),
        st.integers(0, 10**6),
    ),
    min_size=0,
    max_size=5,
)


def places(value, path=()):
    """Every place below the record, containers too."""
    children = value.items() if isinstance(value, dict) else enumerate(value)
    for step, child in children:
        yield value, step, (*path, step)
        if isinstance(child, (dict, list)):
            yield from places(child, (*path, step))


def mutated(study, edits):
    study = copy.deepcopy(study)
    for place, action, number in edits:
        found = [p for p in places(study) if "nctId" not in p[2] and len(p[2]) > 1]
        holder, step, _ = found[place % len(found)]
        value = holder[step]
        if action == "delete":
            del holder[step]
        elif isinstance(holder, list) and action == "double":
            holder.insert(number % (len(holder) + 1), copy.deepcopy(value))
        elif isinstance(holder, list) and action == "swap":
            other = number % len(holder)
            holder[step], holder[other] = holder[other], holder[step]
        elif isinstance(value, str) and action == "word":
            words = value.split(" ")
            words[number % len(words)] = f"w{number % 5}"
            holder[step] = " ".join(words)
        elif isinstance(value, str) and action == "text":
            holder[step] = ["", "2027-05", "乙型肝炎病毒", "a@b.cn", "5 years"][number % 5]
        elif isinstance(value, int) and action == "word":
            holder[step] = number % 400
    return study


def compared(first, second):
    """The comparison, or None when the edits made something that is no record."""
    try:
        pair = record_of(first), record_of(second)
        return compare_records(*pair)
    except RecordError:
        return None


def nodes(value, path=()):
    """Every place with what stands there: a leaf's JSON, or the kind of a container."""
    if isinstance(value, (dict, list)):
        yield path, type(value).__name__
        for key, child in value.items() if isinstance(value, dict) else enumerate(value):
            yield from nodes(child, (*path, key))
    else:
        yield path, json.dumps(value)


def silent(first, second, counterparts, listed):
    """The places of the first that have no equal counterpart and that no change lists."""
    there = dict(nodes(second))
    for path, value in nodes(first):
        ways = {path_of(path[:n]) for n in range(len(path) + 1)}
        if there.get(carried(path, counterparts)) != value and not ways & listed:
            yield path_of(path)


def carried(path, counterparts):
    """Where a place of one record stands in the other, by the entries matched on the way."""
    steps = []
    done = ()
    for step in path:
        done = (*done, step)
        match = counterparts.get(path_of(done))
        steps.append(int(match[match.rindex("[") + 1 : -1]) if match else step)
    return tuple(steps)


class Studies(tuple):
    """Foreign records where they are at hand; a failing example need not print them whole."""

    def __repr__(self):
        return f"{len(self)} studies"


@pytest.fixture(scope="module")
def studies(reference_dirs):
    files = [f for folder in reference_dirs for f in sorted(folder.rglob("NCT*.json"))]
    found = [SEED, *(thaw(read_record(file).study) for file in files)]
    for study in found:
        study.pop("resultsSection", None)  # long, and compared once below
    return Studies(found)


@settings(max_examples=30, deadline=None)
@given(edits=EDITS, which=st.integers(0, 5))
def test_every_place_that_differs_is_listed_from_both_sides(studies, edits, which):
    first = studies[which % len(studies)]
    second = mutated(first, edits)
    comparison = compared(first, second)
    if comparison is None:
        return
    forth = dict(comparison.entries)
    back = {after: before for before, after in comparison.entries}
    old = {change.path_before for change in comparison.changes} - {None}
    new = {change.path_after for change in comparison.changes} - {None}
    assert list(silent(first, second, forth, old)) == []
    assert list(silent(second, first, back, new)) == []
    assert comparison.is_equal == (
        json.dumps(first, sort_keys=True) == json.dumps(second, sort_keys=True)
    )


def test_posted_results_are_compared_by_their_identifiers(reference_dirs):
    files = [f for folder in reference_dirs for f in folder.rglob("NCT02210780.json")]
    if not files:
        pytest.skip("needs the reference records beside the repository")
    first = thaw(read_record(files[0]).study)
    second = copy.deepcopy(first)
    groups = second["resultsSection"]["participantFlowModule"]["groups"]
    groups.reverse()
    groups[0]["title"] = "Another name"
    kinds = [(change.kind, change.path_after) for change in compared(first, second).changes]
    place = "resultsSection.participantFlowModule.groups"
    assert kinds == [("changed", f"{place}[0].title"), ("reordered", place)]


@settings(max_examples=20, deadline=None)
@given(edits=EDITS)
def test_the_comparison_read_backwards_is_its_mirror(edits):
    second = mutated(SEED, edits)
    forth, back = compared(SEED, second), compared(second, SEED)
    if forth is None or back is None:
        return
    mirrored = {(MIRROR.get(c.kind, c.kind), c.path_after, c.path_before) for c in forth.changes}
    assert mirrored == {(c.kind, c.path_before, c.path_after) for c in back.changes}


@settings(max_examples=10, deadline=None)
@given(edits=EDITS, random=st.randoms(use_true_random=False))
def test_the_order_of_keys_plays_no_part(edits, random):
    def shuffled(value):
        if isinstance(value, list):
            return [shuffled(child) for child in value]
        if not isinstance(value, dict):
            return value
        keys = list(value)
        random.shuffle(keys)
        return {key: shuffled(value[key]) for key in keys}

    second = mutated(SEED, edits)
    comparison = compared(SEED, second)
    if comparison is not None:
        again = compared(shuffled(SEED), shuffled(second))
        assert comparison_answer(again) == comparison_answer(comparison)
        assert compared(SEED, shuffled(SEED)).is_equal


@settings(max_examples=15, deadline=None)
@given(edits=EDITS, which=st.tuples(st.integers(0, 5), st.integers(0, 5)))
def test_any_two_records_can_be_compared_and_shown(studies, edits, which):
    first, second = (studies[n % len(studies)] for n in which)
    comparison = compared(first, mutated(second, edits))
    if comparison is not None:
        assert "\x1b" not in render_terminal(describe_comparison(comparison), 60)
        assert json.dumps(comparison_answer(comparison), allow_nan=False)
        assert comparison_html(comparison).endswith("</html>\n")


TEXTS = st.text(st.sampled_from("ab 1.0,乙肝\n-"), max_size=30)


@given(TEXTS, TEXTS)
def test_the_pieces_make_both_texts_again(before, after):
    pieces = diff_words(before, after)
    if before != after:
        assert "".join(p.text for p in pieces if p.kind != "inserted") == before
        assert "".join(p.text for p in pieces if p.kind != "deleted") == after
        assert all(p.text for p in pieces)


@given(TEXTS, TEXTS)
def test_similarity_is_the_same_both_ways_and_full_for_the_same_text(one, other):
    assert similarity(one, other) == similarity(other, one)
    assert similarity(one, one) == 1.0
    assert 0.0 <= similarity(one, other) <= 1.0
