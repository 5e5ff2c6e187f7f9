"""The frame that runs the vectors: nothing in a reference folder is passed over in silence."""

import json

import pytest

from reference.cases import Case, NotBuilt, Unreadable, collect, key_of, owner_of
from reference.owners import NOT_BUILT
from reference.runners import is_due, run
from reference_folders import OWN_VECTORS

BCLC_HEADER = (
    "case_id,rule,n_nodules,max_diam_mm,macrovascular,extrahepatic,ecog,ps_tumour_related,"
    "cp_class,transplant_candidate,microvascular,expected_stage,expected_i4,basis,note"
)


@pytest.fixture
def folder(tmp_path):
    def write(**files):
        for name, text in files.items():
            path = tmp_path / name.replace("__", "/").replace("_dot_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return write


@pytest.mark.parametrize(
    "name",
    [
        "clinical__news_dot_csv",
        "clinical__news_dot_json",
        "stats__lonely_dot_json",
        "stats__lonely_dot_csv",
        "privacy__notes_dot_txt",
        "elsewhere__thing_dot_xml",
        "thing_dot_xml",
    ],
)
def test_an_unknown_file_fails(folder, name):
    (case,) = collect(folder(**{name: "{}"}))
    assert isinstance(case, Unreadable)
    assert case.id.startswith("unknown:")


@pytest.mark.parametrize(
    "name", ["standards__x__new_dot_xpt", "ctgov__new_dot_json", "ctcae__a_dot_csv"]
)
def test_a_new_file_among_known_material_is_no_vector(folder, name):
    assert collect(folder(**{name: "anything", "privacy__README_dot_md": ""})) == []


def test_an_empty_folder_fails(tmp_path):
    (case,) = collect(tmp_path)
    assert "holds no file" in case.reason


@pytest.mark.parametrize(
    "text",
    ["not json", '{"cases": []}', '{"cases": [{"id": "1"}, {"id": "1"}]}', '{"cases": [{}]}'],
)
def test_a_vector_file_that_cannot_be_read_fails(folder, text):
    (case,) = collect(folder(recurrence_b_dot_json=text))
    assert isinstance(case, Unreadable)
    assert case.id == "unreadable:recurrence_b.json"


def test_a_row_that_is_too_short_fails(folder):
    (case,) = collect(folder(bclc_dot_csv=f"# about\n{BCLC_HEADER}\nBC-1,BCL-02,1\n"))
    assert "BC-1" in case.reason


def test_vectors_are_found_by_name_in_any_folder(folder):
    row = "BC-1,BCL-02,1,18,no,no,0,,A,no,no,0,PASS,S,"
    found = collect(folder(deep__er__bclc_more_dot_csv=f"# about\n{BCLC_HEADER}\n{row}\n"))
    assert [case.id for case in found] == ["bclc_more:BC-1"]
    run(found[0])


def test_a_wrong_expectation_is_an_assertion_error(folder):
    row = "BC-1,BCL-02,1,18,no,no,0,,A,no,no,B,FAIL,S,"
    (case,) = collect(folder(bclc_dot_csv=f"{BCLC_HEADER}\n{row}\n"))
    with pytest.raises(AssertionError):
        run(case)


def test_statistics_come_in_pairs_of_any_name(folder):
    content = {"cases": {"km": {"args": {"method": "invented"}, "expect": {}}}}
    root = folder(stats__anything_dot_json=json.dumps(content), stats__anything_dot_csv="a\n1\n")
    (case,) = collect(root)
    assert case.id == "stats:anything:km"
    assert owner_of(case) is None
    with pytest.raises(NotBuilt, match="stats invented"):
        run(case)


def test_a_privacy_file_is_known_by_its_letters(folder):
    one, two = collect(folder(privacy__B2_new_dot_json="{}", privacy__Z_new_dot_json="{}"))
    assert (key_of(one), key_of(two)) == ("privacy B2", "privacy Z")
    with pytest.raises(NotBuilt):
        run(two)


def test_no_row_of_the_table_is_out_of_date():
    """A row whose vectors all have a runner must be struck out of `NOT_BUILT`."""
    waiting = {
        key_of(case) for case in collect(OWN_VECTORS) if isinstance(case, Case) and not is_due(case)
    }
    present = {key_of(case) for case in collect(OWN_VECTORS) if isinstance(case, Case)}
    assert {row for row in NOT_BUILT if row in present} == waiting & set(NOT_BUILT)
