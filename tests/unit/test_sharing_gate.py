"""The release gate reads what was written and trusts nothing that was decided before."""

import pytest

from trialwright.definition.scalars import Bilingual
from trialwright.errors import ReleaseRefused
from trialwright.sharing.csv_files import write_csv
from trialwright.sharing.gate import check_package
from trialwright.sharing.source_marks import SourceMarks
from trialwright.sharing.tables import Column, Table

LABEL = Bilingual(en="x", zh="x")
NAMES = frozenset(f"X{n:03d}" for n in range(1, 13))
PEOPLE = Table(
    "participants",
    LABEL,
    (
        Column("participant", LABEL, "word", words=NAMES),
        Column("sex", LABEL, "word", words=frozenset("MF"), revealing=True),
        Column("bclc", LABEL, "word", words=frozenset("0A"), revealing=True),
    ),
    (),
)
TUMOUR = Table(
    "tumour",
    LABEL,
    (
        Column("participant", LABEL, "word", words=NAMES),
        Column("imaging_day", LABEL, "day"),
        Column("n_nodules", LABEL, "whole", revealing=True),
        Column("hbvdna", LABEL, "result"),
    ),
    (),
)
MARKS = SourceMarks(frozenset({"SZ-0001", "fell at home"}))
GOOD_PEOPLE = [[f"X{n:03d}", "M", "A"] for n in range(1, 6)] + [
    [f"X{n:03d}", "*", "*"] for n in range(6, 11)
]
GOOD_TUMOUR = [["X001", "-21", "1", "<10"], ["X006", "85", "*", "target not detected"]]


@pytest.fixture
def gate(tmp_path):
    """Write a package with the given changes and send it through the gate."""

    def run(people=GOOD_PEOPLE, tumour=GOOD_TUMOUR, readme="About the data.\n", extra=None):
        write_csv(tmp_path / "participants.csv", [c.name for c in PEOPLE.columns], people)
        write_csv(tmp_path / "tumour.csv", [c.name for c in TUMOUR.columns], tumour)
        (tmp_path / "README.md").write_text(readme)
        for name, raw in (extra or {}).items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_bytes(raw)
        check_package(
            tmp_path,
            [PEOPLE, TUMOUR],
            ["README.md"],
            quasi_identifiers=["sex", "bclc"],
            smallest_class=5,
            marks=MARKS,
        )

    return run


def test_a_clean_package_passes(gate):
    gate()


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        (["SZ-0001", "1", "1", ""], "participant"),
        (["X001", "2026-03-02", "1", ""], "imaging_day"),
        (["X001", "0", "1", ""], "imaging_day"),  # there is no day 0
        (["X001", "1", "two", ""], "n_nodules"),
        (["X001", "1", "1", "see letter"], "hbvdna"),
        (["X001", "1", "1", "=cmd|'/C calc'!A0"], "hbvdna"),
        (["X001", "1", "1", "10\x00"], "hbvdna"),
        (["X001", "1", "1", "10\n"], "hbvdna"),
        (["X001", "1", "1", "13800138000"], "hbvdna"),
        (["X001", "*", "1", ""], "imaging_day"),  # no suppression is due here
    ],
)
def test_a_cell_leaves_only_if_its_column_permits_it(gate, cells, column):
    with pytest.raises(ReleaseRefused) as refused:
        gate(tumour=[*GOOD_TUMOUR, cells])
    assert {(p.file, p.line, p.key) for p in refused.value.problems} == {("tumour.csv", 4, column)}


def test_a_date_written_as_a_plain_number_is_seen(gate):
    with pytest.raises(ReleaseRefused, match=r"tumour.csv:4 at n_nodules: looks like a date"):
        gate(tumour=[*GOOD_TUMOUR, ["X001", "1", "20260302", ""]])


def test_a_viral_load_of_that_size_is_no_date(gate):
    gate(tumour=[*GOOD_TUMOUR, ["X001", "1", "1", "20260302"]])


def test_many_faults_of_a_column_are_counted_not_listed(gate):
    with pytest.raises(ReleaseRefused, match="and 39 more in this column") as refused:
        gate(tumour=[["X001", "2026-03-02", "1", ""]] * 40)
    assert len(refused.value.problems) == 3


def test_a_class_below_the_threshold_stops_the_package(gate):
    with pytest.raises(ReleaseRefused, match="a class of 4 is smaller than 5"):
        gate(people=GOOD_PEOPLE[1:])


def test_too_few_suppressed_people_stop_the_package(gate):
    with pytest.raises(ReleaseRefused, match="only 4 participants are suppressed"):
        gate(people=GOOD_PEOPLE[:-1])


def test_half_a_suppression_stops_the_package(gate):
    people = [*GOOD_PEOPLE[:5], *([row[0], "M", "*"] for row in GOOD_PEOPLE[5:])]
    with pytest.raises(ReleaseRefused, match="suppressed in part"):
        gate(people=people)


def test_another_file_may_not_give_a_suppressed_value_back(gate):
    with pytest.raises(ReleaseRefused, match=r"tumour.csv:4: a suppressed participant's value"):
        gate(tumour=[*GOOD_TUMOUR, ["X007", "1", "3", ""]])


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Fine.\nLast visit on 2026-03-02.\n", "README.md:2: '2026-03-02' looks like a date"),
        ("截至 2026年3月", "looks like a date"),
        ("Ask li.wei@hospital.example", "holds an address or a number"),
        ("Row 7 was SZ-0001.", "'SZ-0001' is an id or a text of the source"),
        ("One participant fell at home.", "'fell at home' is an id or a text of the source"),
    ],
)
def test_a_document_that_says_too_much_stops_the_package(gate, text, what):
    with pytest.raises(ReleaseRefused, match=what):
        gate(readme=text)


def test_part_of_a_longer_word_is_no_source_text(gate):
    gate(readme="Batch XSZ-00011.\n")


@pytest.mark.parametrize("name", ["notes.txt", "key/ID_KEY"])
def test_a_file_that_nobody_announced_stops_the_package(gate, name):
    with pytest.raises(ReleaseRefused, match="does not belong to the package"):
        gate(extra={name: b"x"})


@pytest.mark.parametrize("file", ["tumour.csv", "participants.csv"])
@pytest.mark.parametrize(
    "raw",
    [
        b"participant,imaging_day\nX001,1\n",
        b"participant,sex,bclc\nX001\n",
        b"",
        b"\xff\xfe",
        b'participant,"imaging_day\n',
    ],
)
def test_a_damaged_file_stops_the_package(gate, file, raw):
    with pytest.raises(ReleaseRefused, match=f"{file}: is no CSV file with the columns"):
        gate(extra={file: raw})


def test_everything_that_is_wrong_is_told_at_once(gate):
    with pytest.raises(ReleaseRefused) as refused:
        gate(people=GOOD_PEOPLE[1:], readme="2026-03-02", extra={"notes.txt": b""})
    assert {p.file for p in refused.value.problems} == {
        "participants.csv",
        "README.md",
        "notes.txt",
    }
