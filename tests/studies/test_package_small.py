"""A package of people drawn by hand: what leaves, what stays, and what stops it."""

from dataclasses import replace
from hashlib import sha256

import pytest

from drawn_people import SECRET, Drawn, crowd, derived_of, snapshot_of, study, with_sharing
from source_search import found_in, source_dates, source_ids, source_texts
from trialwright.capture.entry import EnteredValue
from trialwright.endpoints.adverse_event_rows import WATCHED_TO_CUTOFF
from trialwright.errors import ReleaseRefused
from trialwright.sharing.csv_files import read_csv
from trialwright.sharing.package import build_package
from trialwright.sharing.summary import load_summary

COMMON = crowd(6, "SZ-")
RARE = crowd(3, "SZ-1", sex="F", procedure="ablation") + crowd(2, "SZ-2", birth="1949-01-31")
SCREENED_ONLY = crowd(2, "SZ-9", enrolled=False)
PEOPLE = COMMON + RARE + SCREENED_ONLY


def build(people, folder, *, key=SECRET, **kwargs):
    return build_package(snapshot_of(people, **kwargs), derived_of(people), folder, key=key)


def table(folder, name):
    header, *rows = read_csv((folder / f"{name}.csv").read_bytes())
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    folder = tmp_path_factory.mktemp("out") / "package"
    build(PEOPLE, folder)
    return folder


def test_no_date_id_or_text_of_the_source_stands_in_the_package(package):
    snapshot = snapshot_of(PEOPLE)
    texts = source_texts(snapshot.definition, snapshot.entries)
    assert len(texts) == len(PEOPLE)  # the search has something to search for
    wanted = source_dates(snapshot.entries) | source_ids(snapshot.entries) | texts
    assert found_in(package, wanted) == []


def test_the_search_itself_finds_what_is_there(package):
    assert found_in(package, ["cobas_6800"]) == [
        "dictionary.csv: cobas_6800",
        "virology.csv: cobas_6800",
    ]


def test_only_those_enrolled_are_in_the_package(package):
    rows = table(package, "participants")
    assert len(rows) == 11
    assert {row["participant"] for row in rows} == {f"X{n:03d}" for n in range(1, 12)}
    assert load_summary(package).participants == 11


def test_dates_are_days_from_the_radical_treatment_and_that_is_day_1(package):
    assert {row["procedure_day"] for row in table(package, "radical_treatment")} == {"1"}
    assert {row["onset_day"] for row in table(package, "adverse_event")} == {"-1"}
    assert {row["virology_day"] for row in table(package, "virology")} == {"85"}
    assert {row["consent_day"] for row in table(package, "participants")} == {"-33"}


def test_small_classes_are_suppressed_with_everything_that_gives_them_back(package):
    summary = load_summary(package)
    assert (summary.smallest_class, summary.suppressed, summary.threshold) == (6, 5, 5)
    hidden = {r["participant"] for r in table(package, "participants") if r["sex"] == "*"}
    assert len(hidden) == 5
    for row in table(package, "participants") + table(package, "demography"):
        assert (row["age_band"] == "*") == (row["sex"] == "*") == (row["participant"] in hidden)
    for row in table(package, "tumour"):
        values = {row[item] for item in ("n_nodules", "max_diam_mm", "ecog")}
        assert (values == {"*"}) == (row["participant"] in hidden)
    for row in table(package, "radical_treatment"):
        values = {row["radical_procedure"], row["microvascular"]}
        assert (values == {"*"}) == (row["participant"] in hidden)


def test_events_and_measurements_of_suppressed_people_stay(package):
    assert len(table(package, "endpoints")) == 11
    assert {row["afp"] for row in table(package, "tumour")} == {"12.5"}


def test_the_primary_result_can_be_repeated_from_the_endpoints_file(package):
    row = table(package, "endpoints")[0]
    assert (row["event"], row["days"], row["entry_days"], row["type"]) == (
        "yes",
        "336",
        "20",
        "local",
    )


def test_a_form_that_would_tell_the_sex_is_not_there(package):
    assert not (package / "pregnancy.csv").exists()


def test_units_and_reasons_stand_beside_their_values(package):
    row = table(package, "virology")[0]
    assert (row["hbsag_result"], row["hbsag_result_unit"]) == ("820", "IU/mL")
    assert (row["hbvdna_result"], row["hbvdna_result_missing"]) == ("", "not_done")


def test_the_dictionary_explains_every_column_and_every_item_left_out(package):
    explained = {(r["file"], r["column"]) for r in table(package, "dictionary")}
    for path in package.glob("*.csv"):
        if path.name != "dictionary.csv":
            header = read_csv(path.read_bytes())[0]
            assert {(path.name, column) for column in header} <= explained
    left_out = {
        r["item"]: r["because"] for r in table(package, "dictionary") if r["sharing"] == "drop"
    }
    assert left_out["ae_term"] == "free text"


def test_the_readme_prints_the_classes(package):
    text = (package / "README.md").read_text()
    assert "Smallest class in this package: 6" in text
    assert "| 50-59 | M | A | resection | 6 |" in text
    assert "Suppressed: 5 participants" in text
    assert "SYNTHETIC" not in text


def test_a_rehearsal_says_synthetic_and_needs_no_key(tmp_path):
    summary = build(PEOPLE, tmp_path / "package", key=None, synthetic=True)
    assert summary.synthetic
    assert "SYNTHETIC DATA" in (tmp_path / "package" / "README.md").read_text()


def test_real_data_without_a_key_are_refused(tmp_path):
    with pytest.raises(ReleaseRefused, match="secret key"):
        build(PEOPLE, tmp_path / "package", key=None)
    assert list(tmp_path.iterdir()) == []


def test_the_manifest_holds_the_hash_of_every_other_file(package):
    listed = {file.name: file.sha256 for file in load_summary(package).files}
    there = {p.name: sha256(p.read_bytes()).hexdigest() for p in package.iterdir()}
    assert there.pop("manifest.json") == load_summary(package).manifest_sha256
    assert listed == there


def test_the_same_snapshot_gives_the_same_bytes_in_whatever_order_it_is_read(package, tmp_path):
    again = build(PEOPLE[::-1], tmp_path / "again")
    assert again.manifest_sha256 == load_summary(package).manifest_sha256


def test_a_new_package_replaces_the_old_one_whole(tmp_path):
    build(PEOPLE, tmp_path / "package")
    build(COMMON, tmp_path / "package")
    assert load_summary(tmp_path / "package").participants == 6
    assert [path.name for path in tmp_path.iterdir()] == ["package"]


def test_a_folder_that_is_no_package_is_never_replaced(tmp_path):
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "thesis.docx").write_text("years of work")
    with pytest.raises(ReleaseRefused, match="something that is no package is already here"):
        build(PEOPLE, folder)
    assert (folder / "thesis.docx").exists()


def test_an_altered_package_is_no_package(tmp_path):
    folder = tmp_path / "package"
    build(PEOPLE, folder)
    (folder / "death.csv").write_text("participant\n")
    (folder / "notes.txt").write_text("x")
    with pytest.raises(ReleaseRefused) as refused:
        load_summary(folder)
    assert [problem.file for problem in refused.value.problems] == ["death.csv", "notes.txt"]


@pytest.mark.parametrize("content", [None, "{", "[]", '{"format": "trialwright package 2"}'])
def test_a_manifest_that_cannot_be_used_is_said_to_be_so(tmp_path, content):
    if content:
        (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(ReleaseRefused, match=r"no package here|manifest is damaged"):
        load_summary(tmp_path)


def with_value(form, item, value, *, visit="RUNNING", repeat=1, unit=None):
    """The people, the first of whom also has this value."""
    also = {(visit, form, repeat): {item: EnteredValue(item, value, unit)}}
    return [replace(PEOPLE[0], also=also), *PEOPLE[1:]]


@pytest.mark.parametrize(
    ("form", "item", "value"),
    [
        ("adverse_event", "ae_class", "2026-03-02"),
        ("adverse_event", "ae_class", "Zhang San, ward 3"),
        ("adverse_event", "ae_class", "=cmd|' /C calc'!A0"),
        ("adverse_event", "ae_grade", "2\x00"),
        ("adverse_event", "serious_death", "yes\nno"),
        ("biopsy", "biopsy_distance_mm", "twelve"),
        ("biopsy", "biopsy_distance_mm", "+12"),
        ("study_treatment", "drug", "<script>alert(1)</script>"),
    ],
)
def test_a_value_that_does_not_fit_its_item_stops_the_package(tmp_path, form, item, value):
    with pytest.raises(ReleaseRefused) as refused:
        build(with_value(form, item, value), tmp_path / "package")
    text = str(refused.value)
    assert f"forms/{form}.yaml at {item}: entry entry-SZ-0001-RUNNING-{form}-1 holds" in text
    assert value not in text
    assert list(tmp_path.iterdir()) == []


def test_a_unit_that_is_none_of_the_items_stops_the_package(tmp_path):
    people = with_value("virology", "hbsag_result", "820", visit="W12", repeat=0, unit="Dr Wang")
    with pytest.raises(ReleaseRefused, match=r"virology\.hbsag_result"):
        build(people, tmp_path / "package")


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("x")', "line\nbreak", 'say "no"', "\x00", "李伟 13800138000", "2026-03-02"]
)
def test_whatever_stands_in_a_free_text_stays_behind(tmp_path, text):
    build(with_value("adverse_event", "ae_term", text), tmp_path / "package")
    assert found_in(tmp_path / "package", [text]) == []


def test_an_unreadable_result_is_left_out_and_says_so(tmp_path):
    people = with_value("virology", "hbsag_result", "see letter of 2 May", visit="W12", repeat=0)
    build(people, tmp_path / "package")
    reasons = [row["hbsag_result_missing"] for row in table(tmp_path / "package", "virology")]
    assert sorted(reasons) == [""] * 10 + ["unreadable"]


@pytest.mark.parametrize(
    ("form", "item"), [("mri_read", "scan_date"), ("adverse_event", "ae_term")]
)
def test_a_date_or_text_declared_to_be_kept_stops_the_package(tmp_path, form, item):
    definition = with_sharing(form, item, "keep")
    with pytest.raises(ReleaseRefused, match=f"forms/{form}.yaml at {item}: 'keep' does not fit"):
        build(PEOPLE, tmp_path / "package", definition=definition)


def test_an_undecided_item_stops_the_package(tmp_path):
    definition = with_sharing("tumour", "afp", None)
    with pytest.raises(
        ReleaseRefused, match=r"tumour.yaml at afp: the item has no sharing decision"
    ):
        build(PEOPLE, tmp_path / "package", definition=definition)


def test_a_study_smaller_than_a_class_is_not_shared_and_an_old_package_stays(tmp_path):
    build(PEOPLE, tmp_path / "package")
    with pytest.raises(
        ReleaseRefused, match="4 participants are fewer than the smallest class of 5"
    ):
        build(crowd(4), tmp_path / "package")
    assert load_summary(tmp_path / "package").participants == 11


def test_two_entries_that_disagree_count_as_what_an_outsider_sees(tmp_path):
    """Somebody with two procedures is told apart by both, so both make the class."""
    also = {("UNSCHEDULED", "radical_treatment", 0): {"radical_procedure": "ablation"}}
    people = [*COMMON, *(Drawn(f"SZ-7{n}", also=also) for n in range(5))]
    summary = build(people, tmp_path / "package")
    sizes = {one.values[3]: one.size for one in summary.classes}
    assert sizes == {"resection": 6, "ablation+resection": 5}


def test_days_watched_up_to_the_cutoff_stay_behind(tmp_path):
    """Counted back from the cut-off, which every report prints, they would give a date."""
    flags = {COMMON[0].id: WATCHED_TO_CUTOFF}
    rows = tuple(
        replace(one, detail={"days_watched": "155", "flags": flags.get(one.participant, "")})
        for one in derived_of(COMMON).rows
    )
    derived = replace(derived_of(COMMON), rows=rows)
    build_package(snapshot_of(COMMON), derived, tmp_path / "package", key=SECRET)
    days = [row["days_watched"] for row in table(tmp_path / "package", "endpoints")]
    assert sorted(days) == ["", *["155"] * 5]


@pytest.mark.parametrize(
    ("answer", "also"),
    [
        (None, {}),
        ("no", {}),
        (
            "yes",
            {("RUNNING", "consent_withdrawal", 1): {
                "withdrawn_on": "2026-08-03", "withdrawn_use": "sharing"}},
        ),
        (
            "yes",
            {("RUNNING", "consent_withdrawal", 1): {
                "withdrawn_on": "2026-05-01", "withdrawn_use": "study_data"}},
        ),
        (
            "yes",
            {("RUNNING", "withdrawal", 0): {
                "withdrawal_date": "2026-05-01", "withdrawal_reason": "consent_withdrawn"}},
        ),
    ],
)  # fmt: skip
def test_nothing_of_who_does_not_permit_sharing_is_in_the_package(tmp_path, answer, also):
    """Not asked, refused, or withdrawn up to the day of the cut-off: data of before included."""
    kept_out = Drawn("SZ-0100", shares=answer, also=also)
    summary = build([*COMMON, kept_out], tmp_path / "package")
    assert (summary.participants, summary.kept_out_by_consent) == (6, 1)
    assert summary.smallest_class == 6
    for path in (tmp_path / "package").glob("*.csv"):
        header, *rows = read_csv(path.read_bytes())
        if "participant" in header:
            assert "X007" not in {row[header.index("participant")] for row in rows}
    text = (tmp_path / "package" / "README.md").read_text()
    assert "do not permit sharing on the day of the data cut-off: 1." in text


def test_who_withdrew_another_use_or_after_the_cut_off_is_in_the_package(tmp_path):
    for place, (use, day) in enumerate((("biobank", "2026-05-01"), ("sharing", "2026-08-04"))):
        also = {("RUNNING", "consent_withdrawal", 1): {"withdrawn_on": day, "withdrawn_use": use}}
        folder = tmp_path / str(place)
        assert build([*COMMON, Drawn("SZ-0100", also=also)], folder).participants == 7


def test_a_package_of_nobody_who_permits_it_is_refused(tmp_path):
    with pytest.raises(ReleaseRefused, match="0 participants are fewer than the smallest class"):
        build(crowd(6, shares="no"), tmp_path / "package")


def test_a_study_without_a_use_of_sharing_says_that_nobody_was_asked(tmp_path):
    definition = study()
    site = definition.site.model_copy(update={"consent": None})
    build(crowd(6, shares=None), tmp_path / "package", definition=replace(definition, site=site))
    text = (tmp_path / "package" / "README.md").read_text()
    assert "The study declares no consent to sharing" in text
