"""Entries of drawn participants, for benchmarks: plausible enough to reach every branch of the rules.

A participant has 40 results: 8 scans, 10 HBsAg, 10 HBV DNA, 6 Child-Pugh visits, 3 adverse events
and 3 QLQ-C30. They are drawn as columns, thousands of participants at once.
"""

from datetime import date

import numpy as np
import polars as pl

from trialwright.datasets.entry_table import SCHEMA

FIRST_TREATMENT = date(2025, 9, 1)


class Drawn:
    """Draws the forms of `n` participants as columns; `day` counts from radical treatment."""

    def __init__(self, first: int, n: int) -> None:
        self.rng = np.random.default_rng(first)
        self.ids = np.array([f"P{number:07d}" for number in range(first, first + n)])
        self.treated = self.rng.integers(0, 400, n)
        self.enrolled = self.treated + self.rng.integers(14, 80, n)
        self.rows: list[pl.DataFrame] = []

    def dates(self, days: np.ndarray) -> np.ndarray:
        return (np.datetime64(FIRST_TREATMENT) + days.astype("timedelta64[D]")).astype(str)

    def codes(self, n: int, **shares: float) -> np.ndarray:
        weights = np.array(list(shares.values()))
        return self.rng.choice(list(shares), n, p=weights / weights.sum())

    def numbers(self, low: float, high: float, n: int, decimals: int) -> np.ndarray:
        return np.round(self.rng.uniform(low, high, n), decimals).astype(str)

    def fill(self, form: str, who: np.ndarray, visit: np.ndarray, units=(), repeat=None, **items):
        """Add one entry of `form` for each row, as the rows of its items."""
        n = len(who)
        repeats = np.zeros(n, dtype=np.int32) if repeat is None else repeat.astype(np.int32)
        wide = pl.DataFrame(
            {"participant": self.ids[who], "visit": visit.astype(str), "repeat": repeats} | items
        ).with_columns(
            entry_id=pl.format("{}.{}." + form + ".{}", "participant", "visit", "repeat")
        )
        units = dict(units)
        unit = pl.col("item").replace_strict(units, default=None, return_dtype=pl.String)
        self.rows.append(
            wide.unpivot(
                list(items),
                index=["entry_id", "participant", "visit", "repeat"],
                variable_name="item",
            )
            .with_columns(
                form=pl.lit(form),
                unit=unit if units else pl.lit(None, dtype=pl.String),
                reason_missing=pl.lit(None, dtype=pl.String),
                entered_at=pl.lit("2026-01-01T00:00:00+00:00"),
                by=pl.lit("coordinator-1"),
                definition_hash=pl.lit("0" * 64),
            )
            .select(list(SCHEMA))
        )

    def visits(self, each: int, start: int, gap: int, jitter: int = 7):
        """Participant, visit and day of `each` visits of everybody."""
        who = np.repeat(np.arange(len(self.ids)), each)
        number = np.tile(np.arange(each), len(self.ids))
        day = start + gap * number + self.rng.integers(-jitter, jitter + 1, len(who))
        return who, np.char.add("V", number.astype(str)), day


def draw_entries(first: int, n: int) -> pl.DataFrame:
    """The entries of participants `first` ... `first + n - 1`, a row for each item."""
    drawn = Drawn(first, n)
    everybody, once = np.arange(n), np.full(n, "START")
    drawn.fill("consent", everybody, once, consent_date=drawn.dates(drawn.treated - 10))
    drawn.fill("radical_treatment", everybody, once, procedure_date=drawn.dates(drawn.treated))
    drawn.fill(
        "enrolment",
        everybody,
        once,
        enrolment_date=drawn.dates(drawn.enrolled),
        treatment_group=drawn.codes(n, NA=1, NA_PEGIFN=1),
    )
    drawn.fill(
        "study_treatment",
        everybody,
        once,
        repeat=np.ones(n),
        drug=drawn.codes(n, ETV=3, TDF=2, PEGIFN=2),
        start_date=drawn.dates(drawn.enrolled),
        end_date=drawn.dates(drawn.enrolled + 336),
    )
    draw_scans(drawn)
    draw_virology(drawn)
    draw_chemistry(drawn)
    draw_events(drawn)
    draw_questionnaires(drawn)
    return pl.concat(drawn.rows).sort("participant", "form", "visit", "repeat")


def draw_scans(drawn: Drawn) -> None:
    who, visit, day = drawn.visits(8, 84, 140)
    seen = drawn.rng.random(len(who)) < 0.12
    drawn.fill(
        "mri_read",
        who,
        visit,
        scan_date=drawn.dates(drawn.treated[who] + day),
        usable=drawn.codes(len(who), yes=49, no=1),
        lesions_seen=np.where(seen, "yes", "no"),
    )
    who, visit = who[seen], visit[seen]
    n = len(who)
    drawn.fill(
        "mri_lesion",
        who,
        visit,
        repeat=np.ones(n),
        units={"distance_mm": "mm", "size_mm": "mm"},
        lesion_site=drawn.codes(n, liver=9, extrahepatic=1),
        distance_mm=drawn.numbers(0, 120, n, 0),
        size_mm=drawn.numbers(5, 40, n, 0),
        lirads_category=drawn.codes(
            n, **{"LR-3": 2, "LR-4": 2, "LR-5": 4, "LR-M": 1, "LR-TR Viable": 1}
        ),
        lesion_number=drawn.codes(n, **{"1": 3, "2": 1}),
        aphe=drawn.codes(n, nonrim=4, none=1),
        washout=drawn.codes(n, nonperipheral=4, none=1),
        lesion_new=drawn.codes(n, yes=9, no=1),
    )
    biopsied = drawn.rng.random(n) < 0.2
    who, n = who[biopsied], int(biopsied.sum())
    repeat = np.arange(1, n + 1)
    drawn.fill(
        "biopsy",
        who,
        np.full(n, "RUNNING"),
        repeat=repeat,
        collection_date=drawn.dates(drawn.treated[who] + drawn.rng.integers(90, 1100, n)),
        biopsy_site=drawn.codes(n, liver=2, extrahepatic=1),
        histology=drawn.codes(n, HCC=2, benign=1),
        biopsy_lesion_new=drawn.codes(n, yes=9, no=1),
    )


def draw_virology(drawn: Drawn) -> None:
    who, visit, day = drawn.visits(10, 0, 84)
    n = len(who)
    lost = 10 * drawn.rng.random(len(drawn.ids))[who] < np.tile(np.arange(10), len(drawn.ids))
    drawn.fill(
        "virology",
        who,
        visit,
        units={"hbsag_result": "IU/mL", "hbvdna_result": "IU/mL"},
        virology_date=drawn.dates(drawn.enrolled[who] + day),
        hbsag_result=np.where(lost, "<0.05", drawn.numbers(0.05, 3000, n, 2)),
        hbvdna_result=np.where(
            lost, drawn.codes(n, TND=8, **{"<10": 4, "<20": 1}), drawn.numbers(10, 90000, n, 0)
        ),
        hbvdna_platform=np.full(n, "cobas_6800"),
    )


def draw_chemistry(drawn: Drawn) -> None:
    who, visit, day = drawn.visits(6, 0, 168)
    n = len(who)
    units = {"bilirubin": "umol/L", "albumin": "g/L"}
    drawn.fill(
        "liver_chemistry",
        who,
        visit,
        units=units,
        chemistry_date=drawn.dates(drawn.enrolled[who] + day),
        bilirubin=drawn.numbers(6, 40, n, 1),
        albumin=drawn.numbers(30, 48, n, 1),
        inr=drawn.numbers(0.9, 1.8, n, 2),
        ascites=drawn.codes(n, none=30, mild=1),
        encephalopathy=drawn.codes(n, **{"none": 40, "grade1-2": 1}),
    )


def draw_events(drawn: Drawn) -> None:
    who, _, day = drawn.visits(3, 60, 200, 90)
    n = len(who)
    repeat = np.tile(np.arange(1, 4), len(drawn.ids))
    onset = drawn.dates(drawn.treated[who] + day)
    partial = drawn.rng.random(n) < 0.05
    serious = {
        f"serious_{name}": drawn.codes(n, no=50, yes=1)
        for name in (
            "death",
            "life_threatening",
            "hospitalisation",
            "disability",
            "congenital",
            "other",
        )
    }
    drawn.fill(
        "adverse_event",
        who,
        np.full(n, "RUNNING"),
        repeat=repeat,
        onset_date=np.where(partial, onset.astype("U7"), onset),
        ae_class=drawn.codes(n, fatigue=2, fever=1),
        ae_grade=drawn.codes(n, **{"1": 3, "2": 2, "3": 1}),
        ae_related_na=drawn.codes(n, possible=1, unlikely=3),
        ae_related_pegifn=drawn.codes(n, probable=1, unlikely=1),
        **serious,
    )


def draw_questionnaires(drawn: Drawn) -> None:
    who, visit, day = drawn.visits(3, 0, 300)
    n = len(who)
    answers = {f"q{item}": drawn.rng.integers(1, 5, n).astype(str) for item in range(1, 29)}
    answers |= {f"q{item}": drawn.rng.integers(1, 8, n).astype(str) for item in (29, 30)}
    drawn.fill("qlqc30", who, visit, qlq_date=drawn.dates(drawn.enrolled[who] + day), **answers)
