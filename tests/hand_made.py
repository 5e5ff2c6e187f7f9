"""Entries written by hand for tests: a participant is a few lines that read like the forms."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from trialwright.capture.entry import EnteredValue, Entry
from trialwright.datasets.snapshot import Snapshot
from trialwright.definition import Definition, load_definition

STUDY = Path(__file__).parents[1] / "studies" / "prtras001"


@cache
def prtras001() -> Definition:
    """The study, loaded once for all tests of a process."""
    return load_definition(STUDY)


def snapshot_of(*entries: Entry, cutoff: date = date(2030, 6, 30)) -> Snapshot:
    """A snapshot of a rehearsal in memory: what `load_snapshot` gives, without the files."""
    kept = tuple(e for e in entries if e.entered_at.date() <= cutoff)
    manifest = {"data_cutoff": cutoff.isoformat(), "synthetic": {"seed": 1}}
    return Snapshot(Path(), "0" * 64, manifest, prtras001(), kept)


def entry(
    participant: str,
    visit: str,
    form: str,
    /,
    repeat: int = 0,
    version: int = 1,
    on: str = "2026-01-01",
    **items: str | tuple[str, str] | None,
) -> Entry:
    """One saved form; `bilirubin=("14", "umol/L")` is a value with its unit."""
    values = []
    for item, value in items.items():
        text, unit = value if isinstance(value, tuple) else (value, None)
        values.append(EnteredValue(item, text, unit))
    day = date.fromisoformat(on)
    return Entry(
        id=f"{participant}.{visit}.{form}.{repeat}.v{version}",
        participant=participant,
        visit=visit,
        form=form,
        repeat=repeat,
        values=tuple(values),
        entered_at=datetime(day.year, day.month, day.day, 9, version, tzinfo=UTC),
        by="coordinator-1",
        definition_hash="0" * 64,
    )


def enrolled(
    participant: str,
    *,
    group: str = "NA",
    radical: str = "2026-01-10",
    enrolment: str = "2026-03-07",
    treatment: str = "2026-03-07",
    born: str = "1975-06-01",
    sex: str = "M",
    diameter: str = "28",
) -> list[Entry]:
    """A participant who passes every criterion and is enrolled; nothing has happened yet."""
    p = participant
    history = prtras001().forms_by_id["medical_history"]
    answers = {item.id: "no" for item in history.items} | {"cirrhosis": "yes"}
    return [
        entry(
            p,
            "SCREENING",
            "consent",
            consent_date="2025-12-20",
            consent_signed_by="participant",
            first_study_procedure_date="2025-12-21",
            agrees_to_comply="yes",
        ),
        entry(p, "SCREENING", "demography", birth_date=born, sex=sex),
        entry(p, "SCREENING", "medical_history", **answers),
        entry(
            p,
            "SCREENING",
            "investigator_judgement",
            expected_survival_gt_3mo="yes",
            interferon_unsuitable_investigator="no",
            severe_liver_dysfunction="no",
            severe_systemic_disease="no",
            investigator_deems_unsuitable="no",
        ),
        entry(
            p,
            "SCREENING",
            "viral_markers",
            markers_date=enrolment,
            hbeag="negative",
            hav_igm="negative",
            anti_hcv="negative",
            hdv="negative",
            hev_igm="negative",
        ),
        entry(
            p,
            "SCREENING",
            "tumour",
            imaging_date="2025-12-22",
            n_nodules="1",
            max_diam_mm=(diameter, "mm"),
            macrovascular="no",
            extrahepatic="no",
            ecog="0",
            afp=("20", "ng/mL"),
        ),
        entry(
            p,
            "TREATMENT",
            "radical_treatment",
            procedure_date=radical,
            radical_procedure="resection",
            pathology_diagnosis="HCC",
            microvascular="no",
        ),
        chemistry(p, "ENROLMENT", enrolment),
        virology(p, "ENROLMENT", enrolment, "820", "1250"),
        entry(p, "ENROLMENT", "enrolment", enrolment_date=enrolment, treatment_group=group),
        entry(p, "RUNNING", "study_treatment", repeat=1, drug="ETV", start_date=treatment),
    ]


def chemistry(participant: str, visit: str, day: str, **changed: str | tuple[str, str]) -> Entry:
    """Normal liver chemistry (Child-Pugh 5) with the given items changed."""
    normal: dict[str, str | tuple[str, str]] = {
        "bilirubin": ("14", "umol/L"),
        "albumin": ("42", "g/L"),
        "inr": "1.05",
        "ascites": "none",
        "encephalopathy": "none",
        "creatinine": ("78", "umol/L"),
        "creatinine_uln": ("104", "umol/L"),
    }
    return entry(
        participant, visit, "liver_chemistry", on=day, chemistry_date=day, **normal | changed
    )


def virology(participant: str, visit: str, day: str, hbsag: str, dna: str) -> Entry:
    """One virology form with results in IU/mL."""
    return entry(
        participant,
        visit,
        "virology",
        on=day,
        virology_date=day,
        hbsag_result=(hbsag, "IU/mL"),
        hbvdna_result=(dna, "IU/mL"),
        hbvdna_platform="cobas_6800",
    )


def scan(participant: str, visit: str, day: str, usable: str = "yes", lesions: str = "no") -> Entry:
    """One MRI read without a described lesion."""
    return entry(
        participant, visit, "mri_read", on=day, scan_date=day, usable=usable, lesions_seen=lesions
    )


def lesion(participant: str, visit: str, day: str, category: str, distance: str = "45") -> Entry:
    """One new liver lesion of the MRI read at `visit`."""
    return entry(
        participant,
        visit,
        "mri_lesion",
        repeat=1,
        on=day,
        lesion_site="liver",
        distance_mm=(distance, "mm"),
        size_mm=("14", "mm"),
        lirads_category=category,
        lesion_new="yes",
    )
