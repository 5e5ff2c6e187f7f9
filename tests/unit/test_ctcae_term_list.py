"""The list of CTCAE terms a site supplies: what is read, and what is refused with its line."""

import pytest

from trialwright.instruments.ctcae import term_list
from trialwright.instruments.ctcae.term_list import (
    TermListRefused,
    check_computed_terms,
    load_term_list,
    parse_term_list,
)

HEADER = "meddra_code,soc,term,grade_1,grade_2,grade_3,grade_4,grade_5,definition"
NCI_HEADER = (
    "MedDRA Code,MedDRA SOC,CTCAE Term,Grade 1   ,Grade 2   ,Grade 3   ,Grade 4   ,Grade 5   "
)


@pytest.fixture
def two_terms(monkeypatch):
    """A list of two terms, so that a test can write it down."""
    monkeypatch.setattr(term_list, "N_TERMS", 2)


ROWS = '1,Eye,Dry eye,mild,"moderate,\nworse",severe,,,\n2,Eye,Cataract,a,b,c,d,,clouded lens\n'


def test_terms_are_read_with_the_grades_that_exist(two_terms):
    terms = parse_term_list(f"{HEADER}\n{ROWS}", "list.csv")
    assert list(terms) == ["Dry eye", "Cataract"]
    assert terms["Dry eye"].grades == {1: "mild", 2: "moderate, worse", 3: "severe"}
    assert (terms["Cataract"].code, terms["Cataract"].definition) == ("2", "clouded lens")


def test_the_headers_of_nci_and_its_empty_mark_are_known(two_terms):
    rows = "1,Eye,Dry eye,mild\xa0pain, -,-,,\n2,Eye,Cataract,a,b,c,d,\n"
    terms = parse_term_list(f"{NCI_HEADER}\n{rows}", "list.csv")
    assert terms["Dry eye"].grades == {1: "mild pain"}


def test_the_column_of_codes_may_be_left_out(two_terms):
    rows = "Eye,Dry eye,a,,,,\nEye,Cataract,a,,,,\n"
    terms = parse_term_list("soc,term,grade_1,grade_2,grade_3,grade_4,grade_5\n" + rows, "l.csv")
    assert terms["Cataract"].code == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "list.csv:1 at term: this column is missing"),
        ("soc,term\n", "list.csv:1 at grade_1: this column is missing"),
        (f"{HEADER}\n1,Eye,Dry eye,a\n2,Eye,Dry eye,a\n", "list.csv:3 at Dry eye: .* twice"),
        (f"{HEADER}\n1,Eye,,a\n2,Eye,Cataract,a\n", "list.csv:2 at term: .* no term"),
        (f"{HEADER}\n1,Eye,Dry eye,-\n2,Eye,Cataract,a\n", "Dry eye: this term has no grade"),
        (f"{HEADER}\n1,Eye,Dry eye,a\n", "1 terms, but CTCAE v5.0 has 2"),
        (f"{HEADER}\n1,{'x' * 140000},Dry eye,a\n", "is no CSV"),
    ],
)
def test_a_list_that_is_not_whole_is_refused(two_terms, text, words):
    with pytest.raises(TermListRefused, match=words):
        parse_term_list(text, "list.csv")


def test_a_file_that_is_missing_or_not_text_is_refused(tmp_path):
    with pytest.raises(TermListRefused, match="cannot be read"):
        load_term_list(tmp_path / "none.csv")
    (tmp_path / "list.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TermListRefused, match="save it as CSV UTF-8"):
        load_term_list(tmp_path / "list.csv")


def test_a_list_that_disagrees_with_the_program_is_found(two_terms):
    rows = "1,Blood,Anemia,a,b,c,d,e,\n10016256,General,Fatigue,a,b,,,,\n"
    found = check_computed_terms(parse_term_list(f"{HEADER}\n{rows}", "list.csv"), "list.csv")
    told = {(problem.key, problem.what) for problem in found}
    assert ("Anemia", "the list has code 1, the program 10002272") in told
    assert ("Fatigue", "the list has no grade 3") in told
    assert ("Fever", "the list lacks this term") in told


def test_a_list_that_lacks_what_the_program_grades_is_refused_for_a_rehearsal(tmp_path):
    rows = "".join(f"Term {number},Class,mild,,,,\n" for number in range(term_list.N_TERMS))
    file = tmp_path / "terms.csv"
    file.write_text("term,soc,grade_1,grade_2,grade_3,grade_4,grade_5\n" + rows)
    with pytest.raises(TermListRefused, match="the list lacks this term"):
        term_list.load_checked_term_list(file)
